// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '@/live/useLive';

/** 3.14: since when the connection is gone, and what that means. Absent while all is well. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const { lostAt } = useLive();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (lostAt === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [lostAt]);
  if (lostAt === null || now - lostAt < 3_000) return <div className="banner" hidden />;
  const seconds = Math.max(0, Math.floor((now - lostAt) / 1_000));
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <div className="banner" role="region" aria-label={t('offline.label')} data-testid="offline">
      <strong>{t('offline.title')}</strong> <span aria-hidden="true">{clock}</span> · {t('offline.detail')}
    </div>
  );
}
