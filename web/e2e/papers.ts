// SPDX-License-Identifier: GPL-3.0-or-later
import { expect } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pdf } from './pdf';
import type { Person } from './people';

const kScans = fileURLToPath(new URL('../../tests/data/scans/', import.meta.url));
let count = 0;

/** A symbol nobody else has, so that no test's paper looks like another's. */
export function newCode(kind = 'TB'): string {
  count += 1;
  return `${Date.now() % 1_000_000}${count}/${kind}-KTHT`;
}

/** A real scan of the project's; a comment after its end makes it a file of its own. */
export function scan(): { name: string; mimeType: string; buffer: Buffer } {
  const name = readdirSync(kScans)
    .filter((one) => one.endsWith('.pdf'))
    .sort()[0];
  if (!name) throw new Error('tests/data/scans holds no scan');
  const buffer = Buffer.concat([readFileSync(kScans + name), Buffer.from(`\n% ${crypto.randomUUID()}\n`)]);
  return { name: `quet-${crypto.randomUUID().slice(0, 8)}.pdf`, mimeType: 'application/pdf', buffer };
}

export function drawn(pages: readonly string[]): { name: string; mimeType: string; buffer: Buffer } {
  return { name: `ve-${crypto.randomUUID().slice(0, 8)}.pdf`, mimeType: 'application/pdf', buffer: pdf(pages) };
}

/** Yesterday's date in Việt Nam: never after the arrival, never more than 60 days back. */
export function yesterday(): string {
  return new Date(Date.now() + 7 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
}

export interface Doc {
  id: string;
  state: string;
  allowedActions: string[];
  files: { id: string }[];
}

/** A paper that has come in and waits for its number. */
export async function arrive(clerk: Person, text: string): Promise<{ arrival: Doc; file: string }> {
  const stored = await clerk.post<{ id: string }>('/v1/files', pdf([`${text}\n${crypto.randomUUID()}`]), {
    'Content-Type': 'application/pdf',
    'Content-Disposition': 'attachment; filename="e2e.pdf"',
  });
  const arrival = await clerk.post<Doc>('/v1/incoming/arrivals', { files: [stored.id], channel: 'paper' });
  return { arrival, file: stored.id };
}

export async function registered(clerk: Person, code: string, subject: string): Promise<Doc> {
  const { arrival } = await arrive(clerk, subject);
  const typed = (value: string) => ({ value, source: 'typed', confirmed: true });
  return clerk.post<Doc>('/v1/incoming', {
    arrival: arrival.id,
    channel: 'paper',
    fields: {
      code: typed(code),
      issueDate: typed(yesterday()),
      issuer: typed('UBND huyện Thử Nghiệm'),
      kind: typed('thông báo'),
      subject: typed(subject),
    },
  });
}

/** Registered, submitted, directed to the officer and taken by them. */
export async function handled(
  clerk: Person,
  leader: Person,
  officer: Person,
  code: string,
  subject: string,
): Promise<Doc> {
  const document = await registered(clerk, code, subject);
  const path = `/v1/incoming/${document.id}`;
  await clerk.act(path, 'submitToLeader', { leader: leader.me.positions[0]!.id });
  await leader.act(path, 'giveDirection', {
    lead: { position: officer.me.positions[0]!.id },
    coop: [],
    due: { days: 3, calendar: 'working' },
    text: 'Xử lý và báo cáo',
  });
  let now = await officer.get<Doc>(path);
  if (now.allowedActions.includes('acknowledgeDelivery')) {
    await officer.act(path, 'acknowledgeDelivery');
    now = await officer.get<Doc>(path);
  }
  expect(now.allowedActions).toContain('completeHandling');
  return now;
}

interface Item {
  id: string;
  kind: string;
}

/** Empties the officer's queue, so that what follows is all there is. */
export async function drain(officer: Person): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const queue = await officer.get<{ items: Item[] }>('/v1/inbox?view=waiting&limit=200');
    if (queue.items.length === 0) return;
    const open = await officer.get<{ items: { id: string }[] }>('/v1/dossiers?state=open&limit=1');
    const dossier = open.items[0] ?? (await openDossier(officer, 'Hồ sơ dọn trước khi thử'));
    for (const item of queue.items.filter((one) => one.kind === 'incoming')) {
      const path = `/v1/incoming/${item.id}`;
      const { allowedActions } = await officer.get<Doc>(path);
      if (allowedActions.includes('completeHandling'))
        await officer.act(path, 'completeHandling', { result: 'Dọn trước khi thử' });
      else if (allowedActions.includes('finishCoordination'))
        await officer.act(path, 'finishCoordination', { text: 'Đã phối hợp' });
      else if (allowedActions.includes('acknowledgeDelivery')) await officer.act(path, 'acknowledgeDelivery');
      else if (allowedActions.includes('fileIntoDossier'))
        await officer.act(path, 'fileIntoDossier', { dossier: dossier.id });
    }
  }
}

/** An open dossier under the first entry of the newest plan that has none yet: a code is used once. */
export async function openDossier(person: Person, title: string): Promise<{ id: string; fileCode: string }> {
  const plans = await person.get<{ items: { id: string }[] }>('/v1/file-plans');
  const plan = await person.get<{ id: string; entries: { notation: string; dossiers: number }[] }>(
    `/v1/file-plans/${plans.items[0]!.id}`,
  );
  const notation = plan.entries.find((entry) => entry.notation && entry.dossiers === 0)!.notation;
  return person.post('/v1/dossiers', { plan: plan.id, notation, title });
}
