// SPDX-License-Identifier: GPL-3.0-or-later
import type { Incoming } from './queries';

export interface Change {
  /** A name that the texts know as `field.<name>`. */
  field: string;
  before: string;
  after: string;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value === 'object') {
    const named = value as { name?: unknown; title?: unknown };
    return shown(named.name ?? named.title);
  }
  return String(value);
}

const kFacts = ['state', 'leader', 'lead', 'coop', 'handler', 'dueDate'] as const;

/** S8: what another person changed between the version one saw and the one there is now. */
export function changesBetween(before: Incoming, after: Incoming): Change[] {
  const changes: Change[] = [];
  const compare = (field: string, old: unknown, now: unknown) => {
    if (shown(old) !== shown(now)) changes.push({ field, before: shown(old), after: shown(now) });
  };
  for (const name of kFacts) compare(name, before[name], after[name]);
  const oldFields = (before.fields ?? {}) as Record<string, unknown>;
  const newFields = (after.fields ?? {}) as Record<string, unknown>;
  for (const name of new Set([...Object.keys(oldFields), ...Object.keys(newFields)])) {
    compare(name, oldFields[name], newFields[name]);
  }
  return changes;
}
