// SPDX-License-Identifier: GPL-3.0-or-later
import { useSyncExternalStore } from 'react';
import { api, take, type Schemas } from './client';
import { caller } from './http';
import { Problem } from './problem';

export type Me = Schemas['Me'];

export interface SessionState {
  me: Me | null;
  /** `asking`: an expired sign-in waits under the sheet, nothing of the page is gone. */
  phase: 'unknown' | 'signedOut' | 'signedIn' | 'asking' | 'unreachable';
  problem?: Problem;
}

let state: SessionState = { me: null, phase: 'unknown' };
const listeners = new Set<() => void>();
let waiting: { promise: Promise<void>; done: () => void; giveUp: (problem: Problem) => void } | null = null;

function set(next: SessionState): void {
  state = next;
  caller.csrf = next.me?.csrf ?? '';
  caller.signInAgain = next.phase === 'signedIn' || next.phase === 'asking' ? askAgain : null;
  for (const listener of listeners) listener();
}

function askAgain(): Promise<void> {
  if (!waiting) {
    let done = () => {};
    let giveUp: (problem: Problem) => void = () => {};
    const promise = new Promise<void>((resolve, reject) => {
      done = resolve;
      giveUp = reject;
    });
    waiting = { promise, done, giveUp };
    set({ ...state, phase: 'asking' });
  }
  return waiting.promise;
}

/** Asks the server who we are; a page that is loaded signed out is no fault. */
export async function loadSession(): Promise<void> {
  try {
    set({ me: await take(api.GET('/v1/me')), phase: 'signedIn' });
  } catch (error) {
    if (error instanceof Problem && error.status === 401) set({ me: null, phase: 'signedOut' });
    else if (error instanceof Problem) set({ me: null, phase: 'unreachable', problem: error });
    else throw error;
  }
}

/** Signs in and, if requests were waiting for it, lets them go on. Throws the Problem to show. */
export async function signIn(user: string, password: string): Promise<void> {
  await take(api.POST('/v1/auth/sign-in', { body: { user, password } }));
  const before = state.me;
  const me = await take(api.GET('/v1/me'));
  const held = waiting;
  waiting = null;
  set({ me, phase: 'signedIn' });
  // Somebody else signed in: what the first person typed and saw is not theirs.
  if (held && before && before.account !== me.account) {
    held.giveUp(new Problem({ code: 'auth_expired', status: 401 }));
    window.location.assign('/');
    return;
  }
  held?.done();
}

/** Leaves the sheet without signing in: waiting requests fail, the page goes to the sign-in screen. */
export function giveUpSignIn(): void {
  waiting?.giveUp(new Problem({ code: 'auth_expired', status: 401 }));
  waiting = null;
  set({ me: null, phase: 'signedOut' });
}

export async function signOut(): Promise<void> {
  await take(api.POST('/v1/auth/sign-out'));
  set({ me: null, phase: 'signedOut' });
}

/** For what is decided outside of components, such as where a route leads. */
export function currentSession(): SessionState {
  return state;
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
