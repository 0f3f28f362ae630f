// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery } from '@tanstack/react-query';
import type { Form } from '@/forms/fieldState';
import { parseDateTyping } from '@/text/dates';
import { duplicatesQuery } from './queries';

/** R7: asked as soon as symbol, date and agency stand, before anything is saved. */
export function useDuplicates(form: Form, file: string | undefined, today: string) {
  const known = (name: string) => (form[name]?.state === 'confirmed' ? form[name].value.trim() : '');
  const code = known('code');
  const issuer = known('issuer');
  const issueDate = parseDateTyping(known('issueDate'), today);
  const complete = code !== '' && issuer !== '' && issueDate !== null;
  return useQuery(
    duplicatesQuery(
      { ...(complete ? { code, issuer, issueDate } : {}), ...(file ? { file } : {}) },
      complete || file !== undefined,
    ),
  );
}
