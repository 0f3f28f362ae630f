// SPDX-License-Identifier: GPL-3.0-or-later
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { AccountSheet } from '@/features/auth/AccountSheet';
import { SignInSheet } from '@/features/auth/SignInSheet';
import { HelpSheet } from '@/keys/HelpSheet';
import { Palette } from '@/keys/Palette';
import { useCommands } from '@/keys/registry';
import { OfflineBanner } from './OfflineBanner';
import { placesFor } from './places';
import { Rail } from './Rail';
import { StorageBanner } from './StorageBanner';
import './shell.css';

/** What stands round every screen of a signed-in person. */
export function Shell() {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const places = placesFor(me?.roles ?? []);
  const [open, setOpen] = useState<'help' | 'palette' | 'account' | null>(null);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const place = places.find((candidate) => path.startsWith(candidate.path));

  useEffect(() => {
    document.title = place ? `${t(`nav.${place.name}`)} · ${t('app.name')}` : t('app.name');
  }, [place, t]);

  useCommands([
    ...places.map((target) => ({ id: target.command, run: () => void navigate({ to: target.path }) })),
    { id: 'app.search', run: () => void navigate({ to: '/tim' }), enabled: places.some((p) => p.path === '/tim') },
    { id: 'app.help', run: () => setOpen('help') },
    { id: 'app.palette', run: () => setOpen('palette') },
  ]);

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={() => main.current?.focus()}>
        {t('nav.skip')}
      </a>
      <div className="banners">
        <StorageBanner />
        <OfflineBanner />
      </div>
      <Rail places={places} onHelp={() => setOpen('help')} onAccount={() => setOpen('account')} />
      <main id="main" ref={main} className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <HelpSheet opened={open === 'help'} onClose={() => setOpen(null)} />
      <Palette opened={open === 'palette'} onClose={() => setOpen(null)} places={places} />
      <AccountSheet opened={open === 'account'} onClose={() => setOpen(null)} />
      <SignInSheet />
    </div>
  );
}
