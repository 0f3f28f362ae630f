// SPDX-License-Identifier: GPL-3.0-or-later
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemBox } from './ProblemBox';

/** S1: nothing moves for 150 ms, then the place where it will stand, and after 4 s the word that it is still coming. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), 150), setTimeout(() => setStage(2), 4_000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div
      aria-busy="true"
      style={{ padding: 12, display: 'grid', gap: 12, visibility: stage > 0 ? 'visible' : 'hidden' }}
    >
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={20} width={`${92 - ((i * 17) % 35)}%`} animate={false} />
      ))}
      <span role="status">{stage > 1 ? t('common.stillLoading') : ''}</span>
    </div>
  );
}

export function Empty({
  title,
  children,
  wholePage = false,
}: {
  title: string;
  children?: ReactNode;
  wholePage?: boolean;
}) {
  const Heading = wholePage ? 'h1' : 'h2';
  return (
    <div className="state-box">
      <Heading tabIndex={-1} data-empty-heading>
        {title}
      </Heading>
      {children}
    </div>
  );
}

/** Shows a query's data, or says what is going on instead. Old data stays while it is fetched again. */
export function Loaded<T>({
  query,
  heading,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  heading?: string;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    return (
      <div style={{ padding: 16 }}>
        <ProblemBox error={query.error} onRetry={() => void query.refetch()} {...(heading ? { heading } : {})} />
      </div>
    );
  }
  return <Loading {...(rows ? { rows } : {})} />;
}
