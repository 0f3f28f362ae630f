// SPDX-License-Identifier: GPL-3.0-or-later
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema';
import { send } from './http';
import { problemOf } from './problem';

export type Schemas = components['schemas'];

/** The API, typed from schemas/openapi.yaml. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or the Problem thrown: query functions and mutations only ever see these two. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const copy = new Response(typeof error === 'string' ? error : JSON.stringify(error ?? null), {
    status: response.status,
    headers: response.headers,
  });
  throw await problemOf(copy);
}

/** A resource with the tag that a change of it must show (If-Match). */
export interface Tagged<T> {
  value: T;
  etag: string;
}
export async function takeTagged<T>(answer: Promise<Answer<T>>): Promise<Tagged<T>> {
  const settled = await answer;
  return { value: await take(Promise.resolve(settled)), etag: settled.response.headers.get('ETag') ?? '' };
}
