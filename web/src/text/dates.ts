// SPDX-License-Identifier: GPL-3.0-or-later
import { fold } from './fold';

/** A plain date `2021-04-29`, as the API writes it; never a moment in time. */
export type PlainDate = string;

const kDay = 86_400_000;

function ordinal(date: PlainDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / kDay);
}

export function plainDate(year: number, month: number, day: number): PlainDate | null {
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (moment.getUTCFullYear() !== year || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day)
    return null;
  return moment.toISOString().slice(0, 10);
}

/** Today in Việt Nam, which is UTC+7 all year; the server decides, this is for questions and forecasts only. */
export function today(now: number = Date.now()): PlainDate {
  return new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);
}

export function daysBetween(from: PlainDate, to: PlainDate): number {
  return ordinal(to) - ordinal(from);
}

function fullYear(typed: string, base: PlainDate): number {
  if (typed.length !== 2) return Number(typed);
  const short = Number(typed);
  const century = Math.floor(Number(base.slice(0, 4)) / 100) * 100;
  // 21 is 2021, 98 is 1998: papers are of the past, next year's at most.
  return century + short > Number(base.slice(0, 4)) + 1 ? century - 100 + short : century + short;
}

/** Without a year: the last such day that is not after `base`. */
function lastSuch(day: number, month: number, base: PlainDate): PlainDate | null {
  const year = Number(base.slice(0, 4));
  for (const candidate of [year, year - 1, year - 2, year - 3, year - 4]) {
    const date = plainDate(candidate, month, day);
    if (date && daysBetween(date, base) >= 0) return date;
  }
  return null;
}

/**
 * R5: what a clerk types for a date: `29/4/21`, `29.4.2021`, `290421`, `29042021`, `29/4`, `29 thang 4`, `ngày
 * 29 tháng 4 năm 2021`, `2021-04-29`. Day before month, always. `base` gives the year where none is typed.
 * null: not a date.
 */
export function parseDateTyping(typed: string, base: PlainDate): PlainDate | null {
  const text = fold(typed)
    .trim()
    .replace(/\b(ngay|thang|nam)\b/g, ' ')
    .trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return plainDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const run = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(text);
  const parts = run ?? /^(\d{1,2})[\s/.\-]+(\d{1,2})(?:[\s/.\-]+(\d{2}|\d{4}))?$/.exec(text);
  if (!parts) return null;
  const [, day, month, year] = parts;
  if (year === undefined) return lastSuch(Number(day), Number(month), base);
  return plainDate(fullYear(year, base), Number(month), Number(day));
}

export type DateDoubt = 'future' | 'old' | 'notRead' | 'afterArrival';

/** R5: what must be asked about a document's date before it is believed. */
export function doubtsOf(
  date: PlainDate,
  facts: { today: PlainDate; arrival?: PlainDate | undefined; read: readonly PlainDate[] },
): DateDoubt[] {
  const doubts: DateDoubt[] = [];
  if (daysBetween(facts.today, date) > 0) doubts.push('future');
  else if (facts.arrival && daysBetween(facts.arrival, date) > 0) doubts.push('afterArrival');
  if (daysBetween(date, facts.today) > 60) doubts.push('old');
  if (facts.read.length > 0 && !facts.read.includes(date)) doubts.push('notRead');
  return doubts;
}

/** A deadline as leaders write it: `3n` or `3 ngay` = working days (the server counts them), else a date. */
export type Due = { days: number; calendar: 'working' } | { date: PlainDate };
export function parseDue(typed: string, base: PlainDate): Due | null {
  const days = /^(\d{1,3})\s*(n|ng|ngay)?$/.exec(fold(typed).trim());
  if (days && Number(days[1]) > 0) return { days: Number(days[1]), calendar: 'working' };
  const date = parseDateTyping(typed, base);
  if (!date) return null;
  // A deadline lies ahead: `11/5` without a year means the next one.
  const bare = /^\d{1,2}[\s/.\-]+\d{1,2}$/.test(typed.trim());
  if (bare && daysBetween(base, date) < 0) {
    const next = plainDate(Number(date.slice(0, 4)) + 1, Number(date.slice(5, 7)), Number(date.slice(8, 10)));
    return next ? { date: next } : null;
  }
  return { date };
}
