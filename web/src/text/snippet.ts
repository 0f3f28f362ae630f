// SPDX-License-Identifier: GPL-3.0-or-later

export interface SnippetPart {
  text: string;
  hit: boolean;
}

/**
 * Splits `tăng cường ⟦kỷ luật⟧ …` at the marks the server put round the hits; a mark without its partner is only
 * text.
 */
export function snippetParts(snippet: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  let rest = snippet;
  while (rest) {
    const open = rest.indexOf('⟦');
    const close = open < 0 ? -1 : rest.indexOf('⟧', open);
    if (close < 0) {
      parts.push({ text: rest.replace(/[⟦⟧]/g, ''), hit: false });
      break;
    }
    if (open > 0) parts.push({ text: rest.slice(0, open).replace(/⟧/g, ''), hit: false });
    parts.push({ text: rest.slice(open + 1, close), hit: true });
    rest = rest.slice(close + 1);
  }
  return parts.filter((part) => part.text !== '');
}
