// SPDX-License-Identifier: GPL-3.0-or-later
import { Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { readContext } from '@/lists/context';
import { IconButton } from '@/ui/Buttons';
import { Loaded } from '@/ui/States';
import { ActionBar } from '@/work/ActionBar';
import { FlowFacts, RegisteredFacts } from '@/work/Facts';
import { History } from '@/work/History';
import { documentQuery, type Incoming } from '@/work/queries';
import type { Tagged } from '@/api/client';
import { DocumentHead } from './DocumentHead';
import { DocumentScan } from './DocumentScan';
import './document.css';

const route = getRouteApi('/van-ban/$id');
const kTabs = ['info', 'flow', 'history'] as const;

/**
 * 3.3: one document with its pages, its facts, its flow and its history; Next is the next row of the list it came
 * from.
 */
export function DocumentScreen() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const query = useQuery(documentQuery(id));
  const context = readContext(search.list);
  const at = context ? context.ids.indexOf(id) : -1;
  const before = at > 0 ? context?.ids[at - 1] : undefined;
  const after = at >= 0 ? context?.ids[at + 1] : undefined;
  const go = (to: string | undefined) => {
    if (to) void navigate({ to: '/van-ban/$id', params: { id: to }, search: { ...search, page: undefined } });
  };
  const back = () => {
    if (context) router.history.push(context.back);
    else router.history.back();
  };
  useEffect(() => {
    if (after) void client.prefetchQuery(documentQuery(after)); // S2
  }, [after, client]);
  useCommands([
    { id: 'list.next', run: () => go(after), enabled: after !== undefined },
    { id: 'list.previous', run: () => go(before), enabled: before !== undefined },
    { id: 'list.back', run: back },
  ]);
  return (
    <div className="screen">
      <div className="screen-head">
        <IconButton icon="previous" label={t('common.back')} onClick={back} />
        {context && at >= 0 ? (
          <>
            <span>{t('document.placeInList', { at: at + 1, total: context.ids.length, title: context.title })}</span>
            <IconButton icon="previous" label={t('document.previous')} disabled={!before} onClick={() => go(before)} />
            <IconButton icon="next" label={t('document.next')} disabled={!after} onClick={() => go(after)} />
          </>
        ) : null}
        {query.data ? <DocumentHead document={query.data.value} /> : <h1>{t('document.title')}</h1>}
      </div>
      <Loaded query={query} heading={t('document.failed')}>
        {(document) => (
          <Body key={id} document={document} onFinished={(toList) => (toList || !after ? back() : go(after))} />
        )}
      </Loaded>
    </div>
  );
}

function Body({ document, onFinished }: { document: Tagged<Incoming>; onFinished: (back: boolean) => void }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = kTabs.find((name) => name === search.tab) ?? 'info';
  return (
    <div className="document-body">
      <DocumentScan
        document={document.value}
        find={search.q}
        page={search.page}
        onPage={(page) => void navigate({ search: (old) => ({ ...old, page }), replace: true })}
      />
      <div className="document-side">
        <ActionBar document={document} onFinished={onFinished} />
        <Tabs
          value={tab}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next ?? undefined }), replace: true })}
          keepMounted={false}
        >
          <Tabs.List aria-label={t('document.tabs')}>
            {kTabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="info" pt="sm">
            <RegisteredFacts document={document.value} />
          </Tabs.Panel>
          <Tabs.Panel value="flow" pt="sm">
            <FlowFacts document={document.value} />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="sm">
            <History id={document.value.id} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  );
}
