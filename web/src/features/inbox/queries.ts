// SPDX-License-Identifier: GPL-3.0-or-later
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '@/api/client';

export type InboxItem = Schemas['InboxItem'];
export type InboxViewName = Schemas['InboxViewName'];
export const inboxViews = ['waiting', 'following', 'given', 'done'] as const satisfies readonly InboxViewName[];

export function inboxQuery(view: InboxViewName) {
  return infiniteQueryOptions({
    queryKey: ['inbox', view],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET('/v1/inbox', {
          params: { query: { view, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  });
}

export const countsQuery = queryOptions({
  queryKey: ['inbox/counts'],
  queryFn: ({ signal }) => take(api.GET('/v1/inbox/counts', { signal })),
});
