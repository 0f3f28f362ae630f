// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '@/app/i18n';

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageButton() {
  const { t, i18n } = useTranslation();
  const other = i18n.language === 'vi' ? 'en' : 'vi';
  return (
    <Button variant="subtle" lang={other} style={{ justifySelf: 'start' }} onClick={() => void setLanguage(other)}>
      {t('auth.otherLanguage')}
    </Button>
  );
}
