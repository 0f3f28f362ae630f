// SPDX-License-Identifier: GPL-3.0-or-later
import type { PageBox } from '@/viewer/geometry';

export type Source = 'ocr' | 'barcode' | 'typed' | 'copied';

export interface Proposal {
  value: string;
  confidence: number;
  region?: PageBox | undefined;
}

/** One field of the form (R2): empty, proposed, or confirmed; with where its value came from. */
export interface Field {
  state: 'empty' | 'proposed' | 'confirmed';
  value: string;
  source: Source;
  /** R3: never confirmed by silence. */
  mustConfirm: boolean;
  /** R3: a date is shown beside its empty box, not in it. */
  startsEmpty: boolean;
  proposal: Proposal | null;
  candidates: Proposal[];
  /** It was on the screen and had the focus: counts as seen. */
  seen: boolean;
  /** A person typed here, if only to empty it: no proposal comes back into the box by itself. */
  touched: boolean;
}

export type Form = Record<string, Field>;

/** Other fields at or above this count as seen when they were on the screen (R3). */
export const kSureEnough = 0.9;

export function emptyField(options: { mustConfirm?: boolean; startsEmpty?: boolean } = {}): Field {
  return {
    state: 'empty',
    value: '',
    source: 'typed',
    mustConfirm: options.mustConfirm ?? false,
    startsEmpty: options.startsEmpty ?? false,
    proposal: null,
    candidates: [],
    seen: false,
    touched: false,
  };
}

/** S12: proposals arrive page by page; what a person typed or confirmed is never touched. */
export function propose(field: Field, proposal: Proposal | null, candidates: Proposal[] = []): Field {
  if (field.state === 'confirmed' || (field.touched && (field.value !== '' || !field.startsEmpty))) {
    return { ...field, candidates, proposal: proposal ?? field.proposal };
  }
  if (!proposal || proposal.value === '') return { ...field, candidates };
  return {
    ...field,
    proposal,
    candidates,
    state: 'proposed',
    value: field.startsEmpty ? '' : proposal.value,
    source: 'ocr',
  };
}

/**
 * A person typed: the value is theirs and needs no further look, unless something about it is to be asked
 * (`doubtful`: a date far away, R5), which Enter answers. Typing exactly nothing makes it empty again.
 */
export function typeInto(field: Field, value: string, doubtful = false): Field {
  if (value === '') return { ...field, value, state: 'empty', source: 'typed', touched: true };
  return { ...field, value, state: doubtful ? 'proposed' : 'confirmed', source: 'typed', touched: true };
}

/** Enter: takes what is in the box, or the proposal where the box is still empty. */
export function confirm(field: Field): Field {
  if (field.value === '' && field.proposal) {
    return { ...field, value: field.proposal.value, source: 'ocr', state: 'confirmed', seen: true };
  }
  if (field.value === '') return { ...field, seen: true };
  return { ...field, state: 'confirmed', seen: true };
}

/** F4: one of the other readings. Chosen by a person, so it is confirmed. */
export function choose(field: Field, candidate: Proposal): Field {
  return { ...field, value: candidate.value, source: 'ocr', proposal: candidate, state: 'confirmed', seen: true };
}

/** Alt+R: taken over from the document before. */
export function copyInto(field: Field, value: string): Field {
  return value === '' ? field : { ...field, value, source: 'copied', state: 'confirmed', seen: true };
}

/** Whether F8 stops here. */
export function needsEyes(field: Field): boolean {
  if (field.state === 'confirmed') return false;
  if (field.mustConfirm) return true;
  if (field.state === 'empty') return false;
  return field.source !== 'typed' && (field.proposal?.confidence ?? 0) < kSureEnough && !field.seen;
}

/** R3: the first field that stands in the way of saving, in the order of the form. */
export function firstBlocking(form: Form, order: readonly string[]): string | null {
  return order.find((name) => form[name]?.mustConfirm && form[name].state !== 'confirmed') ?? null;
}

/** F8 and Shift+F8: the next field that needs eyes, going round. */
export function nextDoubt(form: Form, order: readonly string[], from: string | null, step: 1 | -1): string | null {
  const start = from ? order.indexOf(from) : step > 0 ? -1 : order.length;
  for (let i = 1; i <= order.length; i += 1) {
    const index = (((start + step * i) % order.length) + order.length) % order.length;
    const name = order[index]!;
    const field = form[name];
    if (field && needsEyes(field)) return name;
  }
  return null;
}
