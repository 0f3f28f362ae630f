// SPDX-License-Identifier: GPL-3.0-or-later
import { useSyncExternalStore } from 'react';

/** One polite and one assertive live region for the whole application (A6), and at most three toasts (S13). */
export interface Toast {
  id: number;
  tone: 'done' | 'error';
  text: string;
  undo?: () => void;
}
interface Said {
  polite: string;
  assertive: string;
  toasts: Toast[];
}

let said: Said = { polite: '', assertive: '', toasts: [] };
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Partial<Said>): void {
  said = { ...said, ...next };
  for (const listener of listeners) listener();
}

export function announce(text: string): void {
  set({ polite: text });
}
export function toast(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): void {
  const tone = options.tone ?? 'done';
  const made: Toast = { id: nextId, tone, text, ...(options.undo ? { undo: options.undo } : {}) };
  nextId += 1;
  set({ toasts: [...said.toasts, made].slice(-3), ...(tone === 'error' ? { assertive: text } : { polite: text }) });
}
export function closeToast(id: number): void {
  set({ toasts: said.toasts.filter((other) => other.id !== id) });
}
export function useSaid(): Said {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
}
