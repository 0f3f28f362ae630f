// SPDX-License-Identifier: GPL-3.0-or-later
import type { PlainDate } from './dates';

/** `2021-04-29` → `29/04/2021` in both languages: it is how the papers themselves are dated. */
export function showDate(date: PlainDate | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date ?? '');
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : '';
}

export function weekday(date: PlainDate, language: string): string {
  const moment = new Date(`${date}T00:00:00Z`);
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(moment);
}

/** A moment, in the time of Việt Nam, as `14:05 17/09/2021`. */
export function showMoment(moment: string | null | undefined): string {
  if (!moment) return '';
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '';
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString();
  return `${local.slice(11, 16)} ${showDate(local.slice(0, 10))}`;
}

export function showNumber(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
    value,
  );
}

export function showBytes(bytes: number, language: string): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${showNumber(value, language, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}
