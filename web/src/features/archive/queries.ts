// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take, takeTagged, type Schemas } from '@/api/client';

export type Dossier = Schemas['Dossier'];
export type DossierState = Schemas['DossierState'];
export type FilePlan = Schemas['FilePlan'];
export const dossierStates = ['open', 'closed', 'offered', 'archived'] as const satisfies readonly DossierState[];

export const plansQuery = queryOptions({
  queryKey: ['filePlans'],
  queryFn: ({ signal }) => take(api.GET('/v1/file-plans', { signal })),
});

export function planQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ['filePlans', id],
    queryFn: ({ signal }) => take(api.GET('/v1/file-plans/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id !== undefined,
  });
}

export function dossiersQuery(plan: string | undefined, state: DossierState | undefined) {
  return queryOptions({
    queryKey: ['dossiers', { plan, state }],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/dossiers', {
          params: { query: { limit: 200, ...(plan ? { plan } : {}), ...(state ? { state } : {}) } },
          signal,
        }),
      ),
  });
}

export function dossierQuery(id: string) {
  return queryOptions({
    queryKey: [`dossiers/${id}`],
    queryFn: ({ signal }) => takeTagged<Dossier>(api.GET('/v1/dossiers/{id}', { params: { path: { id } }, signal })),
  });
}

export function itemsQuery(id: string) {
  return queryOptions({
    queryKey: [`dossiers/${id}`, 'items'],
    queryFn: ({ signal }) => take(api.GET('/v1/dossiers/{id}/items', { params: { path: { id } }, signal })),
  });
}

export function dossierHistoryQuery(id: string) {
  return queryOptions({
    queryKey: [`dossiers/${id}`, 'history'],
    queryFn: ({ signal }) => take(api.GET('/v1/dossiers/{id}/history', { params: { path: { id } }, signal })),
  });
}
