// SPDX-License-Identifier: GPL-3.0-or-later
import { useSyncExternalStore } from 'react';

/** One polite and one assertive live region for the whole application (A6), and at most three toasts (S13). */
export interface Toast {
  id: number;
  tone: 'done' | 'error';
  text: string;
  undo?: () => void;
  about?: string;
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
/** A later one about the same matter takes the earlier one's place: what was wrong is over once it was done. */
export function toast(text: string, options: { tone?: Toast['tone']; undo?: () => void; about?: string } = {}): void {
  const { tone = 'done', undo, about } = options;
  const made: Toast = { id: nextId, tone, text, ...(undo ? { undo } : {}), ...(about ? { about } : {}) };
  nextId += 1;
  const kept = said.toasts.filter((other) => !about || other.about !== about);
  set({ toasts: [...kept, made].slice(-3), ...(tone === 'error' ? { assertive: text } : { polite: text }) });
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
