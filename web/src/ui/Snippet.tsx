// SPDX-License-Identifier: GPL-3.0-or-later
import { snippetParts } from '@/text/snippet';

/** The words round a hit with the hit marked. Text stays text: nothing of it is ever taken as markup. */
export function Snippet({ text }: { text: string }) {
  return (
    <span lang="vi">
      {snippetParts(text).map((part, i) =>
        part.hit ? <mark key={i}>{part.text}</mark> : <span key={i}>{part.text}</span>,
      )}
    </span>
  );
}
