// SPDX-License-Identifier: GPL-3.0-or-later
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '@/forms/draft';
import { parseDue, today } from '@/text/dates';
import { showDate, weekday } from '@/text/format';
import type { FormProps } from '../ActionSheet';
import { decodeAssignee, ManyAssignees, OneAssignee, useAssignees } from '../AssigneePicker';

/** 3.4: one lead, those who work with it, a deadline, a line of instruction. */
export function DirectionForm({ document, offer }: FormProps) {
  const { t, i18n } = useTranslation();
  const options = useAssignees('all');
  const [lead, setLead] = useState<string | null>(null);
  const [coop, setCoop] = useState<string[]>([]);
  const [due, setDue] = useState('');
  const [text, setText, forget] = useDraft(`${document.id}.giveDirection`);
  const [tried, setTried] = useState(false);
  const parsed = due.trim() === '' ? null : parseDue(due, today());
  const read = parsed && 'date' in parsed ? `${showDate(parsed.date)}, ${weekday(parsed.date, i18n.language)}` : '';
  offer({
    read: () => {
      setTried(true);
      if (!lead || !parsed || text.trim() === '') return null;
      return {
        lead: decodeAssignee(lead),
        coop: coop.filter((one) => one !== lead).map(decodeAssignee),
        due: parsed,
        text: text.trim().normalize('NFC'),
      };
    },
    sent: forget,
  });
  return (
    <>
      <OneAssignee
        label={t('ask.lead')}
        options={options}
        value={lead}
        onChange={setLead}
        nothingFound={t('ask.nobody')}
        error={tried && !lead ? t('ask.missingPerson') : undefined}
        autoFocus
      />
      <ManyAssignees
        label={t('ask.coop')}
        options={options.filter((option) => option.value !== lead)}
        value={coop}
        onChange={setCoop}
        nothingFound={t('ask.nobody')}
      />
      <TextInput
        label={t('ask.due')}
        description={t('ask.dueHint')}
        value={due}
        onChange={(event) => setDue(event.currentTarget.value)}
        error={(tried || due.trim() !== '') && !parsed ? t('ask.dueUnclear') : undefined}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
      />
      <span role="status" className="caption">
        {parsed && 'days' in parsed ? t('ask.dueDays', { count: parsed.days }) : read}
      </span>
      <Textarea
        label={t('ask.giveDirection')}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={tried && text.trim() === '' ? t('ask.missing') : undefined}
      />
    </>
  );
}
