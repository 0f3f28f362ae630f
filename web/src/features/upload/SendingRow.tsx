// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { showBytes } from '@/text/format';
import { ProblemBox } from '@/ui/ProblemBox';
import { dropSending, sendAgain, type Sending } from './sending';

export function SendingRow({ sending }: { sending: Sending }) {
  const { t, i18n } = useTranslation();
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
        {sending.state === 'failed' ? (
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
        </div>
      ) : null}
    </li>
  );
}
