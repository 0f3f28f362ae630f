// SPDX-License-Identifier: GPL-3.0-or-later
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '@/api/client';
import { announce } from '@/ui/announce';

const kLookEveryMs = 10_000;
const kWaitEveryMs = 3_000; // while it is bad: nobody likes to wait for a line that is no longer true

/** Whether the server's disk takes what it writes. Asked of /health, which needs no sign-in and no disk. */
export const storageQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => take(api.GET('/health', { signal })),
  refetchInterval: ({ state }) => (state.data && state.data.status !== 'ok' ? kWaitEveryMs : kLookEveryMs),
  refetchOnWindowFocus: true,
  retry: false, // when nobody answers, that is said elsewhere
});

/** Says on every screen that the disk is full or fails, what that means and what to do. Absent while all is well. */
export function StorageBanner() {
  const { t } = useTranslation();
  const { data } = useQuery(storageQuery);
  const bad = data !== undefined && data.status !== 'ok';
  const what = (data?.parts ?? [])
    .filter((part) => !part.writable)
    .map((part) => t(`storage.part_${part.name}`, { defaultValue: t('storage.part_other') }));
  const title = t(data?.code === 'storage_full' ? 'storage.full' : 'storage.failed');
  const detail = data?.writable ? t('storage.degraded', { what: what.join(', ') }) : t('storage.readOnly');
  const said = useRef(false);
  useEffect(() => {
    if (bad) announce(`${title} ${detail}`);
    else if (said.current) announce(t('storage.over'));
    said.current = bad;
  }, [bad, title, detail, t]);
  if (!bad) return <div className="banner" hidden />;
  return (
    <div className="banner" role="region" aria-label={t('storage.label')} data-testid="storage">
      <strong>{title}</strong> {detail}
    </div>
  );
}
