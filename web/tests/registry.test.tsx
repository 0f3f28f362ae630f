// SPDX-License-Identifier: GPL-3.0-or-later
import { render } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { KeyPress } from '@/keys/guard';
import { listenToKeys, press, useCommands, type Command } from '@/keys/registry';

function key(letter: string, code = `Key${letter.toUpperCase()}`): KeyPress {
  return {
    key: letter,
    code,
    keyCode: 0,
    isTrusted: true,
    isComposing: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    target: document.body,
  };
}
function Layer({ commands, modal = false }: { commands: Command[]; modal?: boolean }) {
  useCommands(commands, { modal });
  return null;
}

it('runs the newest handler of the topmost layer', () => {
  const old = vi.fn();
  const now = vi.fn();
  const below = vi.fn();
  render(<Layer commands={[{ id: 'document.finish', run: below }]} />);
  const above = render(<Layer commands={[{ id: 'document.finish', run: old }]} />);
  above.rerender(<Layer commands={[{ id: 'document.finish', run: now }]} />);
  press(key('h'), 1);
  expect(now).toHaveBeenCalledOnce();
  above.unmount();
  press(key('h'), 2);
  expect(below).toHaveBeenCalledOnce();
  expect(old).not.toHaveBeenCalled();
});

it('keeps keys from what lies under a dialog', () => {
  const under = vi.fn();
  render(<Layer commands={[{ id: 'document.finish', run: under }]} />);
  render(<Layer commands={[]} modal />);
  expect(press(key('h'), 1)).toBe(false);
  expect(under).not.toHaveBeenCalled();
});

it('takes two keys one after the other, but not too late', () => {
  const go = vi.fn();
  const next = vi.fn();
  render(
    <Layer
      commands={[
        { id: 'go.registers', run: go },
        { id: 'list.previous', run: next },
      ]}
    />,
  );
  press(key('g'), 0);
  press(key('s'), 100);
  expect(go).toHaveBeenCalledOnce();
  press(key('g'), 1_000);
  press(key('s'), 9_000);
  expect(go).toHaveBeenCalledOnce();
  press(key('g'), 10_000);
  press(key('k'), 10_100);
  expect(next).toHaveBeenCalledOnce();
});

it('says once that a typing tool is at work, after two swallowed keys within five seconds (K3)', () => {
  const tell = vi.fn();
  const stop = listenToKeys(tell);
  press(key('h', ''), 0);
  press(key('h', ''), 6_000);
  expect(tell).not.toHaveBeenCalled();
  press(key('h', ''), 7_000);
  press(key('h', ''), 7_100);
  press(key('h', ''), 7_200);
  expect(tell).toHaveBeenCalledOnce();
  stop();
});
