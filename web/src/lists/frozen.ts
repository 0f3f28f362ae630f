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

/**
 * `scope` names the list (view and filters): another scope starts with a fresh order. `drop` takes a row out at
 * once; should the server then still have it, changed, it is news like any other and waits to be called for.
 * `restore` puts it back at its place.
 */
export function useFrozen<T extends Row>(
  scope: string,
  latest: readonly T[] | undefined,
  pages: number,
): FrozenView<T> & { loadNew: () => void; drop: (id: string) => void; restore: (id: string) => void } {
  const [order, setOrder] = useState<string[] | null>(null);
  const [dropped, setDropped] = useState<ReadonlyMap<string, T>>(new Map());
  const places = useRef(new Map<string, number>());
  const seen = useRef<{ scope: string; pages: number }>({ scope, pages: 0 });
  useEffect(() => {
    if (!latest) return;
    const grown = pages > seen.current.pages && seen.current.pages > 0;
    const other = seen.current.scope !== scope;
    seen.current = { scope, pages };
    if (other) setDropped(new Map());
    setOrder((before) => {
      if (other || before === null || (before.length === 0 && dropped.size === 0)) return latest.map((row) => row.id);
      return grown
        ? extend(
            before,
            latest.filter((row) => !dropped.has(row.id)),
          )
        : before;
    });
  }, [latest, scope, pages, dropped]);
  const view = useMemo(() => {
    if (!latest) return { items: [], fresh: 0 };
    // A dropped row counts again once its contents are others: unchanged ones keep their identity between answers.
    const rows = latest.filter((row) => dropped.get(row.id) !== row);
    return seen.current.scope === scope && order ? freeze(order, rows) : { items: rows, fresh: 0 };
  }, [latest, order, scope, dropped]);
  return {
    ...view,
    loadNew: () => {
      setDropped(new Map());
      setOrder((latest ?? []).map((row) => row.id));
    },
    drop: (id) => {
      const row = latest?.find((one) => one.id === id);
      if (row) setDropped((before) => new Map(before).set(id, row));
      if (order) places.current.set(id, order.indexOf(id));
      setOrder((before) => (before ?? []).filter((one) => one !== id));
    },
    restore: (id) => {
      setDropped((before) => new Map([...before].filter(([one]) => one !== id)));
      setOrder((before) => {
        const others = (before ?? []).filter((one) => one !== id);
        return others.toSpliced(Math.max(0, places.current.get(id) ?? others.length), 0, id);
      });
    },
  };
}
