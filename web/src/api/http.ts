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
/** Questions too long for an address: sent by POST, but they change nothing. */
const kQuestions = new Set(['/v1/search', '/v1/incoming/checkDuplicate']);

function isCommand(request: Request): boolean {
  return kUnsafe.has(request.method) && !kQuestions.has(new URL(request.url).pathname);
}

function dressed(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set('Accept-Language', caller.language);
  if (kUnsafe.has(request.method) && caller.csrf) headers.set('X-Chauban-CSRF', caller.csrf);
  if (minPosition && !isCommand(request)) headers.set('Min-Log-Position', minPosition);
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

/** What a refusal can be answered with by sending the same request once more; false: it is for the person to read. */
async function remedied(request: Request, response: Response, attempt: number): Promise<boolean> {
  if (response.status === 401 && attempt === 0 && caller.signInAgain && !request.url.includes('/v1/auth/')) {
    await caller.signInAgain();
    return true;
  }
  if ((response.status === 400 || response.status === 410) && minPosition && !isCommand(request)) {
    const code = await codeOf(response);
    if (code !== 'position_unknown' && code !== 'position_lost') return false;
    minPosition = null; // another log than the one we knew: what we remember means nothing there
    return true;
  }
  // The command is in the log, only its view is late: the same key gets the same answer, and nothing happens twice.
  if (
    response.status === 503 &&
    isCommand(request) &&
    request.method === 'POST' &&
    attempt < 3 &&
    (await codeOf(response)) === 'projection_behind'
  ) {
    const seconds = Number(response.headers.get('Retry-After')) || 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    return true;
  }
  return false;
}

/**
 * fetch with everything api.md asks of a browser: CSRF, idempotency key, language, positions, a time limit. An expired
 * sign-in asks for a new one and then repeats the very same request (same key), so nothing typed is lost (3.13).
 */
export async function send(request: Request): Promise<Response> {
  if (request.method === 'POST' && isCommand(request) && !request.headers.has('Idempotency-Key')) {
    request.headers.set('Idempotency-Key', crypto.randomUUID());
  }
  for (let attempt = 0; ; attempt += 1) {
    const response = await once(dressed(request.clone()));
    if (!response.ok && (await remedied(request, response, attempt))) continue;
    const position = response.headers.get('Log-Position');
    if (position && response.ok && isCommand(request)) minPosition = position;
    return response;
  }
}
