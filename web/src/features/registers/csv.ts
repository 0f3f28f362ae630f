// SPDX-License-Identifier: GPL-3.0-or-later
import { showDate } from '@/text/format';
import type { RegisterEntry } from './queries';

/** The ten cells of a row as text, in the order of the form. */
export function cells(row: RegisterEntry, voidedWord: string): string[] {
  const kindAndSubject = [row.kind, row.subject].filter(Boolean).join(': ');
  const note = [row.note, row.voided ? `${voidedWord}: ${row.voided.reason}` : ''].filter(Boolean).join('; ');
  return [
    showDate(row.arrivalDate),
    String(row.arrivalNumber),
    row.issuer,
    row.code,
    showDate(row.issueDate),
    kindAndSubject,
    row.recipients.join('; '),
    showDate(row.forwardedOn),
    row.receipts.join('; '),
    note,
  ];
}

/** A cell for RFC 4180. One that a spreadsheet would take for a formula gets an apostrophe: the text is not ours. */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, without which the usual spreadsheet reads Vietnamese as something else. */
export function toCsv(columns: readonly string[], rows: readonly RegisterEntry[], voidedWord: string): string {
  const lines = [columns, ...rows.map((row) => cells(row, voidedWord))].map((line) => line.map(quoted).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
