// SPDX-License-Identifier: GPL-3.0-or-later
import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from './conflict';

/** S8: another person was faster. What one typed is kept; what they changed is shown before it is sent again. */
export function ConflictNote({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" variant="outline" role="alert" title={t('conflict.title')} style={{ color: 'var(--ink)' }}>
      <p style={{ margin: 0 }}>
        {changes.length > 0 ? t('conflict.detail', { count: changes.length }) : t('conflict.nothingSeen')}
      </p>
      {changes.length > 0 ? (
        <table style={{ width: '100%', marginTop: 8 }}>
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">{t('conflict.before')}</th>
              <th scope="col">{t('conflict.now')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.field}>
                <th scope="row" style={{ fontWeight: 400 }}>
                  {t(`field.${change.field}`, { defaultValue: change.field })}
                </th>
                <td>{change.before || '—'}</td>
                <td>
                  <strong>{change.after || '—'}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Alert>
  );
}
