// SPDX-License-Identifier: GPL-3.0-or-later

/** Without marks and case, đ as d: for matching names and commands typed without marks, never for what is stored. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
}

/** True if every word of `typed` begins a word of `text`, or `typed` is its initials ("lqd" finds Lê Quang Dũng). */
export function matches(text: string, typed: string): boolean {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const words = fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const initials = words.map((word) => word[0]).join('');
  // A part with a dot or a slash is a code, which is found as it is written.
  const found = (part: string) =>
    /[^\p{L}\p{N}]/u.test(part)
      ? fold(text).includes(part)
      : words.some((word) => word.startsWith(part)) || initials.includes(part);
  return wanted.every(found);
}
