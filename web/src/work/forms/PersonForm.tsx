// SPDX-License-Identifier: GPL-3.0-or-later
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '@/forms/draft';
import type { FormProps } from '../ActionSheet';
import { decodeAssignee, OneAssignee, useAssignees } from '../AssigneePicker';

/** To whom, and a word with it: submitting to a leader, naming the handler. */
export function PersonForm({ document, name, offer }: FormProps) {
  const { t } = useTranslation();
  const toLeader = name === 'submitToLeader';
  const options = useAssignees(
    toLeader ? 'leaders' : 'people',
    toLeader ? undefined : (document.lead?.unit?.id ?? undefined),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote, forget] = useDraft(`${document.id}.${name}`);
  const [missing, setMissing] = useState(false);
  // Where there is only one leader, that is who it goes to.
  const value = chosen ?? (toLeader && options.length === 1 ? options[0]!.value : null);
  offer({
    read: () => {
      const position = value ? decodeAssignee(value).position : undefined;
      if (!position) {
        setMissing(true);
        return null;
      }
      const text = note.trim().normalize('NFC');
      if (toLeader) return { leader: position, ...(text ? { note: text } : {}) };
      return { to: position, ...(text ? { reason: text } : {}) };
    },
    sent: forget,
  });
  return (
    <>
      <OneAssignee
        label={t(`ask.${name}`)}
        options={options}
        value={value}
        onChange={setChosen}
        nothingFound={t('ask.nobody')}
        error={missing && !value ? t('ask.missingPerson') : undefined}
        autoFocus
      />
      <Textarea
        label={t('ask.note')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </>
  );
}
