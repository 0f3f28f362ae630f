// SPDX-License-Identifier: GPL-3.0-or-later
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/ui/Sheet';
import { keymap, shownKey } from './keymap';
import { useActiveCommands, type Command } from './registry';

/** `?`: the keys of the screen it was asked on, which is why they are remembered when it opens. */
export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const active = useActiveCommands();
  const [shown, setShown] = useState<Command[]>([]);
  if (!opened && shown !== active) setShown(active);
  return (
    <Sheet opened={opened} onClose={onClose} title={t('keys.title')}>
      <p style={{ marginTop: 0 }}>{t('keys.hint')}</p>
      <dl style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '6px 16px', margin: 0 }}>
        {shown.map((command) => (
          <div key={command.id} style={{ display: 'contents' }}>
            <dt>
              {keymap[command.id].map((token) => (
                <kbd key={token} style={{ marginRight: 4 }}>
                  {shownKey(token)}
                </kbd>
              ))}
            </dt>
            <dd style={{ margin: 0 }}>{t(`keys.${command.id}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
