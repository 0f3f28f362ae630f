// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { judge, type KeyPress } from './guard';
import { keymap, type CommandId } from './keymap';

export interface Command {
  id: CommandId;
  run: () => void;
  /** Absent = always; a command that is off is not listed and its key goes on to the layer below. */
  enabled?: boolean;
}

interface Layer {
  commands: Command[];
  /** A sheet or dialog: keys never reach what lies under it. */
  modal: boolean;
}

let layers: Layer[] = [];
let snapshot: Command[] = [];
const listeners = new Set<() => void>();
let prefix: { token: string; until: number } | null = null;
let swallowedAt: number[] = [];
let toldOfTypingTool = false;
let onTypingTool: () => void = () => {};

const kPrefixMs = 1_500;
const kSwallowWindowMs = 5_000;

/** What can be done now: from the top layer down to the first modal one; of equal commands the upper counts. */
function collect(): Command[] {
  const found: Command[] = [];
  for (const layer of [...layers].reverse()) {
    for (const command of layer.commands) {
      if (command.enabled !== false && !found.some((other) => other.id === command.id)) found.push(command);
    }
    if (layer.modal) break;
  }
  return found;
}

function changed(): void {
  snapshot = collect();
  for (const listener of listeners) listener();
}

function find(token: string): Command | undefined {
  return collect().find((command) => (keymap[command.id] as readonly string[]).includes(token));
}

function startsSequence(token: string): boolean {
  return collect().some((command) =>
    (keymap[command.id] as readonly string[]).some((key) => key.startsWith(`${token} `)),
  );
}

/** Runs the command a press stands for; true when it was one, and then the browser must not act on it as well. */
export function press(event: KeyPress, now: number): boolean {
  const verdict = judge(event);
  if (verdict.kind === 'swallowed') {
    swallowedAt = [...swallowedAt.filter((at) => now - at < kSwallowWindowMs), now];
    if (swallowedAt.length >= 2 && !toldOfTypingTool) {
      toldOfTypingTool = true; // K3: said once
      onTypingTool();
    }
    return false;
  }
  if (verdict.kind === 'ignore') return false;
  const pending = prefix && now < prefix.until ? prefix.token : null;
  prefix = null;
  const command = (pending ? find(`${pending} ${verdict.token}`) : undefined) ?? find(verdict.token);
  if (command) {
    command.run();
    return true;
  }
  if (startsSequence(verdict.token)) {
    prefix = { token: verdict.token, until: now + kPrefixMs };
    return true;
  }
  return false;
}

/** The one listener of the application. */
export function listenToKeys(tellTypingTool: () => void): () => void {
  onTypingTool = tellTypingTool;
  const listener = (event: KeyboardEvent) => {
    // An open list of choices takes Enter for itself, with Ctrl or without; Ctrl+Enter is still "send".
    const taken = event.defaultPrevented && !event.ctrlKey;
    if (!taken && press(event, event.timeStamp)) event.preventDefault();
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

/** Commands that work while the component is shown; later layers come first. */
export function useCommands(commands: Command[], options: { modal?: boolean } = {}): void {
  const modal = options.modal ?? false;
  const layer = useRef<Layer>({ commands: [], modal });
  useEffect(() => {
    const mine = layer.current;
    layers = [...layers, mine];
    changed();
    return () => {
      layers = layers.filter((other) => other !== mine);
      changed();
    };
  }, []);
  useEffect(() => {
    const before = layer.current.commands;
    layer.current.commands = commands;
    layer.current.modal = modal;
    const same =
      before.length === commands.length &&
      before.every((old, i) => old.id === commands[i]!.id && old.enabled === commands[i]!.enabled);
    if (!same) changed();
  });
}

/** What can be done now, for the help sheet and the palette. */
export function useActiveCommands(): Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
