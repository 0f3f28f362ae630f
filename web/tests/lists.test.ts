// SPDX-License-Identifier: GPL-3.0-or-later
import { renderHook, act } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { readContext, saveContext } from '@/lists/context';
import { extend, freeze, useFrozen } from '@/lists/frozen';
import { afterRemoval, stepped } from '@/lists/rows';

const row = (id: string, text = id) => ({ id, text });

describe('a frozen list (ux 2)', () => {
  it('keeps its order, takes new contents, lets go what left, and only counts what came', () => {
    const view = freeze(['a', 'b', 'c'], [row('new'), row('c', 'C2'), row('a')]);
    expect(view.items).toEqual([row('a'), row('c', 'C2')]);
    expect(view.fresh).toBe(1);
  });
  it('takes pages from the end at their place', () =>
    expect(extend(['a', 'b'], [row('b'), row('c')])).toEqual(['a', 'b', 'c']));
  it('moves no row until the new ones are called for', () => {
    const { result, rerender } = renderHook(({ latest, pages, scope }) => useFrozen(scope, latest, pages), {
      initialProps: { latest: [row('a'), row('b')], pages: 1, scope: 'waiting' },
    });
    rerender({ latest: [row('urgent'), row('a'), row('b')], pages: 1, scope: 'waiting' });
    expect(result.current.items.map((one) => one.id)).toEqual(['a', 'b']);
    expect(result.current.fresh).toBe(1);
    act(() => result.current.loadNew());
    expect(result.current.items.map((one) => one.id)).toEqual(['urgent', 'a', 'b']);
    rerender({ latest: [row('urgent'), row('a'), row('b'), row('z')], pages: 2, scope: 'waiting' });
    expect(result.current.items.map((one) => one.id)).toEqual(['urgent', 'a', 'b', 'z']);
    expect(result.current.fresh).toBe(0);
    rerender({ latest: [row('x')], pages: 1, scope: 'done' });
    expect(result.current.items.map((one) => one.id)).toEqual(['x']);
  });
});

it('lets a finished row go at once; it is news only when the server has it back changed', () => {
  const [a, b] = [row('a'), row('b')];
  const { result, rerender } = renderHook(({ latest }) => useFrozen('waiting', latest, 1), {
    initialProps: { latest: [a, b] },
  });
  act(() => result.current.drop('a'));
  expect(result.current).toMatchObject({ items: [b], fresh: 0 });
  act(() => result.current.drop('b'));
  rerender({ latest: [row('a', 'to be filed')] });
  expect(result.current).toMatchObject({ items: [], fresh: 1 });
  act(() => result.current.loadNew());
  expect(result.current.items).toEqual([row('a', 'to be filed')]);
});

it('puts a row that was taken back where it stood', () => {
  const rows = [row('a'), row('b'), row('c')];
  const { result, rerender } = renderHook(({ latest }) => useFrozen('waiting', latest, 1), {
    initialProps: { latest: rows },
  });
  act(() => result.current.drop('b'));
  rerender({ latest: [rows[0]!, rows[2]!] });
  rerender({ latest: [rows[0]!, rows[2]!, row('b', 'again')] });
  act(() => result.current.restore('b'));
  expect(result.current.items.map((one) => one.id)).toEqual(['a', 'b', 'c']);
  expect(result.current.fresh).toBe(0);
});

describe('the row that is meant', () => {
  it('is what followed when its row leaves, the last one at the end', () => {
    expect(afterRemoval(1, 3)).toBe(1);
    expect(afterRemoval(3, 3)).toBe(2);
    expect(afterRemoval(0, 0)).toBeNull();
  });
  it('stops at both ends', () => {
    expect(stepped(0, -1, 5)).toBe(0);
    expect(stepped(4, 1, 5)).toBe(4);
    expect(stepped(-1, 1, 5)).toBe(0);
    expect(stepped(0, 1, 0)).toBe(-1);
  });
});

it('remembers the list a document was opened from, and bears rubbish', () => {
  saveContext('search', { title: 'tìm: kỷ luật', ids: ['a', 'b'], back: '/tim?q=x' });
  expect(readContext('search')).toEqual({ title: 'tìm: kỷ luật', ids: ['a', 'b'], back: '/tim?q=x' });
  sessionStorage.setItem('chauban.list.bad', '{"ids":3}');
  expect(readContext('bad')).toBeNull();
  expect(readContext(undefined)).toBeNull();
});
