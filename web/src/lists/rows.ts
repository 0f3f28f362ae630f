// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Where the focus goes when the row at `index` has left a list that now has `length` rows: what followed it, else
 * the last.
 */
export function afterRemoval(index: number, length: number): number | null {
  if (length === 0) return null;
  return Math.min(Math.max(index, 0), length - 1);
}

export function stepped(index: number, step: number, length: number): number {
  if (length === 0) return -1;
  if (index < 0) return step > 0 ? 0 : length - 1;
  return Math.min(Math.max(index + step, 0), length - 1);
}
