// SPDX-License-Identifier: GPL-3.0-or-later
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Split } from '@/ui/Split';
import { Empty, Loaded } from '@/ui/States';
import { DossierPane } from './DossierPane';
import { PlanTree } from './PlanTree';
import { dossierStates, dossiersQuery, planQuery, plansQuery } from './queries';
import './archive.css';

const route = getRouteApi('/ho-so');

/** 3.7: file plan of the year → its entries → their dossiers → the documents in order. */
export function ArchiveScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const plans = useQuery(plansQuery);
  const planId = plans.data?.items.find((one) => one.id === search.plan)?.id ?? plans.data?.items[0]?.id;
  const state = dossierStates.find((one) => one === search.state);
  const plan = useQuery(planQuery(planId));
  const dossiers = useQuery({ ...dossiersQuery(planId, state), enabled: planId !== undefined });
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('nav.archive')}</h1>
        {plans.data && plans.data.items.length > 0 ? (
          <NativeSelect
            aria-label={t('archive.plan')}
            value={planId}
            onChange={(event) => void navigate({ search: (old) => ({ ...old, plan: event.currentTarget.value }) })}
            data={plans.data.items.map((one) => ({ value: one.id, label: t('archive.planOf', { year: one.year }) }))}
          />
        ) : null}
        <NativeSelect
          aria-label={t('archive.state')}
          value={state ?? ''}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, state: event.currentTarget.value || undefined }) })
          }
          data={[
            { value: '', label: t('archive.allStates') },
            ...dossierStates.map((one) => ({ value: one, label: t(`dossierState.${one}`) })),
          ]}
        />
      </div>
      <Loaded query={plans} heading={t('archive.failed')} rows={10}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={t('archive.noPlan')}>
              <p>{t('archive.noPlanHint')}</p>
            </Empty>
          ) : (
            <Split
              open={Boolean(search.dossier)}
              list={
                <Loaded query={plan} rows={8}>
                  {(one) => (
                    <Loaded query={dossiers} rows={8}>
                      {(list) => (
                        <PlanTree
                          plan={one}
                          dossiers={list.items}
                          filtered={state !== undefined}
                          selected={search.dossier ?? null}
                          onSelect={(dossier) => void navigate({ search: (old) => ({ ...old, dossier }) })}
                        />
                      )}
                    </Loaded>
                  )}
                </Loaded>
              }
              detail={
                search.dossier ? (
                  <DossierPane key={search.dossier} id={search.dossier} />
                ) : (
                  <Empty title={t('archive.choose')} />
                )
              }
            />
          )
        }
      </Loaded>
    </div>
  );
}
