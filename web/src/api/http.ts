// SPDX-License-Identifier: GPL-3.0-or-later
import { Problem } from './problem';

/** What the network layer needs to know of the signed-in person; set by the session. */
interface Caller {
  csrf: string;
  language: string;
  /** Opens the sign-in sheet; resolves when somebody is signed in again, rejects when they gave up. */
  signInAgain: (() => Promise<void>) | null;
}
export const caller: Caller = { csrf: '', language: 'vi', signInAgain: null };

// S4: after a command, reads ask for at least its position, so that one never misses one's own act.
let minPosition: string | null = null;
export function lastPosition(): string | null {
  return minPosition;
}

const kTimeoutMs = 10_000; // S1: an error with "try again" at ten seconds
const kUnsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

function dressed(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set('Accept-Language', caller.language);
  if (kUnsafe.has(request.method)) {
    if (caller.csrf) headers.set('X-Chauban-CSRF', caller.csrf);
    if (request.method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', crypto.randomUUID());
  } else if (minPosition && !headers.has('Min-Log-Position')) {
    headers.set('Min-Log-Position', minPosition);
  }
  return new Request(request, { headers, credentials: 'same-origin' });
}

async function once(request: Request): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), kTimeoutMs);
  try {
    return await fetch(request, { signal: AbortSignal.any([timeout.signal, request.signal]) });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Problem({ code: timeout.signal.aborted ? 'network_timeout' : 'network_offline', status: 0, retry: true });
  } finally {
    clearTimeout(timer);
  }
}

async function codeOf(response: Response): Promise<string> {
  try {
    return String(((await response.clone().json()) as { code?: unknown }).code ?? '');
  } catch {
    return '';
  }
}

/**
 * fetch with everything api.md asks of a browser: CSRF, idempotency key, language, positions, a time limit. An expired
 * sign-in asks for a new one and then repeats the very same request (same key), so nothing typed is lost (3.13).
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const idempotencyKey = request.headers.get('Idempotency-Key') ?? crypto.randomUUID();
  const withKey = (r: Request) => {
    if (r.method === 'POST') r.headers.set('Idempotency-Key', idempotencyKey);
    return dressed(r);
  };
  let response = await once(withKey(request));
  if (response.status === 401 && caller.signInAgain && !request.url.includes('/v1/auth/')) {
    await caller.signInAgain();
    response = await once(withKey(again));
  } else if ((response.status === 400 || response.status === 410) && minPosition) {
    const code = await codeOf(response);
    if (code === 'position_unknown' || code === 'position_lost') {
      minPosition = null; // another log than the one we knew: what we remember means nothing there
      response = await once(withKey(again));
    }
  }
  const position = response.headers.get('Log-Position');
  if (position && response.ok && kUnsafe.has(request.method)) minPosition = position;
  return response;
}
