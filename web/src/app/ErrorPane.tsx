// SPDX-License-Identifier: GPL-3.0-or-later
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemBox } from '@/ui/ProblemBox';
import { Empty } from '@/ui/States';

/** A screen that failed takes only itself away; the rail and the rest go on. */
export function ErrorPane({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div style={{ padding: 16 }}>
      <ProblemBox
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}

export function NotFoundPane() {
  const { t } = useTranslation();
  return (
    <Empty title={t('app.noSuchPage')} wholePage>
      <p>{t('app.noSuchPageHint')}</p>
      <Link to="/hop-thu">{t('nav.inbox')}</Link>
    </Empty>
  );
}
