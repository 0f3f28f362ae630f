// SPDX-License-Identifier: GPL-3.0-or-later
import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { saveContext } from '@/lists/context';
import { useFrozen } from '@/lists/frozen';
import { announce } from '@/ui/announce';
import { KeyButton } from '@/ui/Buttons';
import { Split } from '@/ui/Split';
import { Loaded } from '@/ui/States';
import { documentQuery } from '@/work/queries';
import { DoneHere } from './DoneHere';
import { InboxDetail } from './InboxDetail';
import { InboxList } from './InboxList';
import { countsQuery, inboxQuery, inboxViews, type InboxItem, type InboxViewName } from './queries';
import { useCursor } from './useCursor';
import './inbox.css';

const route = getRouteApi('/hop-thu');

/** 3.1: one queue of what waits for me; finishing opens the next in the order the list had. */
export function InboxScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const view = inboxViews.find((name) => name === search.view) ?? 'waiting';
  const query = useInfiniteQuery(inboxQuery(view));
  const counts = useQuery(countsQuery);
  const [done, setDone] = useState(0);
  const latest = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const frozen = useFrozen<InboxItem>(view, latest, query.data?.pages.length ?? 0);
  const { items } = frozen;
  const select = useCallback(
    (id: string | null) => void navigate({ search: (old) => ({ ...old, id: id ?? undefined }), replace: true }),
    [navigate],
  );
  const cursor = useCursor(items, search.id ?? null, select);
  const focused = items[cursor.index] ?? null;

  const open = useCallback(
    (item: InboxItem) => {
      if (item.kind === 'dossier') return void navigate({ to: '/ho-so', search: { dossier: item.id } });
      if (item.reasons.includes('toRegister')) return void navigate({ to: '/dang-ky', search: { id: item.id } });
      const ids = items.filter((other) => other.kind === 'incoming').map((other) => other.id);
      saveContext(`inbox:${view}`, {
        title: t(`inbox.view_${view}`),
        ids,
        back: `/hop-thu?view=${view}&id=${item.id}`,
      });
      return void navigate({ to: '/van-ban/$id', params: { id: item.id }, search: { list: `inbox:${view}` } });
    },
    [items, navigate, t, view],
  );
  const finished = (id: string) => {
    frozen.drop(id); // S3: it leaves at once
    setDone((count) => count + 1);
    const following = items[cursor.index + 1];
    if (following?.kind === 'incoming') void client.prefetchQuery(documentQuery(following.id));
  };
  // S5: taken back, it stands where it stood, once the server's list has it again.
  const undone = (id: string) => {
    setDone((count) => Math.max(0, count - 1));
    void client.refetchQueries({ queryKey: ['inbox', view] }).then(() => {
      frozen.restore(id);
      select(id);
    });
  };
  const loadNew = () => {
    if (frozen.fresh > 0) announce(t('inbox.loaded', { count: frozen.fresh }));
    frozen.loadNew();
  };
  useCommands([
    { id: 'list.next', run: () => cursor.step(1) },
    { id: 'list.previous', run: () => cursor.step(-1) },
    { id: 'list.first', run: () => cursor.step(-items.length) },
    { id: 'list.last', run: () => cursor.step(items.length) },
    { id: 'list.pageDown', run: () => cursor.step(10) },
    { id: 'list.pageUp', run: () => cursor.step(-10) },
    { id: 'list.open', run: () => focused && open(focused), enabled: focused !== null },
    { id: 'list.back', run: cursor.toList },
    { id: 'list.loadNew', run: loadNew },
  ]);

  const total = counts.data?.[view];
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('nav.inbox')}</h1>
        <SegmentedControl
          aria-label={t('inbox.views')}
          value={view}
          onChange={(next) => void navigate({ search: { view: next as InboxViewName } })}
          data={inboxViews.map((name) => ({
            value: name,
            label: counts.data
              ? t('inbox.viewCount', { view: t(`inbox.view_${name}`), count: counts.data[name] })
              : t(`inbox.view_${name}`),
          }))}
        />
        {frozen.fresh > 0 ? (
          <KeyButton command="list.loadNew" onClick={loadNew}>
            {t('inbox.fresh', { count: frozen.fresh })}
          </KeyButton>
        ) : null}
      </div>
      <Loaded query={query} heading={t('inbox.failed')} rows={12}>
        {() =>
          items.length === 0 ? (
            <DoneHere view={view} done={done} />
          ) : (
            <Split
              open={Boolean(search.id)}
              list={
                <InboxList
                  items={items}
                  cursor={cursor}
                  onOpen={open}
                  label={t(`inbox.view_${view}`)}
                  more={query.hasNextPage ? () => void query.fetchNextPage() : null}
                />
              }
              detail={
                focused ? (
                  <InboxDetail
                    key={focused.id}
                    item={focused}
                    onFinished={() => finished(focused.id)}
                    onUndone={() => undone(focused.id)}
                    onOpen={() => open(focused)}
                    onBack={() => select(null)}
                  />
                ) : null
              }
            />
          )
        }
      </Loaded>
      <div className="status-line">
        {t('inbox.status', { shown: items.length, total: total ?? items.length })}
        {query.isFetching && query.data ? ` · ${t('common.updating')}` : ''}
      </div>
    </div>
  );
}
