// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '@/api/client';
import { toast } from '@/ui/announce';
import { ProblemBox } from '@/ui/ProblemBox';
import { Loaded } from '@/ui/States';

const projectionsQuery = queryOptions({
  queryKey: ['admin', 'projections'],
  queryFn: ({ signal }) => take(api.GET('/v1/admin/projections', { signal })),
  refetchInterval: 30_000,
});
const healthQuery = queryOptions({
  queryKey: ['admin', 'health'],
  queryFn: ({ signal }) => take(api.GET('/v1/admin/health', { signal })),
  refetchInterval: 30_000,
});

const kFacts = ['version', 'position', 'pagesWaiting', 'documents', 'streams'] as const;

export function Health() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const nameOf = (view: string) => t(`admin.view_${view}`, { defaultValue: view });
  const health = useQuery(healthQuery);
  const projections = useQuery(projectionsQuery);
  const rebuild = useMutation({
    mutationFn: (name: string) =>
      take(api.POST('/v1/admin/projections/{name}/rebuild', { params: { path: { name } } })),
    onSuccess: (_, name) => {
      toast(t('admin.rebuildBegun', { name: nameOf(name) }));
      void client.invalidateQueries({ queryKey: ['admin'] });
    },
  });
  return (
    <div style={{ display: 'grid', gap: 24 }}>
      <section aria-labelledby="health-title">
        <h2 id="health-title">{t('admin.health')}</h2>
        <Loaded query={health} heading={t('admin.healthFailed')}>
          {(data) => (
            <dl className="fact" style={{ maxWidth: 720 }}>
              {kFacts.map((name) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{t(`admin.fact_${name}`)}</dt>
                  <dd>{data[name]}</dd>
                </div>
              ))}
            </dl>
          )}
        </Loaded>
      </section>
      <section aria-labelledby="views-title">
        <h2 id="views-title">{t('admin.projections')}</h2>
        {rebuild.isError ? <ProblemBox error={rebuild.error} /> : null}
        <Loaded query={projections} heading={t('admin.healthFailed')}>
          {(data) => (
            <ul style={{ listStyle: 'none', padding: 0 }}>
              {data.items.map((view) => (
                <li key={view.name} className="toolbar" style={{ padding: '4px 0' }}>
                  <strong style={{ minWidth: 240 }}>{nameOf(view.name)}</strong>
                  <span style={{ minWidth: 240 }}>
                    {view.lag === 0 ? t('admin.level') : t('admin.behind', { count: view.lag })}
                    {view.rebuilding ? ` · ${t('admin.rebuilding', { count: view.rebuildLag ?? 0 })}` : ''}
                  </span>
                  {view.failure ? <span className="danger">{view.failure}</span> : null}
                  <Button
                    disabled={view.rebuilding ?? false}
                    onClick={() => rebuild.mutate(view.name)}
                    aria-label={t('admin.rebuildNamed', { name: nameOf(view.name) })}
                  >
                    {t('admin.rebuild')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </section>
    </div>
  );
}
