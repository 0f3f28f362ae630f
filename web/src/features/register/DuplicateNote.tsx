// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Form } from '@/forms/fieldState';
import { useDuplicates } from './useDuplicates';

/** Says that there is something alike, while there is still time to look. */
export function DuplicateNote({
  form,
  file,
  today,
  onCompare,
}: {
  form: Form;
  file: string | undefined;
  today: string;
  onCompare: () => void;
}) {
  const { t } = useTranslation();
  const first = useDuplicates(form, file, today).data?.items[0];
  return (
    <div role="status">
      {first ? (
        <div className="toolbar">
          <strong className="warning">
            {t('register.alike', {
              number: first.arrivalNumber ?? '—',
              year: first.registerYear ?? '',
              code: first.code,
            })}
          </strong>
          <Button onClick={onCompare}>{t('register.compare')}</Button>
        </div>
      ) : null}
    </div>
  );
}
