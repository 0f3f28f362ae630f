// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keymap, shownKey } from '@/keys/keymap';
import { useCommands } from '@/keys/registry';
import { closeToast, useSaid, type Toast } from './announce';
import { IconButton } from './Buttons';

const kShownMs = 10_000;

function undo(toast: Toast): void {
  toast.undo?.();
  closeToast(toast.id);
}

/** S5: stays ten seconds, and as long as it has pointer or focus; errors stay until closed (S13). */
function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const left = useRef(kShownMs);
  useEffect(() => {
    if (held || toast.tone === 'error') return undefined;
    const started = performance.now();
    const timer = setTimeout(() => closeToast(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1_000, left.current - (performance.now() - started));
    };
  }, [held, toast.id, toast.tone]);
  return (
    <div
      className="toast"
      data-tone={toast.tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span style={{ flex: 1 }}>{toast.text}</span>
      {toast.undo ? (
        <Button size="compact-md" aria-keyshortcuts={keymap['app.undo'][0]} onClick={() => undo(toast)}>
          {t('common.undo')} [{shownKey(keymap['app.undo'][0])}]
        </Button>
      ) : null}
      <IconButton icon="close" label={t('common.close')} onClick={() => closeToast(toast.id)} />
    </div>
  );
}

export function Voice() {
  const { polite, assertive, toasts } = useSaid();
  const { t } = useTranslation();
  const last = toasts.findLast((toast) => toast.undo);
  useCommands([{ id: 'app.undo', run: () => last && undo(last), enabled: last !== undefined }]);
  return (
    <>
      <div className="sr-only" role="status" aria-live="polite" data-testid="polite">
        {polite}
      </div>
      <div className="sr-only" role="alert" aria-live="assertive" data-testid="assertive">
        {assertive}
      </div>
      <section className="toasts" aria-label={t('common.notices')} hidden={toasts.length === 0}>
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </section>
    </>
  );
}
