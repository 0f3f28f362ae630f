// SPDX-License-Identifier: GPL-3.0-or-later
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';

export function show(children: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </MantineProvider>,
  );
}

export function json(body: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  headers.set('Content-Type', (init.status ?? 200) >= 400 ? 'application/problem+json' : 'application/json');
  return new Response(JSON.stringify(body), { ...init, headers });
}

/** Stands in for the network: `answer` sees each request and its number; all requests are kept. */
export function network(answer: (request: Request, count: number) => Response | Promise<Response>) {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    return Promise.resolve(answer(request, requests.length));
  });
  return requests;
}
