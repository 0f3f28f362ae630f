// SPDX-License-Identifier: GPL-3.0-or-later
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { daysBetween, today } from '@/text/dates';
import { showDate } from '@/text/format';
import { Urgency } from '@/ui/Urgency';
import { headOf } from './head';
import type { InboxItem } from './queries';

/** The deadline as a date and a word; which days count as working days only the server knows. */
export function Deadline({ due }: { due: string | null | undefined }) {
  const { t } = useTranslation();
  if (!due) return null;
  const days = daysBetween(today(), due);
  const word = days < 0 ? t('inbox.overdue', { count: -days }) : days === 0 ? t('inbox.dueToday') : null;
  return (
    <span className={days < 0 ? 'danger' : days <= 1 ? 'warning' : undefined} style={{ whiteSpace: 'nowrap' }}>
      {t('inbox.due', { date: showDate(due) })}
      {word ? ` · ${word}` : ''}
    </span>
  );
}

interface Props {
  item: InboxItem;
  index: number;
  focused: boolean;
  onFocus: (index: number) => void;
  onOpen: (item: InboxItem) => void;
}

/** A7: read as urgency, unread, symbol, agency, subject, deadline. Unread is a filled dot and weight 600. */
export const InboxRow = memo(function InboxRow({ item, index, focused, onFocus, onOpen }: Props) {
  const { t } = useTranslation();
  const shown = headOf(item);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={focused}
      tabIndex={focused ? 0 : -1}
      className="inbox-row"
      data-id={item.id}
      onFocus={() => onFocus(index)}
      onClick={() => onFocus(index)}
      onDoubleClick={() => onOpen(item)}
    >
      <div role="gridcell" className="inbox-cell">
        <div className="inbox-line">
          <Urgency value={item.urgency} />
          <span aria-hidden="true">{item.unread ? '●' : '○'}</span>
          <span className="sr-only">{item.unread ? t('inbox.unread') : ''}</span>
          <span style={{ fontWeight: item.unread ? 600 : 400 }}>{shown.code || t('inbox.noCode')}</span>
          <span className="one-line inbox-issuer">{shown.issuer}</span>
        </div>
        <div className="one-line" title={shown.subject}>
          {shown.subject || item.note || t('inbox.noSubject')}
        </div>
        <div className="inbox-line caption">
          {shown.readByMachine ? <span>{t('inbox.readByMachine')}</span> : null}
          <span>{item.reasons.map((reason) => t(`reason.${reason}`, { defaultValue: reason })).join(' · ')}</span>
          {item.arrivalNumber ? <span>{t('inbox.arrival', { number: item.arrivalNumber })}</span> : null}
          <Deadline due={item.dueDate} />
        </div>
      </div>
    </div>
  );
});
