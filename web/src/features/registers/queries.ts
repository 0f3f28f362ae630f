// SPDX-License-Identifier: GPL-3.0-or-later
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '@/api/client';

export type RegisterEntry = Schemas['RegisterEntry'];

export const registersQuery = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => take(api.GET('/v1/registers', { signal })),
});

function page(id: string, cursor: string | undefined, signal?: AbortSignal) {
  const query = { limit: 200, ...(cursor ? { cursor } : {}) };
  return take(
    api.GET('/v1/registers/{id}/entries', { params: { path: { id }, query }, ...(signal ? { signal } : {}) }),
  );
}

export function entriesQuery(id: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['registers', id, 'entries'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => page(id ?? '', pageParam, signal),
    getNextPageParam: (last) => last.next || undefined,
    enabled: id !== undefined,
  });
}

/** The whole register, for taking away; read again from the start so that it is of one piece. */
export async function allEntries(id: string): Promise<RegisterEntry[]> {
  const rows: RegisterEntry[] = [];
  let cursor: string | undefined;
  do {
    const answer = await page(id, cursor);
    rows.push(...answer.items);
    cursor = answer.next || undefined;
  } while (cursor);
  return rows;
}
