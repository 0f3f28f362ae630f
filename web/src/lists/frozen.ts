// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect, useMemo, useRef, useState } from 'react';

export interface Row {
  id: string;
}

export interface FrozenView<T extends Row> {
  items: T[];
  /** How many rows the server has that are not shown yet. */
  fresh: number;
}

/**
 * The order one works through does not move (ux 2): rows keep the place they had, take their new contents, leave when
 * the server no longer has them, and new ones wait to be called for.
 */
export function freeze<T extends Row>(order: readonly string[], latest: readonly T[]): FrozenView<T> {
  const byId = new Map(latest.map((row) => [row.id, row]));
  const items = order.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(order);
  return { items, fresh: latest.filter((row) => !known.has(row.id)).length };
}

/** Rows of pages that are appended at the end (by cursor) are no news: they take their place below. */
export function extend(order: readonly string[], appended: readonly Row[]): string[] {
  const known = new Set(order);
  return [...order, ...appended.filter((row) => !known.has(row.id)).map((row) => row.id)];
}

/** `scope` names the list (view and filters): another scope starts with a fresh order. */
export function useFrozen<T extends Row>(
  scope: string,
  latest: readonly T[] | undefined,
  pages: number,
): FrozenView<T> & { loadNew: () => void } {
  const [order, setOrder] = useState<string[] | null>(null);
  const seen = useRef<{ scope: string; pages: number }>({ scope, pages: 0 });
  useEffect(() => {
    if (!latest) return;
    const grown = pages > seen.current.pages && seen.current.pages > 0;
    const other = seen.current.scope !== scope;
    seen.current = { scope, pages };
    setOrder((before) => {
      if (other || before === null || before.length === 0) return latest.map((row) => row.id);
      return grown ? extend(before, latest) : before;
    });
  }, [latest, scope, pages]);
  const view = useMemo(() => {
    if (!latest) return { items: [], fresh: 0 };
    return seen.current.scope === scope && order ? freeze(order, latest) : { items: [...latest], fresh: 0 };
  }, [latest, order, scope]);
  return { ...view, loadNew: () => setOrder((latest ?? []).map((row) => row.id)) };
}
