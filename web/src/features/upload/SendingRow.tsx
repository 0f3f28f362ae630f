// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showBytes } from '@/text/format';
import { ProblemBox } from '@/ui/ProblemBox';
import { acceptAnyway, dropSending, sendAgain, type Sending } from './sending';

export function SendingRow({ sending }: { sending: Sending }) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState('');
  const share = sending.size > 0 ? Math.round((100 * sending.sent) / sending.size) : 0;
  return (
    <li className="upload-row">
      <span className="upload-name one-line" title={sending.name}>
        {sending.name}
      </span>
      <progress max={100} value={share} aria-label={t('upload.sentOf', { name: sending.name })} />
      <span>
        {t(`upload.state_${sending.state}`)} · {showBytes(sending.sent, i18n.language)} /{' '}
        {showBytes(sending.size, i18n.language)}
      </span>
      <span className="toolbar">
        {sending.state === 'failed' && !sending.stored ? (
          <Button onClick={() => sendAgain(sending.key)}>{t('common.retry')}</Button>
        ) : null}
        <Button
          variant="subtle"
          onClick={() => dropSending(sending.key)}
          aria-label={t('upload.dropNamed', { name: sending.name })}
        >
          {t('upload.drop')}
        </Button>
      </span>
      {sending.problem ? (
        <div style={{ gridColumn: '1 / -1' }}>
          <ProblemBox error={sending.problem} />
          {sending.stored ? (
            <div className="toolbar">
              <TextInput
                label={t('upload.againReason')}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                style={{ flex: 1 }}
              />
              <Button
                aria-disabled={reason.trim() === ''}
                onClick={() => reason.trim() !== '' && acceptAnyway(sending.key, reason.trim().normalize('NFC'))}
                style={{ alignSelf: 'end' }}
              >
                {t('upload.acceptAnyway')}
              </Button>
            </div>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
