// SPDX-License-Identifier: GPL-3.0-or-later
import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { faultsByField } from '@/api/problem';
import { useDraft } from '@/forms/draft';
import { parseDateTyping, today } from '@/text/dates';
import { showDate } from '@/text/format';
import type { ActionBodies } from '../act';
import type { FormProps } from '../ActionSheet';

const kCorrectable = ['code', 'issueDate', 'issuer', 'kind', 'subject', 'signerName', 'signerPosition'] as const;
type Correctable = (typeof kCorrectable)[number];

/** One field with its new value and the reason; the old value stays in the history. */
export function CorrectForm({ document, problem, offer }: FormProps) {
  const { t } = useTranslation();
  const [field, setField] = useState<Correctable>('subject');
  const [values, setValues] = useState<Partial<Record<Correctable, string>>>({});
  const [reason, setReason, forget] = useDraft(`${document.id}.correctRegistration`);
  const [tried, setTried] = useState(false);
  const now = String(((document.fields ?? {}) as Record<string, unknown>)[field] ?? '');
  const typed = values[field] ?? (field === 'issueDate' ? showDate(now) : now);
  const value = field === 'issueDate' ? parseDateTyping(typed, today()) : typed.trim().normalize('NFC');
  const fault = faultsByField(problem)[field];
  offer({
    read: () => {
      setTried(true);
      if (value === null || value === now || reason.trim() === '') return null;
      return { [field]: value, reason: reason.trim().normalize('NFC') } as ActionBodies['correctRegistration'];
    },
    sent: forget,
  });
  const wrong = value === null ? t('register.dateUnclear') : tried && value === now ? t('ask.unchanged') : undefined;
  return (
    <>
      <Select
        label={t('ask.field')}
        data={kCorrectable.map((name) => ({ value: name, label: t(`field.${name}`) }))}
        value={field}
        onChange={(next) => next && setField(next as Correctable)}
        allowDeselect={false}
      />
      <TextInput
        label={t('ask.newValue', { field: t(`field.${field}`) })}
        value={typed}
        onChange={(event) => setValues({ ...values, [field]: event.currentTarget.value })}
        error={fault ?? wrong}
      />
      <span className="caption">{t('ask.oldValue', { value: field === 'issueDate' ? showDate(now) : now })}</span>
      <Textarea
        label={t('ask.correctRegistration')}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reason.trim() === '' ? t('ask.missing') : undefined}
      />
    </>
  );
}
