// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take, takeTagged, type Schemas } from '@/api/client';

export type Incoming = Schemas['Incoming'];

export function documentQuery(id: string) {
  return queryOptions({
    queryKey: [`incoming/${id}`],
    queryFn: ({ signal }) => takeTagged<Incoming>(api.GET('/v1/incoming/{id}', { params: { path: { id } }, signal })),
  });
}

export function historyQuery(id: string) {
  return queryOptions({
    queryKey: [`incoming/${id}`, 'history'],
    queryFn: ({ signal }) => take(api.GET('/v1/incoming/{id}/history', { params: { path: { id } }, signal })),
  });
}

const kDirectoryStale = 5 * 60_000;

export const positionsQuery = queryOptions({
  queryKey: ['directory/positions'],
  queryFn: ({ signal }) => take(api.GET('/v1/directory/positions', { params: { query: { limit: 200 } }, signal })),
  staleTime: kDirectoryStale,
});

export const unitsQuery = queryOptions({
  queryKey: ['directory/units'],
  queryFn: ({ signal }) => take(api.GET('/v1/directory/units', { params: { query: { limit: 200 } }, signal })),
  staleTime: kDirectoryStale,
});

/** Dossiers that documents can be filed in. */
export const openDossiersQuery = queryOptions({
  queryKey: ['dossiers', { state: 'open' }],
  queryFn: ({ signal }) => take(api.GET('/v1/dossiers', { params: { query: { state: 'open', limit: 200 } }, signal })),
});
