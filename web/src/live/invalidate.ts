// SPDX-License-Identifier: GPL-3.0-or-later
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { LiveMessage } from './leader';

/**
 * `incoming/7` concerns queries that begin with `incoming/7`; `inbox` those that begin with `inbox` or
 * `inbox/counts`.
 */
export function concerns(streamKey: string, queryKey: QueryKey): boolean {
  const first = queryKey[0];
  if (typeof first !== 'string') return false;
  return first === streamKey || first.startsWith(`${streamKey}/`) || streamKey.startsWith(`${first}/`);
}

/** Makes stale whatever a message of the stream speaks of; what is on the screen is fetched again. */
export function applyLive(client: QueryClient, message: LiveMessage): void {
  if (message.kind === 'state') return;
  if (message.kind === 'reset') {
    void client.invalidateQueries();
    return;
  }
  const keys = message.kind === 'job' ? ['jobs', `jobs/${message.id}`, `files/${message.file}`] : message.keys;
  void client.invalidateQueries({ predicate: (query) => keys.some((key) => concerns(key, query.queryKey)) });
}
