// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '@/api/client';
import { Problem } from '@/api/problem';
import { showNumber } from '@/text/format';
import { announce } from '@/ui/announce';
import { ProblemBox } from '@/ui/ProblemBox';

type Job = Schemas['Job'];
const kMarks: Record<string, string> = { done: '■', failed: '✗', running: '▣' };

/** Every quarter is told to those who do not see the squares (A6). */
function useQuarters(job: Job, name: string): void {
  const { t } = useTranslation();
  const { done, total } = job.progress;
  const quarter = total > 0 ? Math.floor((4 * done) / total) : 0;
  const told = useRef(quarter);
  useEffect(() => {
    if (quarter > told.current) announce(t('upload.progress', { name, done, total }));
    told.current = quarter;
  }, [quarter, done, total, name, t]);
}

/** One file being read: its pages as squares, what failed and what can be done, and the way to the register. */
export function JobRow({ job, arrival }: { job: Job; arrival: string | undefined }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const name = job.fileName ?? job.file;
  useQuarters(job, name);
  const command = useMutation({
    mutationFn: (what: 'retry' | 'cancel') =>
      what === 'retry'
        ? take(api.POST('/v1/jobs/{id}/retry', { params: { path: { id: job.id } } }))
        : take(api.POST('/v1/jobs/{id}/cancel', { params: { path: { id: job.id } }, body: {} })),
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
  const { done, total } = job.progress;
  const busy = job.state === 'queued' || job.state === 'running';
  const failedPages = job.pages.filter((page) => page.state === 'failed').map((page) => page.n);
  return (
    <li className="upload-row" data-job={job.id} data-state={job.state}>
      <span className="upload-name one-line" title={name}>
        {name}
      </span>
      <span
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={done}
        aria-label={t('upload.readOf', { name })}
        className="upload-squares"
      >
        <span aria-hidden="true">
          {job.pages
            .slice(0, 40)
            .map((page) => kMarks[page.state] ?? '□')
            .join('')}
        </span>
      </span>
      <span>
        {t('upload.pages', { done, total })} · {t(`jobState.${job.state}`, { defaultValue: job.state })}
        {typeof job.confidence === 'number' && done > 0
          ? ` · ${t('upload.confidence', { value: showNumber(job.confidence, i18n.language, 2) })}`
          : ''}
        {busy && job.etaSeconds && done >= 5 ? ` · ${t('upload.eta', { seconds: job.etaSeconds })}` : ''}
      </span>
      <span className="toolbar">
        {arrival ? (
          <Link to="/dang-ky" search={{ id: arrival }}>
            {t('upload.toRegister')}
          </Link>
        ) : null}
        {busy ? <Button onClick={() => command.mutate('cancel')}>{t('upload.cancel')}</Button> : null}
        {job.state === 'failed' || job.state === 'cancelled' || failedPages.length > 0 ? (
          <Button onClick={() => command.mutate('retry')}>{t('upload.readAgain')}</Button>
        ) : null}
      </span>
      {failedPages.length > 0 ? (
        <span className="warning">{t('upload.failedPages', { pages: failedPages.join(', ') })}</span>
      ) : null}
      {job.error ? <ProblemBox error={new Problem({ ...job.error, status: 0 })} /> : null}
      {command.isError ? <ProblemBox error={command.error} /> : null}
    </li>
  );
}
