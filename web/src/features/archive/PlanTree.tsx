// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { OpenDossierSheet } from './OpenDossierSheet';
import type { Dossier, FilePlan } from './queries';

interface Props {
  plan: FilePlan;
  dossiers: readonly Dossier[];
  filtered: boolean;
  selected: string | null;
  onSelect: (dossier: string) => void;
}

/** Headings and entries in the plan's order; under each entry its dossiers. */
export function PlanTree({ plan, dossiers, filtered, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [opening, setOpening] = useState<string | null>(null);
  // Whoever works on documents opens dossiers; the server has the last word.
  const mayOpen = (me?.roles ?? []).some((role) =>
    ['clerk', 'officer', 'unitHead', 'leader', 'archivist'].includes(role),
  );
  return (
    <nav className="plan" aria-label={t('archive.planOf', { year: plan.year })}>
      {plan.entries.map((entry, i) => {
        if (!entry.notation) return <h2 key={i}>{entry.title}</h2>;
        const own = dossiers.filter((one) => one.notation === entry.notation);
        if (filtered && own.length === 0) return null;
        return (
          <section key={i} aria-label={entry.title}>
            <div className="plan-entry">
              <span>
                <strong>{entry.notation}</strong> {entry.title}
              </span>
              {mayOpen ? (
                <Button
                  size="compact-sm"
                  onClick={() => setOpening(entry.notation)}
                  aria-label={t('archive.openIn', { entry: entry.title })}
                >
                  {t('archive.open')}
                </Button>
              ) : null}
            </div>
            <ul>
              {own.map((dossier) => (
                <li key={dossier.id}>
                  <button
                    type="button"
                    aria-current={dossier.id === selected}
                    data-id={dossier.id}
                    onClick={() => onSelect(dossier.id)}
                  >
                    <span>
                      {dossier.fileCode} · {dossier.title}
                    </span>
                    <span className="caption">
                      {t(`dossierState.${dossier.state}`, { defaultValue: dossier.state })} ·{' '}
                      {t('archive.documents', { count: dossier.documents })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {opening ? (
        <OpenDossierSheet
          plan={plan}
          notation={opening}
          onClose={() => setOpening(null)}
          onOpened={(id) => {
            setOpening(null);
            onSelect(id);
          }}
        />
      ) : null}
    </nav>
  );
}
