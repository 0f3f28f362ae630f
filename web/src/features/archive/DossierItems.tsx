// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { saveContext } from '@/lists/context';
import { showDate } from '@/text/format';
import { Empty, Loaded } from '@/ui/States';
import { DossierSheet } from './DossierSheet';
import { itemsQuery, type Dossier } from './queries';

/** Mục lục văn bản: the seven columns of the form, ordinals without a gap. */
export function DossierItems({ dossier }: { dossier: Tagged<Dossier> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = dossier.value.id;
  const query = useQuery(itemsQuery(id));
  const [removing, setRemoving] = useState<string | null>(null);
  const mayRemove = (dossier.value.allowedActions as readonly string[]).includes('removeDocument');
  return (
    <Loaded query={query} heading={t('archive.dossierFailed')}>
      {(data) =>
        data.items.length === 0 ? (
          <Empty title={t('archive.noDocuments')} />
        ) : (
          <div style={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label={t('archive.list')}>
            <table className="dossier-items">
              <thead>
                <tr>
                  {(['ordinal', 'code', 'date', 'author', 'subject', 'sheet'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`archive.column_${column}`)}
                    </th>
                  ))}
                  {mayRemove ? <th scope="col">{t('archive.column_act')}</th> : null}
                </tr>
              </thead>
              <tbody>
                {data.items.map((item) => (
                  <tr key={item.document}>
                    <td>{item.ordinal}</td>
                    <td>
                      <a
                        href={`/van-ban/${item.document}`}
                        onClick={(event) => {
                          event.preventDefault();
                          const ids = data.items.map((one) => one.document);
                          saveContext(`dossier:${id}`, {
                            title: dossier.value.fileCode,
                            ids,
                            back: `/ho-so?dossier=${id}`,
                          });
                          void navigate({
                            to: '/van-ban/$id',
                            params: { id: item.document },
                            search: { list: `dossier:${id}` },
                          });
                        }}
                      >
                        {item.code || t('inbox.noCode')}
                      </a>
                    </td>
                    <td>{showDate(item.issueDate)}</td>
                    <td>{item.issuer}</td>
                    <td>{[item.kind, item.subject].filter(Boolean).join(': ')}</td>
                    <td>
                      {item.pages > 1 ? `${item.firstSheet}–${item.firstSheet + item.pages - 1}` : item.firstSheet}
                    </td>
                    {mayRemove ? (
                      <td>
                        <Button
                          size="compact-sm"
                          onClick={() => setRemoving(item.document)}
                          aria-label={t('archive.removeNamed', { code: item.code })}
                        >
                          {t('archive.remove')}
                        </Button>
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
            {removing ? (
              <DossierSheet
                dossier={dossier}
                action="removeDocument"
                document={removing}
                onClose={() => setRemoving(null)}
              />
            ) : null}
          </div>
        )
      }
    </Loaded>
  );
}
