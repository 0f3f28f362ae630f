// SPDX-License-Identifier: GPL-3.0-or-later
import { Select, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '@/text/fold';
import { Loaded } from '@/ui/States';
import type { FormProps } from '../ActionSheet';
import { openDossiersQuery } from '../queries';

const byWords: OptionsFilter = ({ options, search }) =>
  (options as ComboboxItem[]).filter((option) => matches(option.label, search));

/** Which open dossier the finished matter goes into. */
export function FileForm({ offer }: FormProps) {
  const { t } = useTranslation();
  const query = useQuery(openDossiersQuery);
  const [dossier, setDossier] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  offer({
    read: () => {
      if (dossier) return { dossier };
      setMissing(true);
      return null;
    },
  });
  return (
    <Loaded query={query} rows={2}>
      {(data) => (
        <>
          <Select
            label={t('ask.fileIntoDossier')}
            data={data.items.map((item) => ({ value: item.id, label: `${item.fileCode} · ${item.title}` }))}
            searchable
            filter={byWords}
            value={dossier}
            onChange={setDossier}
            nothingFoundMessage={t('ask.noDossier')}
            error={missing && !dossier ? t('ask.missingDossier') : undefined}
            data-autofocus
            selectFirstOptionOnChange
          />
          {data.items.length === 0 ? <p style={{ margin: 0 }}>{t('ask.noOpenDossier')}</p> : null}
        </>
      )}
    </Loaded>
  );
}
