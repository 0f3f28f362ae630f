// SPDX-License-Identifier: GPL-3.0-or-later
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Schemas } from '@/api/client';
import { readDraft, writeDraft } from '@/forms/draft';
import { choose, confirm, copyInto, typeInto, type Field, type Form, type Proposal } from '@/forms/fieldState';
import { parseDateTyping } from '@/text/dates';
import { dateFields, doubts, emptyForm, isValid, withSuggestions, type Context } from './fields';

type Kept = Record<string, Pick<Field, 'value' | 'source' | 'state'>>;

function restored(key: string): Form {
  const form = emptyForm();
  try {
    const kept = JSON.parse(readDraft(key) ?? '{}') as Kept;
    for (const [name, one] of Object.entries(kept)) if (form[name]) form[name] = { ...form[name], ...one };
  } catch {
    // Not ours or damaged: begin anew.
  }
  return form;
}

/** Only what a person did is kept (S7); proposals come again from the server. */
function touched(form: Form): string {
  const kept: Kept = {};
  for (const [name, { value, source, state }] of Object.entries(form)) {
    if (state === 'confirmed' || (source !== 'ocr' && state === 'proposed')) kept[name] = { value, source, state };
  }
  return Object.keys(kept).length > 0 ? JSON.stringify(kept) : '';
}

export interface FormControl {
  form: Form;
  type: (name: string, value: string) => void;
  /** False: what stands there cannot be taken. */
  confirm: (name: string) => boolean;
  choose: (name: string, candidate: Proposal) => void;
  copy: (name: string, value: string) => void;
  see: (name: string) => void;
  forget: () => void;
}

/** The fields of one paper: proposals flow in as pages are read, what a person did stays and survives a reload. */
export function useForm(
  arrival: string,
  suggestions: Schemas['Suggestions'] | undefined,
  context: Context,
): FormControl {
  const key = `register.${arrival}`;
  const [own, setOwn] = useState<Form>(() => restored(key));
  const form = useMemo(() => (suggestions ? withSuggestions(own, suggestions.fields) : own), [own, suggestions]);
  const now = useRef(form);
  now.current = form;
  const forgotten = useRef(false);
  useEffect(() => {
    if (!forgotten.current) writeDraft(key, touched(own));
  }, [key, own]);

  const put = useCallback((name: string, change: (field: Field) => Field) => {
    const field = now.current[name];
    if (!field) return;
    const next = { ...now.current, [name]: change(field) };
    now.current = next;
    setOwn(next);
  }, []);
  const { today, arrival: arrivedOn } = context;
  return useMemo<FormControl>(() => {
    const at: Context = { today, arrival: arrivedOn };
    return {
      form,
      type: (name, value) =>
        put(name, (field) =>
          typeInto(field, value, !isValid(name, value, at) || doubts(now.current, name, value, at).length > 0),
        ),
      confirm: (name) => {
        const field = now.current[name];
        if (!field) return false;
        const taken = confirm(field);
        if (!isValid(name, taken.value, at)) return false;
        const date = dateFields.includes(name) ? parseDateTyping(taken.value, today) : null;
        put(name, () => (date ? { ...taken, value: date } : taken));
        return true;
      },
      choose: (name, candidate) => put(name, (field) => choose(field, candidate)),
      copy: (name, value) => put(name, (field) => copyInto(field, value)),
      see: (name) => {
        if (now.current[name] && !now.current[name].seen) put(name, (field) => ({ ...field, seen: true }));
      },
      forget: () => {
        forgotten.current = true;
        writeDraft(key, '');
      },
    };
  }, [form, key, put, today, arrivedOn]);
}
