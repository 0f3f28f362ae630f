// SPDX-License-Identifier: GPL-3.0-or-later
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '@/forms/draft';
import type { FormProps } from '../ActionSheet';
import type { ActionBodies, ActionName } from '../act';

const kMember: Partial<Record<ActionName, 'text' | 'reason' | 'result'>> = {
  recordProgress: 'text',
  finishCoordination: 'text',
  completeHandling: 'result',
  returnForReassignment: 'reason',
  reopenHandling: 'reason',
  proposeVoid: 'reason',
  rejectVoid: 'reason',
  refuseArrival: 'reason',
};

/** Commands that ask for one text: an opinion, a reason, a result (with the reply's number, if there was one). */
export function TextForm({ document, name, offer }: FormProps) {
  const { t } = useTranslation();
  const [text, setText, forget] = useDraft(`${document.id}.${name}`);
  const [reply, setReply] = useState('');
  const [missing, setMissing] = useState(false);
  const member = kMember[name] ?? 'text';
  const label = t(`ask.${name}`);
  offer({
    read: () => {
      if (text.trim() === '') {
        setMissing(true);
        return null;
      }
      const replyCode = name === 'completeHandling' && reply.trim() ? { replyCode: reply.trim() } : {};
      return { [member]: text.trim().normalize('NFC'), ...replyCode } as ActionBodies[ActionName];
    },
    sent: forget,
  });
  return (
    <>
      <Textarea
        label={label}
        autosize
        minRows={4}
        maxRows={14}
        data-autofocus
        value={text}
        maxLength={20000}
        error={missing && text.trim() === '' ? t('ask.missing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {name === 'completeHandling' ? (
        <TextInput label={t('ask.replyCode')} value={reply} onChange={(event) => setReply(event.currentTarget.value)} />
      ) : null}
    </>
  );
}
