// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json, network } from './support';

const kBase = 'http://localhost';
const post = (body = '{}') => new Request(`${kBase}/v1/incoming`, { method: 'POST', body });
const get = () => new Request(`${kBase}/v1/inbox`);

// Each test has a fresh module: positions and the sign-in live in it.
async function fresh() {
  vi.resetModules();
  const http = await import('@/api/http');
  http.caller.csrf = 'token';
  return http;
}
let http: Awaited<ReturnType<typeof fresh>>;
beforeEach(async () => {
  http = await fresh();
});
afterEach(() => vi.unstubAllGlobals());

describe('send', () => {
  it('gives commands the CSRF token and a key of their own, reads neither', async () => {
    const requests = network(() => json({}));
    await http.send(post());
    await http.send(post());
    await http.send(get());
    const keys = requests.map((one) => one.headers.get('Idempotency-Key'));
    expect(requests.map((one) => one.headers.get('X-Chauban-CSRF'))).toEqual(['token', 'token', null]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBeNull();
  });

  it('asks reads for at least the position of the last command (S4)', async () => {
    const requests = network((request) =>
      json({}, { headers: { 'Log-Position': request.method === 'POST' ? '1:42' : '1:50' } }),
    );
    await http.send(get());
    expect(requests[0]!.headers.get('Min-Log-Position')).toBeNull();
    await http.send(post());
    await http.send(get());
    await http.send(get());
    expect(requests[2]!.headers.get('Min-Log-Position')).toBe('1:42');
    expect(requests[3]!.headers.get('Min-Log-Position')).toBe('1:42');
  });

  it('treats a search as the read it is, though it is sent by POST', async () => {
    const requests = network(() => json({}, { headers: { 'Log-Position': '1:42' } }));
    await http.send(post());
    await http.send(new Request(`${kBase}/v1/search`, { method: 'POST', body: '{}' }));
    expect(requests[1]!.headers.get('Idempotency-Key')).toBeNull();
    expect(requests[1]!.headers.get('Min-Log-Position')).toBe('1:42');
    expect(requests[1]!.headers.get('X-Chauban-CSRF')).toBe('token');
  });

  it('forgets a position that the log does not know and asks again', async () => {
    const requests = network((request) => {
      if (request.method === 'POST') return json({}, { headers: { 'Log-Position': '1:42' } });
      return request.headers.has('Min-Log-Position')
        ? json({ code: 'position_unknown' }, { status: 400 })
        : json({ items: [] });
    });
    await http.send(post());
    expect((await http.send(get())).status).toBe(200);
    expect(requests).toHaveLength(3);
  });

  it('waits for a new sign-in and then sends the very same command again (3.13)', async () => {
    let signedIn = false;
    http.caller.signInAgain = async () => {
      signedIn = true;
      http.caller.csrf = 'new token';
    };
    const bodies: string[] = [];
    const requests = network(async (request) => {
      bodies.push(await request.text());
      return signedIn ? json({}) : json({ code: 'auth_expired' }, { status: 401 });
    });
    const answer = await http.send(post('{"text":"đang gõ"}'));
    expect(answer.status).toBe(200);
    expect(bodies).toEqual(['{"text":"đang gõ"}', '{"text":"đang gõ"}']);
    expect(requests[1]!.headers.get('Idempotency-Key')).toBe(requests[0]!.headers.get('Idempotency-Key'));
    expect(requests[1]!.headers.get('X-Chauban-CSRF')).toBe('new token');
  });

  it('asks again with the same key when a command is in the log and only its view is late', async () => {
    const requests = network((_, count) =>
      count < 3 ? json({ code: 'projection_behind' }, { status: 503, headers: { 'Retry-After': '0.01' } }) : json({}),
    );
    expect((await http.send(post())).status).toBe(200);
    expect(new Set(requests.map((one) => one.headers.get('Idempotency-Key'))).size).toBe(1);
    expect(requests).toHaveLength(3);
  });

  it('does not ask for a sign-in when the sign-in itself is refused', async () => {
    http.caller.signInAgain = vi.fn(async () => undefined);
    network(() => json({ code: 'auth_required' }, { status: 401 }));
    const answer = await http.send(new Request(`${kBase}/v1/auth/sign-in`, { method: 'POST', body: '{}' }));
    expect(answer.status).toBe(401);
    expect(http.caller.signInAgain).not.toHaveBeenCalled();
  });

  it('says that the network is gone, as a problem with a code', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(http.send(get())).rejects.toMatchObject({ code: 'network_offline' });
  });

  it('gives up after ten seconds', async () => {
    vi.useFakeTimers();
    vi.stubGlobal(
      'fetch',
      (_: Request, init: RequestInit) =>
        new Promise((_, reject) =>
          init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
        ),
    );
    const expected = expect(http.send(get())).rejects.toMatchObject({ code: 'network_timeout' });
    await vi.advanceTimersByTimeAsync(10_001);
    await expected;
    vi.useRealTimers();
  });
});
