// SPDX-License-Identifier: GPL-3.0-or-later
import { Select, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '@/text/fold';
import { ProblemBox } from '@/ui/ProblemBox';
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
  if (query.isError) return <ProblemBox error={query.error} onRetry={() => void query.refetch()} />;
  const open = query.data?.items;
  // The field stands there before its choices do: the keyboard is in it from the first moment.
  return (
    <>
      <Select
        label={t('ask.fileIntoDossier')}
        data={(open ?? []).map((item) => ({ value: item.id, label: `${item.fileCode} · ${item.title}` }))}
        searchable
        allowDeselect={false}
        filter={byWords}
        value={dossier}
        onChange={setDossier}
        nothingFoundMessage={open ? t('ask.noDossier') : t('common.stillLoading')}
        error={missing && !dossier ? t('ask.missingDossier') : undefined}
        data-autofocus
        selectFirstOptionOnChange
      />
      {open?.length === 0 ? (
        <p style={{ margin: 0 }}>
          {t('ask.noOpenDossier')} <Link to="/ho-so">{t('nav.archive')}</Link>
        </p>
      ) : null}
    </>
  );
}
