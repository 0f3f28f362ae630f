// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Every command that has a key, with all of its keys; the first is the one that is shown. Checked against K1
 * and K4 by a test: single letters are consonants without `w`, nothing that a typing tool or the browser keeps
 * for itself.
 */
export const keymap = {
  'list.next': ['j', 'ArrowDown'],
  'list.previous': ['k', 'ArrowUp'],
  'list.first': ['Home'],
  'list.last': ['End'],
  'list.pageDown': ['PageDown'],
  'list.pageUp': ['PageUp'],
  'list.open': ['Enter'],
  'list.back': ['Escape'],
  'list.loadNew': ['.'],
  'app.search': ['/'],
  'app.palette': ['Ctrl+k'],
  'app.help': ['?'],
  'app.undo': ['z'],
  'go.inbox': ['g h'],
  'go.register': ['g k'],
  'go.search': ['g t'],
  'go.archive': ['g l'],
  'go.registers': ['g s'],
  'go.uploads': ['g n'],
  'go.admin': ['g q'],
  'document.finish': ['h'],
  'document.finishAndBack': ['Shift+h'],
  'document.assign': ['p'],
  'document.opinion': ['b'],
  'document.submit': ['t'],
  'document.return': ['q'],
  'document.file': ['l'],
  'form.submit': ['Ctrl+Enter'],
  'form.nextDoubt': ['F8', 'Alt+n'],
  'form.previousDoubt': ['Shift+F8', 'Alt+b'],
  'form.scan': ['F2', 'Alt+v'],
  'form.candidates': ['F4', 'Alt+ArrowDown'],
  'form.sameSender': ['Alt+r'],
  'form.refuse': ['Alt+q'],
  'viewer.zoomIn': ['+'],
  'viewer.zoomOut': ['-'],
  'viewer.fit': ['0'],
  'search.exact': ['Alt+m'],
  'register.export': ['Alt+x'],
} as const satisfies Record<string, readonly string[]>;

export type CommandId = keyof typeof keymap;

const kShown: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** `Ctrl+Enter` as people read it on their keys. */
export function shownKey(token: string): string {
  return token
    .split(' ')
    .map((press) => {
      const parts = press.split('+').filter(Boolean);
      const name = (part: string) =>
        kShown[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part);
      return parts.map(name).join('+') || '+';
    })
    .join(' ');
}

/** The form of aria-keyshortcuts (`Control+Enter`). */
export function ariaKeys(id: CommandId): string {
  return keymap[id].map((token) => token.replaceAll('Ctrl+', 'Control+')).join(' ');
}
