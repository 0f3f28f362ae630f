// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions } from '@tanstack/react-query';
import { api, take } from '@/api/client';

/** The pages of a file and how far each is read; grows while the file is being read. */
export function pagesQuery(file: string) {
  return queryOptions({
    queryKey: [`files/${file}`, 'pages'],
    queryFn: ({ signal }) => take(api.GET('/v1/files/{id}/pages', { params: { path: { id: file } }, signal })),
  });
}

/** Words of a page that has been read: they never change. */
export function wordsQuery(file: string, page: number, enabled: boolean) {
  return queryOptions({
    queryKey: [`files/${file}`, 'words', page],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/files/{id}/pages/{n}/words', { params: { path: { id: file, n: page } }, signal })),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Widths are rounded up so that zooming asks for few different images, which the browser then keeps. */
export function previewUrl(file: string, page: number, widthPx: number): string {
  const steps = [160, 640, 1240, 1860, 2480, 3000];
  const width = steps.find((step) => step >= widthPx) ?? 3000;
  return `/v1/files/${file}/pages/${page}/preview?width=${width}`;
}
