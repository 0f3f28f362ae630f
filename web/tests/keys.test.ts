// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { judge, type KeyPress } from '@/keys/guard';
import { keymap, shownKey } from '@/keys/keymap';

function pressed(key: string, code: string, more: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code,
    keyCode: 0,
    isTrusted: true,
    isComposing: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    target: document.body,
    ...more,
  };
}

describe('judge (K2)', () => {
  it('takes a letter whose key and code agree', () => {
    expect(judge(pressed('h', 'KeyH'))).toEqual({ kind: 'command', token: 'h' });
    expect(judge(pressed('H', 'KeyH', { shiftKey: true }))).toEqual({ kind: 'command', token: 'Shift+h' });
  });
  it('refuses what a typing tool injects', () => {
    expect(judge(pressed('h', ''))).toEqual({ kind: 'swallowed' });
    expect(judge(pressed('ẹ', 'KeyE'))).toEqual({ kind: 'swallowed' });
    expect(judge(pressed('h', 'KeyG'))).toEqual({ kind: 'swallowed' });
    expect(judge(pressed('Backspace', ''))).toEqual({ kind: 'swallowed' });
  });
  it('never makes Backspace a command', () =>
    expect(judge(pressed('Backspace', 'Backspace'))).toEqual({ kind: 'ignore' }));
  it('ignores composition, synthetic events and keyCode 229', () => {
    expect(judge(pressed('h', 'KeyH', { isComposing: true }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('h', 'KeyH', { isTrusted: false }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('Enter', 'Enter', { keyCode: 229, ctrlKey: true }))).toEqual({ kind: 'ignore' });
  });
  it('keeps out of fields, but for Ctrl, Alt, F-keys and Esc (K4)', () => {
    const box = document.createElement('textarea');
    expect(judge(pressed('h', 'KeyH', { target: box }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('Enter', 'Enter', { target: box }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('ArrowDown', 'ArrowDown', { target: box }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('Enter', 'Enter', { target: box, ctrlKey: true }))).toEqual({
      kind: 'command',
      token: 'Ctrl+Enter',
    });
    expect(judge(pressed('F8', 'F8', { target: box, shiftKey: true }))).toEqual({ kind: 'command', token: 'Shift+F8' });
    expect(judge(pressed('ř', 'KeyR', { target: box, altKey: true }))).toEqual({ kind: 'command', token: 'Alt+r' });
    expect(judge(pressed('Escape', 'Escape', { target: box }))).toEqual({ kind: 'command', token: 'Escape' });
  });
  it('sees a combobox and editable text as fields, a checkbox not', () => {
    const combobox = document.createElement('div');
    combobox.setAttribute('role', 'combobox');
    const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
    expect(judge(pressed('h', 'KeyH', { target: combobox }))).toEqual({ kind: 'ignore' });
    expect(judge(pressed('h', 'KeyH', { target: box }))).toEqual({ kind: 'command', token: 'h' });
  });
  it('leaves Enter to the button that has the focus', () => {
    expect(judge(pressed('Enter', 'Enter', { target: document.createElement('button') }))).toEqual({ kind: 'ignore' });
  });
  it('goes by key alone for punctuation, which stands elsewhere on other keyboards', () => {
    expect(judge(pressed('?', 'Slash', { shiftKey: true }))).toEqual({ kind: 'command', token: '?' });
    expect(judge(pressed('/', 'Digit7', { shiftKey: true }))).toEqual({ kind: 'command', token: '/' });
  });
});

describe('keymap', () => {
  const tokens = Object.values(keymap)
    .flat()
    .flatMap((token) => token.split(' '));
  it('has single keys of consonants only, without w (K1)', () => {
    // `0` fits the page to the width, as everywhere (ux 4, viewer).
    for (const token of tokens.filter((one) => /^(Shift\+)?[a-z1-9]$/.test(one))) {
      expect(token, token).toMatch(/^(Shift\+)?[bcdfghjklmnpqrstvxz]$/);
    }
    expect(tokens.some((token) => /[[\]{}]|Backspace/.test(token))).toBe(false);
  });
  it('needs no d twice, for dd makes đ (K1)', () => {
    for (const keys of Object.values(keymap).flat()) expect(keys).not.toMatch(/d d/);
  });
  it('leaves alone what typing tools and browsers keep (K4)', () => {
    const reserved = /^(Alt\+z|Ctrl\+Shift\+F\d+|Ctrl\+[ntwl]|Alt\+[def])$/;
    for (const token of tokens) expect(token).not.toMatch(reserved);
  });
  it('gives no key to two commands', () => {
    const all = Object.values(keymap).flat();
    expect(new Set(all).size).toBe(all.length);
  });
  it('shows keys as they are written on the keyboard', () => {
    expect(shownKey('ArrowDown')).toBe('↓');
    expect(shownKey('g h')).toBe('g h');
    expect(shownKey('Ctrl+Enter')).toBe('Ctrl+Enter');
    expect(shownKey('Alt+m')).toBe('Alt+M');
    expect(shownKey('h')).toBe('h');
    expect(shownKey('+')).toBe('+');
  });
});
