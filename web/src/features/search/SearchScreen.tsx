// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { saveContext } from '@/lists/context';
import { stepped } from '@/lists/rows';
import { showNumber } from '@/text/format';
import { announce } from '@/ui/announce';
import { Empty, Loaded } from '@/ui/States';
import { Facets } from './Facets';
import { filterNames, searchQuery, type SearchItem, type SearchState } from './queries';
import { Refinements } from './Refinements';
import { SearchBox } from './SearchBox';
import { SearchHit } from './SearchHit';
import './search.css';

const route = getRouteApi('/tim');

/** 3.6: one box, facets beside, each hit with the strip of the page it stands on. */
export function SearchScreen() {
  const { t, i18n } = useTranslation();
  const state: SearchState = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(searchQuery(state));
  const [at, setAt] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const first = query.data?.pages[0];
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const change = useCallback(
    (next: Partial<SearchState>) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true }),
    [navigate],
  );
  useEffect(() => setAt(0), [state.q, state.marks, state.kind, state.issuer, state.year, state.state, state.dossier]);
  const total = first?.total.value;
  useEffect(() => {
    if (total !== undefined) announce(t('search.found', { count: total }));
  }, [total, t]);

  const open = (item: SearchItem) => {
    if (item.type === 'dossier') return void navigate({ to: '/ho-so', search: { dossier: item.id } });
    const params = new URLSearchParams(
      Object.entries(state).filter((pair): pair is [string, string] => Boolean(pair[1])),
    );
    const ids = items.filter((one) => one.type !== 'dossier').map((one) => one.id);
    saveContext('search', { title: t('search.context', { q: state.q ?? '' }), ids, back: `/tim?${params}` });
    const page = item.hits[0]?.page;
    return void navigate({
      to: '/van-ban/$id',
      params: { id: item.id },
      search: { list: 'search', q: state.q, ...(page ? { page } : {}) },
    });
  };
  const step = (by: number) => {
    const to = stepped(at, by, items.length);
    if (to < 0) return;
    setAt(to);
    list.current?.querySelectorAll<HTMLElement>('.search-hit-link')[to]?.focus();
    if (to >= items.length - 3 && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  useCommands([
    { id: 'list.next', run: () => step(1) },
    { id: 'list.previous', run: () => step(-1) },
    { id: 'list.open', run: () => items[at] && open(items[at]), enabled: items.length > 0 },
    { id: 'app.search', run: () => document.getElementById('search-box')?.focus() },
    { id: 'search.exact', run: () => change({ marks: state.marks === 'exact' ? undefined : 'exact' }) },
  ]);

  const asked = Boolean(state.q?.trim()) || filterNames.some((name) => state[name]);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('nav.search')}</h1>
        <SearchBox value={state.q ?? ''} onChange={(q) => change({ q: q || undefined })} />
        <span>
          {first && asked
            ? t('search.summary', {
                total: t('search.found', { count: first.total.value }),
                relation: first.total.relation === 'gte' ? '≥ ' : '',
                time: showNumber(first.tookMs / 1000, i18n.language, 2),
              })
            : ''}
        </span>
      </div>
      {!asked ? (
        <Empty title={t('search.start')}>
          <p>{t('search.startHint')}</p>
        </Empty>
      ) : (
        <Loaded query={query} heading={t('search.failed')} rows={10}>
          {() => (
            <div className="search-body">
              <Facets facets={first?.facets ?? {}} state={state} onChange={change} />
              <div className="search-results" aria-busy={query.isPlaceholderData}>
                <Refinements
                  state={state}
                  mode={first?.mode}
                  didYouMean={first?.didYouMean ?? []}
                  none={items.length === 0}
                  onChange={change}
                />
                <ol ref={list} className="search-list" aria-label={t('search.results')}>
                  {items.map((item, i) => (
                    <SearchHit
                      key={item.id}
                      item={item}
                      focused={i === at}
                      onFocus={() => setAt(i)}
                      onOpen={() => open(item)}
                    />
                  ))}
                </ol>
                {query.hasNextPage ? (
                  <Button onClick={() => void query.fetchNextPage()} aria-disabled={query.isFetchingNextPage}>
                    {query.isFetchingNextPage ? t('common.updating') : t('common.more')}
                  </Button>
                ) : null}
              </div>
            </div>
          )}
        </Loaded>
      )}
    </div>
  );
}
