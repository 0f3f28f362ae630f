// SPDX-License-Identifier: GPL-3.0-or-later
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api, take, type Schemas } from '@/api/client';

export type SearchItem = Schemas['SearchItem'];
/** A document may have several files; the hit says which one it stands in. */
export type SearchHit = Schemas['SearchHit'] & { file?: string };

export interface SearchState {
  q?: string | undefined;
  marks?: string | undefined;
  kind?: string | undefined;
  issuer?: string | undefined;
  year?: string | undefined;
  state?: string | undefined;
  dossier?: string | undefined;
}
export const filterNames = ['kind', 'issuer', 'year', 'state', 'dossier'] as const;
export type FilterName = (typeof filterNames)[number];
const kFacets: readonly FilterName[] = ['kind', 'issuer', 'year', 'state'];

function requestOf(state: SearchState, cursor: string | undefined): Schemas['SearchRequest'] {
  const filters = Object.fromEntries(filterNames.flatMap((name) => (state[name] ? [[name, state[name]]] : [])));
  return {
    q: state.q ?? '',
    marks: state.marks === 'exact' || state.marks === 'folded' ? state.marks : 'auto',
    facets: [...kFacets],
    filters,
    limit: 20,
    ...(cursor ? { cursor } : {}),
  } as Schemas['SearchRequest'];
}

/** Older answers stay until the new one is there; those of abandoned words are dropped with their request. */
export function searchQuery(state: SearchState) {
  return infiniteQueryOptions({
    queryKey: ['search', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => take(api.POST('/v1/search', { body: requestOf(state, pageParam), signal })),
    getNextPageParam: (last) => last.next || undefined,
    enabled: Boolean(state.q?.trim()) || filterNames.some((name) => state[name]),
    placeholderData: keepPreviousData,
  });
}
