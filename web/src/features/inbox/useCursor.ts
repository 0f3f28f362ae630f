// SPDX-License-Identifier: GPL-3.0-or-later
import { useCallback, useEffect, useRef } from 'react';
import { afterRemoval, stepped } from '@/lists/rows';
import type { InboxItem } from './queries';

export interface Cursor {
  index: number;
  step: (by: number) => void;
  focus: (index: number) => void;
  toList: () => void;
  /** The list's element, so that the focus can follow the cursor. */
  list: React.RefObject<HTMLDivElement | null>;
}

/** Which row is meant: the one named in the URL; when that leaves the list, the one that took its place. */
export function useCursor(items: readonly InboxItem[], id: string | null, select: (id: string | null) => void): Cursor {
  const list = useRef<HTMLDivElement>(null);
  const last = useRef({ index: 0, id: null as string | null });
  const found = id ? items.findIndex((item) => item.id === id) : -1;
  const index = found >= 0 ? found : (afterRemoval(last.current.index, items.length) ?? -1);
  const current = items[index]?.id ?? null;

  const focusRow = useCallback((target: string) => {
    const row = list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(target)}"]`);
    row?.focus({ preventScroll: false });
    row?.scrollIntoView({ block: 'nearest' });
  }, []);

  useEffect(() => {
    const moved = last.current.id !== null && last.current.id !== current;
    last.current = { index: Math.max(index, 0), id: current };
    if (!current) return;
    if (id && id !== current) select(current); // the row one was on has left
    const active = document.activeElement;
    if (moved && (active === document.body || active === null || list.current?.contains(active))) focusRow(current);
  }, [current, id, index, select, focusRow]);

  const focus = useCallback(
    (to: number) => {
      const target = items[to];
      if (target && target.id !== id) select(target.id);
    },
    [items, id, select],
  );
  return {
    index,
    list,
    focus,
    step: (by) => {
      const to = items[stepped(index, by, items.length)];
      if (!to) return;
      select(to.id);
      focusRow(to.id);
    },
    toList: () => {
      if (current) focusRow(current);
    },
  };
}
