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

/** A value of the health answer as people read it; nested parts become their own lines. */
function facts(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => facts(inner, path ? `${path} · ${name}` : name));
}

export function Health() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const health = useQuery(healthQuery);
  const projections = useQuery(projectionsQuery);
  const rebuild = useMutation({
    mutationFn: (name: string) =>
      take(api.POST('/v1/admin/projections/{name}/rebuild', { params: { path: { name } } })),
    onSuccess: (_, name) => {
      toast(t('admin.rebuildBegun', { name }));
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
              {facts(data).map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
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
                  <strong style={{ minWidth: 200 }}>{view.name}</strong>
                  <span style={{ minWidth: 160 }}>
                    {view.lag === 0 ? t('admin.level') : t('admin.behind', { count: view.lag })}
                  </span>
                  <Button
                    onClick={() => rebuild.mutate(view.name)}
                    aria-label={t('admin.rebuildNamed', { name: view.name })}
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
