// SPDX-License-Identifier: GPL-3.0-or-later
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadSession, useSession } from '@/api/session';
import { SignInPage } from '@/features/auth/SignInPage';
import { listenToKeys } from '@/keys/registry';
import { joinLive } from '@/live/useLive';
import { announce } from '@/ui/announce';
import { ProblemBox } from '@/ui/ProblemBox';
import { Voice } from '@/ui/Voice';
import { startDensity } from './density';
import { queryClient } from './queryClient';
import { router } from './router';
import { cssVariables, theme } from './theme';

startDensity();

function Screens() {
  const { phase, problem, me } = useSession();
  const { t } = useTranslation();
  const signedIn = phase === 'signedIn' || phase === 'asking';
  useEffect(() => listenToKeys(() => announce(t('keys.typingTool'))), [t]);
  useEffect(() => (signedIn ? joinLive(queryClient) : undefined), [signedIn]);
  // What one person saw is not shown to the next.
  const account = me?.account;
  useEffect(() => () => queryClient.clear(), [account]);
  if (signedIn) return <RouterProvider router={router} />;
  if (phase === 'unreachable') {
    return (
      <main style={{ maxWidth: 640, margin: '15vh auto', padding: 16 }}>
        <h1>{t('app.name')}</h1>
        <ProblemBox error={problem} onRetry={() => void loadSession()} />
      </main>
    );
  }
  return <SignInPage />;
}

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Screens />
        <Voice />
      </QueryClientProvider>
    </MantineProvider>
  );
}
