// SPDX-License-Identifier: GPL-3.0-or-later
import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { KeyButton } from '@/ui/Buttons';
import { Empty, Loaded } from '@/ui/States';
import { toCsv } from './csv';
import { allEntries, entriesQuery, registersQuery } from './queries';
import { RegisterTable } from './RegisterTable';
import './registers.css';

const route = getRouteApi('/so');

/** 3.8: the year's register in number order, with the ten columns of the form. */
export function RegistersScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registers = useQuery(registersQuery);
  const chosen = registers.data?.items.find((one) => one.id === search.register) ?? registers.data?.items[0];
  const entries = useInfiniteQuery(entriesQuery(chosen?.id));
  const rows = useMemo(() => entries.data?.pages.flatMap((page) => page.items) ?? [], [entries.data]);
  const [saving, setSaving] = useState(false);
  const columns = useMemo(() => Array.from({ length: 10 }, (_, i) => t(`column.${i + 1}`)), [t]);

  const save = async () => {
    if (!chosen || saving) return;
    setSaving(true);
    try {
      const file = new Blob([toCsv(columns, await allEntries(chosen.id), t('registers.voided'))], {
        type: 'text/csv;charset=utf-8',
      });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = `so-van-ban-den-${chosen.year}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    } finally {
      setSaving(false);
    }
  };
  useCommands([{ id: 'register.export', run: () => void save(), enabled: rows.length > 0 }]);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('registers.title')}</h1>
        {registers.data && registers.data.items.length > 0 ? (
          <NativeSelect
            aria-label={t('registers.year')}
            value={chosen?.id ?? ''}
            onChange={(event) => void navigate({ search: { register: event.currentTarget.value } })}
            data={registers.data.items.map((one) => ({ value: one.id, label: String(one.year) }))}
          />
        ) : null}
        {chosen ? (
          <span>
            {t('registers.summary', {
              first: chosen.first,
              last: chosen.last,
              count: chosen.registered + chosen.voided,
              voided: chosen.voided,
            })}
          </span>
        ) : null}
        <KeyButton command="register.export" aria-disabled={saving || rows.length === 0} onClick={() => void save()}>
          {saving ? t('common.updating') : t('registers.csv')}
        </KeyButton>
      </div>
      <Loaded query={registers} heading={t('registers.failed')} rows={10}>
        {(data) =>
          data.items.length === 0 || !chosen ? (
            <Empty title={t('registers.none')}>
              <p>{t('registers.noneHint')}</p>
            </Empty>
          ) : (
            <Loaded query={entries} heading={t('registers.failed')} rows={10}>
              {() => (
                <RegisterTable
                  key={chosen.id}
                  rows={rows}
                  columns={columns}
                  caption={t('registers.caption', { year: chosen.year })}
                  more={entries.hasNextPage && !entries.isFetchingNextPage ? () => void entries.fetchNextPage() : null}
                  total={chosen.registered + chosen.voided}
                />
              )}
            </Loaded>
          )
        }
      </Loaded>
    </div>
  );
}
