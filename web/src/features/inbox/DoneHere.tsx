// SPDX-License-Identifier: GPL-3.0-or-later
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/ui/announce';
import { Empty } from '@/ui/States';
import type { InboxViewName } from './queries';

/** 3.14: nothing is left. After the last item was finished the focus comes to the heading, for its row is gone. */
export function DoneHere({ view, done }: { view: InboxViewName; done: number }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const title = view === 'waiting' ? t('inbox.empty') : t('inbox.emptyView');
  useEffect(() => {
    if (done === 0) return;
    box.current?.querySelector<HTMLElement>('[data-empty-heading]')?.focus();
    announce(title);
  }, [done, title]);
  return (
    <div ref={box} style={{ flex: 1 }}>
      <Empty title={title}>
        {done > 0 ? <p>{t('inbox.doneCount', { count: done })}</p> : null}
        <p className="toolbar">
          <Link to="/tim">{t('nav.search')}</Link>
          <Link to="/hop-thu" search={{ view: 'following' }}>
            {t('inbox.view_following')}
          </Link>
        </p>
      </Empty>
    </div>
  );
}
