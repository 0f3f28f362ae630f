// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { allowedOf, type DossierAction } from './act';
import { DossierSheet } from './DossierSheet';
import type { Dossier } from './queries';

export function DossierActions({ dossier }: { dossier: Tagged<Dossier> }) {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<DossierAction | null>(null);
  const allowed = allowedOf(dossier.value);
  if (allowed.length === 0) return null;
  return (
    <div className="toolbar" role="toolbar" aria-label={t('work.actions')}>
      {allowed.map((action, i) => (
        <Button key={action} variant={i === 0 ? 'filled' : 'default'} onClick={() => setSheet(action)}>
          {t(`dossierAction.${action}`)}
        </Button>
      ))}
      {sheet ? <DossierSheet dossier={dossier} action={sheet} onClose={() => setSheet(null)} /> : null}
    </div>
  );
}
