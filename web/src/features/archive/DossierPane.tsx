// SPDX-License-Identifier: GPL-3.0-or-later
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showDate, showMoment } from '@/text/format';
import { Loaded } from '@/ui/States';
import { DossierActions } from './DossierActions';
import { DossierItems } from './DossierItems';
import { dossierHistoryQuery, dossierQuery, type Dossier } from './queries';

/** One dossier: what it is, what can be done with it, its documents in order, its history. */
export function DossierPane({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(dossierQuery(id));
  const [tab, setTab] = useState<string | null>('items');
  return (
    <Loaded query={query} heading={t('archive.dossierFailed')} rows={8}>
      {(dossier) => (
        <article
          style={{ padding: 16, display: 'grid', gap: 16 }}
          aria-label={dossier.value.title}
          data-testid="dossier"
        >
          <Head dossier={dossier.value} />
          <DossierActions dossier={dossier} />
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List aria-label={t('archive.tabs')}>
              <Tabs.Tab value="items">{t('archive.list')}</Tabs.Tab>
              <Tabs.Tab value="history">{t('tab.history')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="items" pt="sm">
              <DossierItems dossier={dossier} />
            </Tabs.Panel>
            <Tabs.Panel value="history" pt="sm">
              <DossierHistory id={id} />
            </Tabs.Panel>
          </Tabs>
        </article>
      )}
    </Loaded>
  );
}

function Head({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation();
  const retention =
    dossier.retentionYears > 0 ? t('archive.years', { count: dossier.retentionYears }) : t('archive.permanent');
  return (
    <header>
      <h2>
        {dossier.fileCode} · {dossier.title}
      </h2>
      <div>
        <strong>{t(`dossierState.${dossier.state}`, { defaultValue: dossier.state })}</strong> ·{' '}
        {t('archive.documents', { count: dossier.documents })} · {t('archive.pages', { count: dossier.pages })} ·{' '}
        {retention} · {dossier.unit?.name}
      </div>
      <div className="caption">
        {showDate(dossier.startDate)}
        {dossier.endDate ? ` – ${showDate(dossier.endDate)}` : ''}
      </div>
      {dossier.faults.length > 0 ? (
        <div className="warning">
          {t('archive.returnedFor')}
          <ul style={{ margin: 0 }}>
            {dossier.faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </header>
  );
}

function DossierHistory({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(dossierHistoryQuery(id));
  return (
    <Loaded query={query} heading={t('history.failed')}>
      {(data) => (
        <ol className="dossier-history">
          {[...data.items].reverse().map((entry) => (
            <li key={entry.id}>
              <span className="caption">
                {showMoment(entry.at)} · {entry.who}
              </span>
              <div>{entry.text}</div>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
