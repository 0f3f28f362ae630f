// SPDX-License-Identifier: GPL-3.0-or-later
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showBytes } from '@/text/format';
import { boxOf, type Box } from '@/viewer/geometry';
import { Viewer } from '@/viewer/Viewer';
import type { Incoming } from '@/work/queries';
import { hitsQuery } from './queries';

interface Props {
  document: Incoming;
  /** The search it was found by: its hits are marked on the pages. */
  find?: string | undefined;
  page?: number | undefined;
  onPage: (page: number) => void;
}

/** The files of the document: the chosen one in the viewer, and what can be taken home. */
export function DocumentScan({ document, find, page, onPage }: Props) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const file = document.files.find((one) => one.id === chosen) ?? document.files[0];
  const found = useQuery(hitsQuery(document.id, find ?? ''));
  const hits = useMemo(() => {
    const byPage: Record<number, Box[]> = {};
    for (const hit of found.data ?? []) {
      if (hit.file && hit.file !== file?.id) continue;
      const boxes = hit.boxes.map(boxOf).filter((box): box is Box => box !== null);
      byPage[hit.page] = [...(byPage[hit.page] ?? []), ...boxes];
    }
    return byPage;
  }, [found.data, file?.id]);
  if (!file) return <p style={{ padding: 16 }}>{t('document.noFile')}</p>;
  return (
    <div className="document-scan">
      <div className="toolbar" style={{ padding: '4px 8px' }}>
        {document.files.length > 1 ? (
          <Select
            size="xs"
            aria-label={t('document.files')}
            data={document.files.map((one) => ({ value: one.id, label: one.name }))}
            value={file.id}
            onChange={setChosen}
            allowDeselect={false}
          />
        ) : (
          <span className="caption">{file.name}</span>
        )}
        <a href={`/v1/files/${file.id}`} download>
          {t('document.original', { size: showBytes(file.sizeBytes, i18n.language) })}
        </a>
        <a href={`/v1/files/${file.id}/searchable.pdf`} download>
          {t('document.searchable')}
        </a>
      </div>
      {find && found.isPending ? null : (
        <Viewer key={file.id} file={file.id} hits={hits} onPage={onPage} {...(page ? { page } : {})} />
      )}
    </div>
  );
}
