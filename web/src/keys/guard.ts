// SPDX-License-Identifier: GPL-3.0-or-later

/** The part of a KeyboardEvent that the guard reads; a plain object in tests. */
export interface KeyPress {
  key: string;
  code: string;
  keyCode: number;
  isTrusted: boolean;
  isComposing: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  target: EventTarget | null;
}

export type Verdict = { kind: 'command'; token: string } | { kind: 'swallowed' } | { kind: 'ignore' };

const kNamed = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Enter',
  'Escape',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);
const kPunctuation = new Set(['/', '?', '.', '+', '-']);
const kTextInputs = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'file', 'range', 'color']);

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const place = target.closest('input, textarea, select, [contenteditable], [role="textbox"], [role="combobox"]');
  if (!place) return false;
  if (place instanceof HTMLInputElement) return !kTextInputs.has(place.type);
  return place.getAttribute('contenteditable') !== 'false';
}

/** Elements that have a use for Enter and Space of their own. */
function isActivatable(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a[href], summary, [role="tab"], [role="option"]') !== null
  );
}

function prefixed(press: KeyPress, name: string, withShift: boolean): string {
  const control = press.ctrlKey || press.metaKey ? 'Ctrl+' : '';
  return `${control}${press.altKey ? 'Alt+' : ''}${withShift && press.shiftKey ? 'Shift+' : ''}${name}`;
}

/**
 * K2: what a key press means. Vietnamese typing tools inject Backspace and replacement letters whose `code` is
 * missing or foreign; such presses do nothing. `swallowed` tells that a tool was at work (K3). Inside fields
 * only combinations with Ctrl or Alt and F-keys are commands (K4).
 */
export function judge(press: KeyPress): Verdict {
  if (!press.isTrusted || press.isComposing || press.keyCode === 229) return { kind: 'ignore' };
  const editable = isEditable(press.target);
  const modified = press.ctrlKey || press.metaKey || press.altKey;

  if (/^F([1-9]|1[0-2])$/.test(press.key)) {
    if (press.ctrlKey && press.shiftKey) return { kind: 'ignore' }; // K4: belongs to typing tools
    return { kind: 'command', token: prefixed(press, press.key, true) };
  }
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  const digit = /^Digit([0-9])$/.exec(press.code)?.[1];
  if (modified) {
    const name = letter ?? digit ?? (kNamed.has(press.key) ? press.key : null);
    return name ? { kind: 'command', token: prefixed(press, name, true) } : { kind: 'ignore' };
  }
  if (editable) return press.key === 'Escape' ? { kind: 'command', token: 'Escape' } : { kind: 'ignore' };
  if (kNamed.has(press.key)) {
    if (press.code && press.code !== press.key && press.code !== 'NumpadEnter') return { kind: 'swallowed' };
    if (press.key === 'Enter' && isActivatable(press.target)) return { kind: 'ignore' };
    return { kind: 'command', token: prefixed(press, press.key, true) };
  }
  if (kPunctuation.has(press.key)) return { kind: 'command', token: press.key };
  if (press.key === 'Backspace') return press.code === 'Backspace' ? { kind: 'ignore' } : { kind: 'swallowed' };
  if (press.key.length === 1) {
    if (/^[0-9]$/.test(press.key)) return { kind: 'command', token: press.key };
    if (!letter || letter !== press.key.toLowerCase()) return { kind: 'swallowed' };
    return { kind: 'command', token: prefixed(press, letter, true) };
  }
  return { kind: 'ignore' };
}
