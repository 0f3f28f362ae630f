// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import { showDate } from '@/text/format';
import { Urgency } from '@/ui/Urgency';
import type { Incoming } from '@/work/queries';

/** The line one knows a paper by: symbol, date, agency, kind, where it stands. */
export function DocumentHead({ document }: { document: Incoming }) {
  const { t } = useTranslation();
  const { fields } = document;
  const rest = [
    showDate(fields?.issueDate),
    fields?.issuer,
    fields?.kind,
    t(`state.${document.state}`, { defaultValue: document.state }),
  ];
  return (
    <div style={{ minWidth: 0, flex: 1 }}>
      <h1 style={{ display: 'inline' }}>{fields?.code || t('inbox.noCode')}</h1>{' '}
      <span>{rest.filter(Boolean).join(' · ')}</span> <Urgency value={fields?.urgency} />
      <div className="one-line" title={fields?.subject ?? ''}>
        {fields?.subject}
      </div>
    </div>
  );
}
