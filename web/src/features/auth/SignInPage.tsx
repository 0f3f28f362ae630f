// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { StorageBanner } from '@/app/StorageBanner';
import { LanguageButton } from './LanguageButton';
import { SignInForm } from './SignInForm';
import '@/app/shell.css';

export function SignInPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('auth.signIn')} · ${t('app.name')}`;
  }, [t]);
  return (
    <>
      <StorageBanner />
      <main style={{ maxWidth: 400, margin: '12vh auto 0', padding: 24, display: 'grid', gap: 24 }}>
        <header>
          <h1>{t('app.name')}</h1>
          <p style={{ margin: 0, color: 'var(--ink-2)' }}>{t('app.tagline')}</p>
        </header>
        <SignInForm />
        <LanguageButton />
      </main>
    </>
  );
}
