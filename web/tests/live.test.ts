// SPDX-License-Identifier: GPL-3.0-or-later
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { applyLive, concerns } from '@/live/invalidate';

function stale(client: QueryClient): string[] {
  return client
    .getQueryCache()
    .getAll()
    .filter((query) => query.state.isInvalidated)
    .map((query) => JSON.stringify(query.queryKey));
}
function filled(): QueryClient {
  const client = new QueryClient();
  for (const key of [
    ['inbox', 'waiting'],
    ['inbox/counts'],
    ['incoming/7'],
    ['incoming/7', 'history'],
    ['incoming/8'],
    ['jobs'],
    ['files/f', 'pages'],
  ]) {
    client.setQueryData(key, {});
  }
  return client;
}

describe('a message of the stream', () => {
  it('makes stale what it names and what lies under it, nothing else', () => {
    const client = filled();
    applyLive(client, { kind: 'change', keys: ['inbox', 'incoming/7'] });
    expect(stale(client)).toEqual([
      '["inbox","waiting"]',
      '["inbox/counts"]',
      '["incoming/7"]',
      '["incoming/7","history"]',
    ]);
  });
  it('about a job renews the job and the pages of its file', () => {
    const client = filled();
    applyLive(client, { kind: 'job', id: 'j', file: 'f' });
    expect(stale(client)).toEqual(['["jobs"]', '["files/f","pages"]']);
  });
  it('of a gap makes everything stale (S9)', () => {
    const client = filled();
    applyLive(client, { kind: 'reset' });
    expect(stale(client)).toHaveLength(7);
  });
  it('about one document renews the lists of documents', () => {
    expect(concerns('incoming/7', ['incoming', 'arrivals'])).toBe(true);
    expect(concerns('incoming/7', ['incoming/77'])).toBe(false);
    expect(concerns('inbox', [{ not: 'text' }])).toBe(false);
  });
});
