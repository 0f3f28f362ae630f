// SPDX-License-Identifier: GPL-3.0-or-later
import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useDraft } from '@/forms/draft';
import { toast } from '@/ui/announce';
import { KeyButton } from '@/ui/Buttons';
import { ProblemBox } from '@/ui/ProblemBox';
import { Sheet } from '@/ui/Sheet';
import { actOnDossier, needsText, type DossierAction } from './act';
import type { Dossier } from './queries';

interface Props {
  dossier: Tagged<Dossier>;
  action: DossierAction;
  document?: string;
  onClose: () => void;
}

/**
 * Says what will happen, takes a reason or a note, and does it. A newer version is fetched before it is tried
 * again.
 */
export function DossierSheet({ dossier, action, document, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText, forget] = useDraft(`dossier.${dossier.value.id}.${action}`);
  const [tried, setTried] = useState(false);
  const required = needsText(action);
  const act = useMutation({
    mutationFn: () => actOnDossier(dossier, action, text.trim().normalize('NFC'), document),
    onSuccess: (answer) => {
      client.setQueryData([`dossiers/${answer.value.id}`], answer);
      for (const key of [`dossiers/${answer.value.id}`, 'dossiers', 'filePlans', 'inbox', 'inbox/counts']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
      forget();
      toast(t(`dossierDone.${action}`, { code: answer.value.fileCode }));
      onClose();
    },
    onError: (error) => {
      if (asProblem(error).status === 412)
        void client.invalidateQueries({ queryKey: [`dossiers/${dossier.value.id}`] });
    },
  });
  const submit = () => {
    setTried(true);
    if ((!required || text.trim() !== '') && !act.isPending) act.mutate();
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      beside
      size={480}
      title={`${t(`dossierAction.${action}`)} · ${dossier.value.fileCode}`}
      commands={[{ id: 'form.submit', run: submit }]}
    >
      <form style={{ display: 'grid', gap: 16 }} onSubmit={(event) => event.preventDefault()}>
        <p style={{ margin: 0 }}>
          {t(`dossierEffect.${action}`, { documents: dossier.value.documents, pages: dossier.value.pages })}
        </p>
        {act.isError ? <ProblemBox error={act.error} /> : null}
        <Textarea
          label={action === 'returnTransfer' ? t('archive.faults') : required ? t('archive.reason') : t('ask.note')}
          autosize
          minRows={3}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={tried && required && text.trim() === '' ? t('ask.missing') : undefined}
        />
        <KeyButton command="form.submit" variant="filled" onClick={submit} aria-disabled={act.isPending}>
          {act.isPending ? t('common.sending') : t(`dossierAction.${action}`)}
        </KeyButton>
      </form>
    </Sheet>
  );
}
