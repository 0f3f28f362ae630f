// SPDX-License-Identifier: GPL-3.0-or-later
import type { InboxItem } from './queries';

export interface Head {
  code: string;
  issuer: string;
  subject: string;
  readByMachine: boolean; // nobody has confirmed it yet, and the screen says so
}

/** What names a thing in the list: its fields; of an arrival nobody registered what was read, else its file's name. */
export function headOf(item: InboxItem): Head {
  const { code, issuer, subject, arrival } = item;
  if (!arrival) return { code, issuer, subject, readByMachine: false };
  return {
    code: arrival.code ?? '',
    issuer: arrival.issuer ?? '',
    subject: subject || arrival.subject || arrival.fileName || '',
    readByMachine: Boolean(arrival.code || arrival.issuer || arrival.subject),
  };
}
