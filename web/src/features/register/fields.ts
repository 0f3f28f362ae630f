// SPDX-License-Identifier: GPL-3.0-or-later
import type { Schemas } from '@/api/client';
import { emptyField, propose, type Form, type Proposal } from '@/forms/fieldState';
import { doubtsOf, parseDateTyping, type DateDoubt, type PlainDate } from '@/text/dates';
import { boxOf } from '@/viewer/geometry';

/** The form's fields in the order one fills them. R3: the first three are never confirmed by silence. */
export const fieldOrder = [
  'code',
  'issueDate',
  'issuer',
  'kind',
  'subject',
  'signerName',
  'signerPosition',
  'urgency',
  'pageAmount',
  'dueDate',
] as const;
export type FieldName = (typeof fieldOrder)[number];
export const dateFields: readonly string[] = ['issueDate', 'dueDate'];

/** The 29 kinds of document (ND30/2020 đ.7) as people write them. */
export const kinds = [
  'nghị quyết',
  'quyết định',
  'chỉ thị',
  'quy chế',
  'quy định',
  'thông cáo',
  'thông báo',
  'hướng dẫn',
  'chương trình',
  'kế hoạch',
  'phương án',
  'đề án',
  'dự án',
  'báo cáo',
  'biên bản',
  'tờ trình',
  'hợp đồng',
  'công văn',
  'công điện',
  'bản ghi nhớ',
  'bản thỏa thuận',
  'giấy ủy quyền',
  'giấy mời',
  'giấy giới thiệu',
  'giấy nghỉ phép',
  'phiếu gửi',
  'phiếu chuyển',
  'phiếu báo',
  'thư công',
] as const;
export const urgencies = ['none', 'khan', 'thuongKhan', 'hoaToc'] as const;

export function emptyForm(): Form {
  const form: Form = {};
  for (const name of fieldOrder) {
    form[name] = emptyField({
      mustConfirm: name === 'code' || name === 'issueDate' || name === 'issuer',
      startsEmpty: name === 'issueDate',
    });
  }
  form.urgency = { ...emptyField(), value: 'none' };
  return form;
}

type Suggestion = Schemas['Suggestion'];
function proposal(from: {
  value: string;
  confidence: number;
  region?: { page: number; box: number[] } | null | undefined;
}): Proposal {
  const box = from.region ? boxOf(from.region.box) : null;
  return {
    value: from.value,
    confidence: from.confidence,
    ...(from.region && box ? { region: { page: from.region.page, box } } : {}),
  };
}

/** S12: what the reading suggests so far, laid into the fields that nobody has touched. */
export function withSuggestions(form: Form, fields: Record<string, Suggestion>): Form {
  const next = { ...form };
  for (const [name, suggestion] of Object.entries(fields)) {
    const field = next[name];
    if (!field) continue;
    // "none" is where urgency starts: a reading may still raise it.
    const open =
      name === 'urgency' && field.source === 'typed' && field.state === 'empty' ? { ...field, value: '' } : field;
    const proposed = propose(open, proposal(suggestion), (suggestion.candidates ?? []).map(proposal));
    next[name] = name === 'urgency' && proposed.value === '' ? { ...proposed, value: 'none' } : proposed;
  }
  return next;
}

/** Every date the scan was read as: what is typed otherwise is asked about (R5). */
export function datesRead(form: Form, name: string): PlainDate[] {
  const field = form[name];
  return [field?.proposal, ...(field?.candidates ?? [])].flatMap((one) => (one ? [one.value] : []));
}

export interface Context {
  today: PlainDate;
  arrival: PlainDate;
}

export function doubts(form: Form, name: string, value: string, context: Context): DateDoubt[] {
  if (name !== 'issueDate') return [];
  const date = parseDateTyping(value, context.today);
  return date ? doubtsOf(date, { today: context.today, arrival: context.arrival, read: datesRead(form, name) }) : [];
}

/** Whether a value can be sent at all; the reason is said beside the field. */
export function isValid(name: string, value: string, context: Context): boolean {
  if (value === '') return true;
  if (dateFields.includes(name)) {
    const date = parseDateTyping(value, context.today);
    return date !== null && (name !== 'issueDate' || date <= context.arrival);
  }
  if (name === 'pageAmount') return /^\d{1,5}$/.test(value.trim());
  return true;
}

/** The fields as the API takes them; empty ones are left out, dates as plain dates, text composed (NFC). */
export function toRequest(form: Form, context: Context): Schemas['RegisterIncoming']['fields'] {
  const fields: Record<string, unknown> = {};
  for (const name of fieldOrder) {
    const field = form[name];
    if (!field || field.value.trim() === '') continue;
    const typed = field.value.trim().normalize('NFC');
    fields[name] = {
      value: dateFields.includes(name)
        ? (parseDateTyping(typed, context.today) ?? typed)
        : name === 'pageAmount'
          ? Number(typed)
          : typed,
      source: field.source,
      confirmed: field.state === 'confirmed',
      ...(field.source === 'ocr' && field.proposal ? { confidence: field.proposal.confidence } : {}),
    };
  }
  return fields as Schemas['RegisterIncoming']['fields'];
}
