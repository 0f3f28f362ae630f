// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import {
  choose,
  confirm,
  copyInto,
  emptyField,
  firstBlocking,
  needsEyes,
  nextDoubt,
  propose,
  typeInto,
  type Form,
} from '@/forms/fieldState';

const read = { value: '1119/KH-VP', confidence: 0.98 };
const date = { value: '2021-04-29', confidence: 0.71 };

describe('a field (R2, R3)', () => {
  it('is proposed with where it came from, and confirmed by Enter', () => {
    const proposed = propose(emptyField({ mustConfirm: true }), read);
    expect(proposed).toMatchObject({ state: 'proposed', value: '1119/KH-VP', source: 'ocr' });
    expect(confirm(proposed)).toMatchObject({ state: 'confirmed', value: '1119/KH-VP', source: 'ocr' });
  });
  it('keeps a date out of its box until Enter takes it', () => {
    const proposed = propose(emptyField({ mustConfirm: true, startsEmpty: true }), date);
    expect(proposed).toMatchObject({ state: 'proposed', value: '' });
    expect(confirm(proposed)).toMatchObject({ state: 'confirmed', value: '2021-04-29', source: 'ocr' });
  });
  it('is the person’s once typed, whatever is read later (S12)', () => {
    const typed = typeInto(propose(emptyField(), read), '15/QĐ-UBND');
    expect(typed).toMatchObject({ state: 'confirmed', source: 'typed' });
    expect(propose(typed, { value: 'other', confidence: 1 })).toMatchObject({ value: '15/QĐ-UBND', source: 'typed' });
  });
  it('stays empty when a person emptied it', () => {
    const emptied = typeInto(propose(emptyField(), read), '');
    expect(propose(emptied, read)).toMatchObject({ state: 'empty', value: '' });
  });
  it('offers the date again when what was typed is wiped out', () => {
    const wiped = typeInto(propose(emptyField({ startsEmpty: true }), date), '');
    expect(propose(wiped, date)).toMatchObject({ state: 'proposed', value: '' });
  });
  it('waits for Enter when what was typed is doubtful', () => {
    const typed = typeInto(emptyField({ mustConfirm: true }), '1/1/1990', true);
    expect(needsEyes(typed)).toBe(true);
    expect(needsEyes(confirm(typed))).toBe(false);
  });
  it('never takes anything from silence: no reading stays empty', () => {
    expect(propose(emptyField({ mustConfirm: true }), null)).toMatchObject({ state: 'empty', value: '' });
    expect(confirm(emptyField({ mustConfirm: true })).state).toBe('empty');
  });
  it('takes another reading or the sender before', () => {
    expect(choose(propose(emptyField(), read), { value: '1119/KH-VB', confidence: 0.4 })).toMatchObject({
      state: 'confirmed',
      source: 'ocr',
      value: '1119/KH-VB',
    });
    expect(copyInto(emptyField(), 'Sở Nội vụ')).toMatchObject({ state: 'confirmed', source: 'copied' });
    expect(copyInto(emptyField(), '')).toMatchObject({ state: 'empty' });
  });
});

describe('the form', () => {
  const order = ['code', 'issueDate', 'issuer', 'subject', 'kind'];
  const form: Form = {
    code: confirm(propose(emptyField({ mustConfirm: true }), read)),
    issueDate: propose(emptyField({ mustConfirm: true, startsEmpty: true }), date),
    issuer: propose(emptyField({ mustConfirm: true }), { value: 'UBND', confidence: 0.99 }),
    subject: propose(emptyField(), { value: 'V/v …', confidence: 0.6 }),
    kind: propose(emptyField(), { value: 'kế hoạch', confidence: 0.97 }),
  };
  it('stops saving at the first of the three nobody confirmed, however sure the reading', () => {
    expect(firstBlocking(form, order)).toBe('issueDate');
    expect(firstBlocking({ ...form, issueDate: confirm(form.issueDate!) }, order)).toBe('issuer');
  });
  it('goes round the doubtful ones with F8, both ways', () => {
    expect(nextDoubt(form, order, null, 1)).toBe('issueDate');
    expect(nextDoubt(form, order, 'issueDate', 1)).toBe('issuer');
    expect(nextDoubt(form, order, 'issuer', 1)).toBe('subject');
    expect(nextDoubt(form, order, 'subject', 1)).toBe('issueDate');
    expect(nextDoubt(form, order, 'issueDate', -1)).toBe('subject');
  });
  it('has no doubtful one left when all is confirmed', () => {
    const done = Object.fromEntries(Object.entries(form).map(([name, field]) => [name, confirm(field)]));
    expect(nextDoubt(done, order, null, 1)).toBeNull();
  });
});
