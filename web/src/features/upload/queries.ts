// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take } from '@/api/client';

/** S11: progress is the server's; the stream says when it moved. The slow poll is for when the stream is cut. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => take(api.GET('/v1/jobs', { params: { query: { limit: 50 } }, signal })),
  refetchInterval: (query) =>
    query.state.data?.items.some((job) => job.state === 'queued' || job.state === 'running') ? 30_000 : false,
});

export const arrivalsQuery = queryOptions({
  queryKey: ['incoming', 'arrivals'],
  queryFn: ({ signal }) => take(api.GET('/v1/incoming/arrivals', { params: { query: { limit: 200 } }, signal })),
});
