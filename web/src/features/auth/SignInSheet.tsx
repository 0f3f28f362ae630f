// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { giveUpSignIn, useSession } from '@/api/session';
import { Sheet } from '@/ui/Sheet';
import { SignInForm } from './SignInForm';

/** 3.13: an expired sign-in opens this over the page; what waited for it is then sent again, nothing typed is lost. */
export function SignInSheet() {
  const { t } = useTranslation();
  const { phase, me } = useSession();
  const opened = phase === 'asking';
  return (
    <Sheet opened={opened} onClose={() => undefined} closable={false} above title={t('auth.expiredTitle')} size="md">
      <p style={{ marginTop: 0 }}>{t('auth.expiredDetail')}</p>
      <SignInForm {...(me ? { user: me.userName } : {})} />
      <Button variant="subtle" mt="md" onClick={giveUpSignIn}>
        {t('auth.leave')}
      </Button>
    </Sheet>
  );
}
