// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/ui/Buttons';
import { Empty, Loaded } from '@/ui/States';
import { documentQuery } from '@/work/queries';
import { queueQuery, registersQuery, suggestionsQuery } from './queries';
import { RegisterForm } from './RegisterForm';
import './register.css';

const route = getRouteApi('/dang-ky');

/** 3.2: the queue of papers without a number, one after the other; saving opens the next. */
export function RegisterScreen() {
  const { t } = useTranslation();
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const queue = useQuery(queueQuery);
  const registers = useQuery(registersQuery);
  // The order is that of the moment one began; what is saved drops out, what comes in waits at the end.
  const order = useRef<string[]>([]);
  const [saved, setSaved] = useState<ReadonlySet<string>>(new Set());
  const waiting = queue.data?.items.map((item) => item.id) ?? [];
  order.current = [
    ...order.current.filter((one) => waiting.includes(one)),
    ...waiting.filter((one) => !order.current.includes(one)),
  ];
  const open = order.current.filter((one) => !saved.has(one));
  const current = id ?? open[0];
  const at = current ? open.indexOf(current) : -1;
  const following = open[at + 1] ?? open.find((one) => one !== current);
  const document = useQuery({ ...documentQuery(current ?? ''), enabled: current !== undefined });

  const go = (to: string | undefined) => void navigate({ search: { id: to }, replace: true });
  useEffect(() => {
    if (!following) return;
    void client.prefetchQuery(documentQuery(following)).then(() => {
      const next = client.getQueryData(documentQuery(following).queryKey);
      const file = next?.value.files[0]?.id;
      if (file) void client.prefetchQuery(suggestionsQuery(file));
    });
  }, [following, client]);

  const forecast = registers.data?.items[0];
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{t('register.title')}</h1>
        {at >= 0 ? (
          <>
            <IconButton
              icon="previous"
              label={t('document.previous')}
              disabled={at === 0}
              onClick={() => go(open[at - 1])}
            />
            <span>{t('register.place', { at: at + 1, total: open.length })}</span>
            <IconButton
              icon="next"
              label={t('document.next')}
              disabled={!open[at + 1]}
              onClick={() => go(open[at + 1])}
            />
          </>
        ) : null}
        {forecast ? (
          <span style={{ marginLeft: 'auto' }}>
            {t('register.forecast', { number: forecast.nextNumber, year: forecast.year })}
          </span>
        ) : null}
      </div>
      <p className="status-line only-phone">{t('register.phone')}</p>
      <Loaded query={queue} heading={t('register.queueFailed')} rows={10}>
        {() =>
          current === undefined ? (
            <Empty title={t('register.empty')}>
              <p>{saved.size > 0 ? t('register.doneCount', { count: saved.size }) : t('register.emptyHint')}</p>
              <p className="toolbar">
                <Link to="/nhap">{t('nav.uploads')}</Link>
                <Link to="/so">{t('nav.registers')}</Link>
              </p>
            </Empty>
          ) : (
            <Loaded query={document} heading={t('document.failed')} rows={10}>
              {(data) =>
                data.value.state === 'arrived' ? (
                  <RegisterForm
                    key={data.value.id}
                    document={data}
                    onLeft={(done) => {
                      if (done) setSaved((before) => new Set(before).add(data.value.id));
                      go(following);
                    }}
                  />
                ) : (
                  <Empty title={t('register.already')}>
                    <p>
                      <Link to="/van-ban/$id" params={{ id: data.value.id }}>
                        {data.value.fields?.code || t('inbox.open')}
                      </Link>
                    </p>
                  </Empty>
                )
              }
            </Loaded>
          )
        }
      </Loaded>
    </div>
  );
}
