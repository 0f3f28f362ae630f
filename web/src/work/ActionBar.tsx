// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import type { CommandId } from '@/keys/keymap';
import { useCommands } from '@/keys/registry';
import { toast } from '@/ui/announce';
import { KeyButton } from '@/ui/Buttons';
import { ProblemBox } from '@/ui/ProblemBox';
import { actionsOf, type ActionName } from './act';
import { ActionSheet } from './ActionSheet';
import { useFinish } from './finish';
import type { Incoming } from './queries';

const kKeys: Partial<Record<ActionName, CommandId>> = {
  submitToLeader: 'document.submit',
  giveDirection: 'document.assign',
  assignHandler: 'document.assign',
  recordProgress: 'document.opinion',
  returnForReassignment: 'document.return',
  fileIntoDossier: 'document.file',
};
/** Rare or grave: kept behind one button. */
const kSeldom: readonly ActionName[] = [
  'reopenHandling',
  'correctRegistration',
  'proposeVoid',
  'approveVoid',
  'rejectVoid',
  'refuseArrival',
];
/** Sent at once, without a sheet: nothing is to be said with them. */
const kPlain: readonly ActionName[] = ['acknowledgeDelivery', 'approveVoid'];

/**
 * What this person may do with this document now: exactly what the server said (`allowedActions`), with their keys.
 * `onDone` is told after each act; `onFinished` when the person is through with it and wants the next one.
 */
export function ActionBar({
  document,
  onDone,
  onFinished,
  onUndone,
}: {
  document: Tagged<Incoming>;
  onDone?: (name: ActionName) => void;
  onFinished?: (back: boolean) => void;
  onUndone?: () => void;
}) {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<ActionName | null>(null);
  const actions = actionsOf(document.value);
  const { finish, send, problem, busy } = useFinish(document, onUndone);

  const start = (name: ActionName) => {
    if (kPlain.includes(name)) void send(name, undefined).then((sent) => sent && onDone?.(name));
    else setSheet(name);
  };
  const finishNow = (back: boolean) => {
    if (!actions.includes('completeHandling')) {
      toast(t('work.cannotFinish'), { tone: 'error' });
      return;
    }
    void finish().then((sent) => {
      if (sent) (onFinished ?? (() => onDone?.('completeHandling')))(back);
    });
  };
  const keyed = actions.flatMap((name) => {
    const id = kKeys[name];
    return id ? [{ id, run: () => start(name) }] : [];
  });
  useCommands([
    ...keyed,
    { id: 'document.finish', run: () => finishNow(false) },
    { id: 'document.finishAndBack', run: () => finishNow(true) },
  ]);

  const often = actions.filter((name) => !kSeldom.includes(name) && name !== 'completeHandling');
  const seldom = actions.filter((name) => kSeldom.includes(name));
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {problem ? <ProblemBox error={problem} /> : null}
      <div className="toolbar" role="toolbar" aria-label={t('work.actions')}>
        {actions.includes('completeHandling') ? (
          <>
            <KeyButton command="document.finish" variant="filled" aria-disabled={busy} onClick={() => finishNow(false)}>
              {t('work.finishAndNext')}
            </KeyButton>
            <Button size="compact-md" onClick={() => setSheet('completeHandling')}>
              {t('action.completeHandling')}
            </Button>
          </>
        ) : null}
        {often.map((name) => {
          const key = kKeys[name];
          return key ? (
            <KeyButton key={name} command={key} onClick={() => start(name)}>
              {t(`action.${name}`)}
            </KeyButton>
          ) : (
            <Button key={name} size="compact-md" aria-disabled={busy} onClick={() => start(name)}>
              {t(`action.${name}`)}
            </Button>
          );
        })}
        {seldom.length > 0 ? (
          <Menu withinPortal>
            <Menu.Target>
              <Button size="compact-md">{t('work.more')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {seldom.map((name) => (
                <Menu.Item key={name} onClick={() => start(name)}>
                  {t(`action.${name}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </div>
      {sheet ? (
        <ActionSheet
          document={document}
          name={sheet}
          onClose={() => setSheet(null)}
          onDone={() => {
            setSheet(null);
            onDone?.(sheet);
          }}
        />
      ) : null}
    </div>
  );
}
