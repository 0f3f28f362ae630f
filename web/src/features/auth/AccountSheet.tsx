// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '@/api/session';
import { density, setDensity, type Density } from '@/app/density';
import { ProblemBox } from '@/ui/ProblemBox';
import { Sheet } from '@/ui/Sheet';
import { LanguageButton } from './LanguageButton';

/** Who is signed in, in which position; looks; the way out. */
export function AccountSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [rows, setRows] = useState<Density>(density());
  const [problem, setProblem] = useState<unknown>(null);
  return (
    <Sheet opened={opened} onClose={onClose} title={t('nav.account')} size="md">
      <div style={{ display: 'grid', gap: 16 }}>
        <div>
          <strong>{me?.name}</strong> <span className="caption">{me?.userName}</span>
          {(me?.positions ?? []).map((position) => (
            <div key={position.id}>
              {position.title} · {position.unit.name} <span className="caption">({t(`role.${position.role}`)})</span>
            </div>
          ))}
        </div>
        <div>
          <div id="scheme-label">{t('auth.scheme')}</div>
          <SegmentedControl
            aria-labelledby="scheme-label"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`auth.scheme_${value}`) }))}
          />
        </div>
        <div>
          <div id="density-label">{t('auth.density')}</div>
          <SegmentedControl
            aria-labelledby="density-label"
            value={rows}
            onChange={(value) => {
              setDensity(value as Density);
              setRows(value as Density);
            }}
            data={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`auth.density_${value}`) }))}
          />
        </div>
        <LanguageButton />
        {problem ? <ProblemBox error={problem} /> : null}
        <Button onClick={() => void signOut().then(onClose, setProblem)}>{t('auth.signOut')}</Button>
      </div>
    </Sheet>
  );
}
