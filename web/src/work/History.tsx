// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showMoment } from '@/text/format';
import { Empty, Loaded } from '@/ui/States';
import { historyQuery } from './queries';

/** 3.11: who did what and when, in words; a changed value with what it was and what it is. Newest first. */
export function History({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(historyQuery(id));
  return (
    <Loaded query={query} heading={t('history.failed')}>
      {(data) =>
        data.items.length === 0 ? (
          <Empty title={t('history.none')} />
        ) : (
          <ol
            style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 12 }}
            aria-label={t('tab.history')}
          >
            {[...data.items].reverse().map((entry) => (
              <li key={entry.id} style={{ borderLeft: '3px solid var(--edge)', paddingLeft: 12 }}>
                <div className="caption">
                  <time dateTime={entry.at}>{showMoment(entry.at)}</time> · {entry.who}
                </div>
                <div>{entry.text}</div>
                {entry.field ? (
                  <div>
                    {t(`field.${entry.field}`, { defaultValue: entry.field })}:{' '}
                    <del>{entry.old || t('history.empty')}</del> <span aria-hidden="true">→</span>{' '}
                    <ins>{entry.new || t('history.empty')}</ins>
                  </div>
                ) : null}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
