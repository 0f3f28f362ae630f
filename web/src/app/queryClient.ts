// SPDX-License-Identifier: GPL-3.0-or-later
import { MutationCache, QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';

/** Only what the server calls worth repeating is repeated, and briefly: the person can press "try again". */
function worthRepeating(count: number, error: Error): boolean {
  return error instanceof Problem && count < 3 && (error.code === 'projection_behind' || error.status === 503);
}

/** A command that the disk refused: the banner need not wait for its next look. */
const mutations = new MutationCache({
  onError: (error) => {
    if (!(error instanceof Problem) || !['storage_full', 'log_read_only', 'outcome_unknown'].includes(error.code)) return;
    void queryClient.invalidateQueries({ queryKey: ['health'] });
  },
});

export const queryClient: QueryClient = new QueryClient({
  mutationCache: mutations,
  defaultOptions: {
    queries: {
      retry: worthRepeating,
      retryDelay: (_, error) => (error instanceof Problem ? (error.retryAfterSeconds ?? 1) * 1_000 : 1_000),
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      networkMode: 'always', // our own messages say what is wrong, in words
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
