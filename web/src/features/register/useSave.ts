// SPDX-License-Identifier: GPL-3.0-or-later
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '@/api/client';
import { asProblem, type Problem } from '@/api/problem';
import { firstBlocking, type Form } from '@/forms/fieldState';
import { toast } from '@/ui/announce';
import type { Incoming } from '@/work/queries';
import { fieldOrder, isValid, toRequest, type Context } from './fields';

export interface Reasons {
  late: string;
  override: string;
}

/**
 * Ctrl+Enter: stops at the first field that nobody has confirmed or that cannot be sent (R3), else registers. What the
 * server asks for (a reason for being late, for being like another) is asked here and sent with the same fields.
 */
export function useSave(
  document: Incoming,
  form: Form,
  context: Context,
  on: {
    blocked: (name: string) => void;
    lateReason: () => void;
    duplicate: () => void;
    saved: (answer: Incoming) => void;
  },
) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const save = async (reasons: Reasons) => {
    if (busy) return;
    const wrong = fieldOrder.find((name) => !isValid(name, form[name]?.value ?? '', context));
    const open = firstBlocking(form, fieldOrder);
    const stop =
      wrong && (!open || fieldOrder.indexOf(wrong) < fieldOrder.indexOf(open as typeof wrong)) ? wrong : open;
    if (stop) {
      const text = t(stop === wrong ? 'register.fieldWrong' : 'register.fieldOpen', { field: t(`field.${stop}`) });
      toast(text, { tone: 'error', about: 'register' });
      on.blocked(stop);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const answer = await take(
        api.POST('/v1/incoming', {
          body: {
            arrival: document.id,
            fields: toRequest(form, context),
            ...(reasons.late.trim() ? { lateReason: reasons.late.trim().normalize('NFC') } : {}),
            ...(reasons.override.trim() ? { overrideReason: reasons.override.trim().normalize('NFC') } : {}),
          },
        }),
      );
      for (const first of ['incoming', 'inbox', 'inbox/counts', 'registers', `incoming/${document.id}`]) {
        void client.invalidateQueries({ queryKey: [first] });
      }
      toast(t('register.saved', { number: answer.arrivalNumber ?? '', year: answer.registerYear ?? '' }), {
        about: 'register',
      });
      on.saved(answer);
    } catch (error) {
      const refused = asProblem(error);
      setProblem(refused);
      if (refused.code === 'duplicate_suspected') on.duplicate();
      else if (refused.code === 'late_reason_required') on.lateReason();
    } finally {
      setBusy(false);
    }
  };
  return { save, problem, busy };
}
