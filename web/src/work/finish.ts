// SPDX-License-Identifier: GPL-3.0-or-later
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { asProblem, type Problem } from '@/api/problem';
import { toast } from '@/ui/announce';
import { act, afterAct, type ActionBodies, type ActionName } from './act';
import type { Incoming } from './queries';

/** Commands that need no sheet. Finishing can be taken back for as long as its toast stands (S5), by a second event. */
export function useFinish(document: Tagged<Incoming>, onUndone?: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState<{ id: string; problem: Problem | null; busy: boolean }>({
    id: document.value.id,
    problem: null,
    busy: false,
  });
  const id = document.value.id;
  const code = document.value.fields?.code ?? '';

  const send = async <Name extends ActionName>(
    name: Name,
    body: ActionBodies[Name],
    undo?: (answer: Tagged<Incoming>) => void,
  ) => {
    if (state.busy) return false;
    setState({ id, problem: null, busy: true });
    try {
      const answer = await act(document, name, body);
      afterAct(client, id, answer);
      toast(t(`done.${name as ActionName}`, { code }), undo ? { undo: () => undo(answer) } : {});
      setState({ id, problem: null, busy: false });
      return true;
    } catch (error) {
      setState({ id, problem: asProblem(error), busy: false });
      if (asProblem(error).status === 412) void client.invalidateQueries({ queryKey: [`incoming/${id}`] });
      return false;
    }
  };
  const takeBack = async (answer: Tagged<Incoming>) => {
    try {
      afterAct(client, id, await act(answer, 'reopenHandling', { reason: t('work.undoReason') }));
      toast(t('done.reopenHandling', { code }));
      onUndone?.();
    } catch (error) {
      toast(asProblem(error).body.detail ?? t('work.undoFailed'), { tone: 'error' });
    }
  };
  const finish = () => send('completeHandling', { result: t('work.defaultResult') }, (answer) => void takeBack(answer));
  return { finish, send, busy: state.busy, problem: state.id === id ? state.problem : null };
}
