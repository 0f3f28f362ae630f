// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '@/api/client';

type Hit = Schemas['SearchHit'] & { file?: string };

/** Where the words of a search stand in one document: asked again by the same words, within what one may read. */
export function hitsQuery(id: string, q: string) {
  return queryOptions({
    queryKey: [`search`, 'hits', id, q],
    queryFn: async ({ signal }) => {
      const answer = await take(api.POST('/v1/search', { body: { q, limit: 50, facets: [], filters: {} }, signal }));
      const hits: Hit[] = answer.items.find((item) => item.id === id)?.hits ?? [];
      return hits;
    },
    enabled: q !== '',
    staleTime: 60_000,
  });
}
