// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '@/api/client';

/** What has come in and bears no number yet, urgent and oldest first. */
export const queueQuery = queryOptions({
  queryKey: ['incoming', 'arrivals'],
  queryFn: ({ signal }) => take(api.GET('/v1/incoming/arrivals', { params: { query: { limit: 200 } }, signal })),
});

/** Begins with the file's key, so that every page that is read renews it. */
export function suggestionsQuery(file: string | undefined) {
  return queryOptions({
    queryKey: [`files/${file}`, 'suggestions'],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/incoming/suggestions/{fileId}', { params: { path: { fileId: file ?? '' } }, signal })),
    enabled: file !== undefined,
  });
}

/** R6: only a forecast; the number is given when it is saved. */
export const registersQuery = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => take(api.GET('/v1/registers', { signal })),
});

export function duplicatesQuery(facts: Schemas['CheckDuplicate'], enabled: boolean) {
  return queryOptions({
    queryKey: ['incoming', 'duplicates', facts],
    queryFn: ({ signal }) => take(api.POST('/v1/incoming/checkDuplicate', { body: facts, signal })),
    enabled,
    staleTime: 10_000,
  });
}
