// SPDX-License-Identifier: GPL-3.0-or-later

/** The list an opened document came from: Next means the next row of that list, in the order it had (ux 2). */
export interface ListContext {
  /** What the list is called, already in words: `tìm: kỷ luật`. */
  title: string;
  ids: string[];
  /** Where Esc leads back to. */
  back: string;
}

const kPrefix = 'chauban.list.';

export function saveContext(key: string, context: ListContext): void {
  try {
    sessionStorage.setItem(kPrefix + key, JSON.stringify(context));
  } catch {
    // Storage switched off: the document opens without next and previous.
  }
}

export function readContext(key: string | undefined): ListContext | null {
  if (!key) return null;
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(kPrefix + key) ?? 'null');
    const context = value as ListContext | null;
    return context && Array.isArray(context.ids) && typeof context.back === 'string' ? context : null;
  } catch {
    return null;
  }
}
