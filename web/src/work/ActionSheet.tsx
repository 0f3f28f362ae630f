// SPDX-License-Identifier: GPL-3.0-or-later
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { Problem } from '@/api/problem';
import type { Command } from '@/keys/registry';
import { toast } from '@/ui/announce';
import { KeyButton } from '@/ui/Buttons';
import { ProblemBox } from '@/ui/ProblemBox';
import { Sheet } from '@/ui/Sheet';
import { act, afterAct, type ActionBodies, type ActionName } from './act';
import { changesBetween, type Change } from './conflict';
import { ConflictNote } from './ConflictNote';
import { CorrectForm } from './forms/CorrectForm';
import { DirectionForm } from './forms/DirectionForm';
import { FileForm } from './forms/FileForm';
import { PersonForm } from './forms/PersonForm';
import { TextForm } from './forms/TextForm';
import { documentQuery, type Incoming } from './queries';

/** What a form hands back: the body to send, or null while something is missing (the form then says what). */
export interface FormHandle {
  read: () => ActionBodies[ActionName] | null;
  /** Called when the command was taken: the kept text is no longer needed. */
  sent?: () => void;
}
export interface FormProps {
  document: Incoming;
  name: ActionName;
  problem: Problem | null;
  /** Called on every render with what can be read now. */
  offer: (handle: FormHandle) => void;
}

const kForms: Partial<Record<ActionName, (props: FormProps) => React.ReactNode>> = {
  submitToLeader: PersonForm,
  assignHandler: PersonForm,
  giveDirection: DirectionForm,
  fileIntoDossier: FileForm,
  correctRegistration: CorrectForm,
};

/** One command with what it asks for; Ctrl+Enter sends. Typed text survives refusals, conflicts and reloads. */
export function ActionSheet({
  document,
  name,
  onClose,
  onDone,
}: {
  document: Tagged<Incoming>;
  name: ActionName;
  onClose: () => void;
  onDone: (answer: Tagged<Incoming>) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changes, setChanges] = useState<Change[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [handle] = useState<{ current: FormHandle | null }>({ current: null });
  const Form = kForms[name] ?? TextForm;

  const submit = async () => {
    const body = handle.current?.read();
    if (busy || body === null || body === undefined) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await act(document, name, body);
      afterAct(client, document.value.id, answer);
      handle.current?.sent?.();
      toast(t(`done.${name}`, { code: answer.value.fields?.code ?? '' }));
      onDone(answer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      if (error.status === 412) {
        const fresh = await client.fetchQuery({ ...documentQuery(document.value.id), staleTime: 0 });
        setChanges(changesBetween(document.value, fresh.value));
      }
    } finally {
      setBusy(false);
    }
  };
  const commands: Command[] = [{ id: 'form.submit', run: () => void submit() }];
  return (
    <Sheet
      opened
      onClose={onClose}
      beside
      size={480}
      title={`${t(`action.${name}`)} · ${document.value.fields?.code ?? ''}`}
      commands={commands}
    >
      <form
        onSubmit={(event) => event.preventDefault()}
        style={{ display: 'grid', gap: 16 }}
        aria-label={t(`action.${name}`)}
      >
        {changes ? <ConflictNote changes={changes} /> : problem ? <ProblemBox error={problem} /> : null}
        <Form document={document.value} name={name} problem={problem} offer={(offered) => (handle.current = offered)} />
        <KeyButton command="form.submit" variant="filled" aria-disabled={busy} onClick={() => void submit()}>
          {busy ? t('common.sending') : t(`send.${name}`)}
        </KeyButton>
      </form>
    </Sheet>
  );
}
