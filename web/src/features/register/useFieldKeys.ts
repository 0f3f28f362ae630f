// SPDX-License-Identifier: GPL-3.0-or-later
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { nextDoubt } from '@/forms/fieldState';
import { useCommands } from '@/keys/registry';
import { announce, toast } from '@/ui/announce';
import { fieldOrder } from './fields';
import type { FormControl } from './useForm';

export interface FieldKeys {
  active: string | null;
  candidatesOf: string | null;
  setCandidatesOf: (name: string | null) => void;
  onFocus: (name: string) => void;
  onKey: (name: string, event: KeyboardEvent<HTMLElement>) => void;
}

/**
 * The keys of the form: Enter takes and goes on, F8 round the doubtful, F2 to the scan and back, F4 the other
 * readings.
 */
export function useFieldKeys(
  control: FormControl,
  root: RefObject<HTMLElement | null>,
  on: { save: () => void; refuse: () => void; lastSender: () => string },
): FieldKeys {
  const { t } = useTranslation();
  const [active, setActive] = useState<string | null>(null);
  const [candidatesOf, setCandidatesOf] = useState<string | null>(null);
  const focus = (name: string | null | undefined) => {
    if (name) root.current?.querySelector<HTMLElement>(`#field-${name}`)?.focus();
  };
  const neighbour = (name: string, step: 1 | -1) => {
    const at = fieldOrder.indexOf(name as (typeof fieldOrder)[number]) + step;
    focus(fieldOrder[Math.min(Math.max(at, 0), fieldOrder.length - 1)]);
  };
  const doubt = (step: 1 | -1) => {
    const name = nextDoubt(control.form, fieldOrder, active, step);
    if (name) focus(name);
    else announce(t('register.nothingDoubtful'));
  };
  const scan = () => {
    const strip = root.current?.querySelector<HTMLElement>('.viewer-scroll');
    if (strip && !strip.contains(document.activeElement)) strip.focus();
    else focus(active ?? 'code');
  };
  useCommands([
    { id: 'form.submit', run: on.save },
    { id: 'form.nextDoubt', run: () => doubt(1) },
    { id: 'form.previousDoubt', run: () => doubt(-1) },
    { id: 'form.scan', run: scan },
    { id: 'form.candidates', run: () => active && setCandidatesOf(candidatesOf === active ? null : active) },
    { id: 'form.sameSender', run: () => control.copy('issuer', on.lastSender()) },
    { id: 'form.refuse', run: on.refuse },
  ]);
  return {
    active,
    candidatesOf,
    setCandidatesOf: (name) => {
      if (name === null) focus(candidatesOf);
      setCandidatesOf(name);
    },
    onFocus: (name) => {
      setActive(name);
      control.see(name);
    },
    onKey: (name, event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.nativeEvent.isComposing || event.keyCode === 229) return; // the typing tool's own Enter (K4)
      event.preventDefault();
      if (event.shiftKey) return neighbour(name, -1);
      if (control.confirm(name)) return neighbour(name, 1);
      return toast(t('register.fieldWrong', { field: t(`field.${name}`) }), { tone: 'error', about: 'register' });
    },
  };
}
