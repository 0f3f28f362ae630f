// SPDX-License-Identifier: GPL-3.0-or-later
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { applyLive } from './invalidate';
import { startLive } from './leader';

interface Live {
  /** Since when nothing comes from the server, or null. */
  lostAt: number | null;
}

let live: Live = { lostAt: null };
let stop: (() => void) | null = null;
const listeners = new Set<() => void>();

function set(connected: boolean): void {
  if (connected === (live.lostAt === null)) return;
  live = { lostAt: connected ? null : Date.now() };
  for (const listener of listeners) listener();
}

/** Joins this tab to the browser's one stream; the state of the network counts as well. */
export function joinLive(client: QueryClient): () => void {
  stop?.();
  // A stream that was open when the network went may stay open in silence: both must be well.
  let streaming = true;
  const settle = () => set(streaming && navigator.onLine);
  const leave = startLive((message) => {
    if (message.kind === 'state') {
      streaming = message.connected;
      settle();
    } else applyLive(client, message);
  });
  window.addEventListener('offline', settle);
  window.addEventListener('online', settle);
  stop = () => {
    leave();
    window.removeEventListener('offline', settle);
    window.removeEventListener('online', settle);
    stop = null;
  };
  return stop;
}

export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
}
