// SPDX-License-Identifier: GPL-3.0-or-later
import { useCallback, useState } from 'react';

const kPrefix = 'chauban.draft.';

export function readDraft(key: string): string | null {
  try {
    return localStorage.getItem(kPrefix + key);
  } catch {
    return null; // storage switched off: typing goes on without the net
  }
}
export function writeDraft(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(kPrefix + key);
    else localStorage.setItem(kPrefix + key, text);
  } catch {
    // full or switched off, as above
  }
}

/** S7: text that is not sent yet, kept per document and field across reloads and lost sign-ins. */
export function useDraft(key: string, initial = ''): [string, (text: string) => void, () => void] {
  const [text, setText] = useState(() => readDraft(key) ?? initial);
  const change = useCallback(
    (next: string) => {
      setText(next);
      writeDraft(key, next);
    },
    [key],
  );
  const forget = useCallback(() => writeDraft(key, ''), [key]);
  return [text, change, forget];
}
