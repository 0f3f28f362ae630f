// SPDX-License-Identifier: GPL-3.0-or-later
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '@/api/client';
import { toast } from '@/ui/announce';
import { KeyButton } from '@/ui/Buttons';
import { ProblemBox } from '@/ui/ProblemBox';
import { Sheet } from '@/ui/Sheet';
import type { FilePlan } from './queries';

/** A new dossier under an entry of the plan; its code and retention follow from the entry. */
export function OpenDossierSheet({
  plan,
  notation,
  onClose,
  onOpened,
}: {
  plan: FilePlan;
  notation: string;
  onClose: () => void;
  onOpened: (id: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const entry = plan.entries.find((one) => one.notation === notation);
  const [title, setTitle] = useState(entry?.title ?? '');
  const [tried, setTried] = useState(false);
  const open = useMutation({
    mutationFn: () =>
      take(api.POST('/v1/dossiers', { body: { plan: plan.id, notation, title: title.trim().normalize('NFC') } })),
    onSuccess: (dossier) => {
      void client.invalidateQueries({ queryKey: ['dossiers'] });
      void client.invalidateQueries({ queryKey: ['filePlans'] });
      toast(t('archive.opened', { code: dossier.fileCode }));
      onOpened(dossier.id);
    },
  });
  const submit = () => {
    setTried(true);
    if (title.trim() !== '' && !open.isPending) open.mutate();
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('archive.openTitle', { notation })}
      commands={[{ id: 'form.submit', run: submit }]}
    >
      <form style={{ display: 'grid', gap: 16 }} onSubmit={(event) => event.preventDefault()}>
        {open.isError ? <ProblemBox error={open.error} /> : null}
        <TextInput
          label={t('archive.dossierTitle')}
          value={title}
          data-autofocus
          maxLength={500}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={tried && title.trim() === '' ? t('ask.missing') : undefined}
        />
        <KeyButton command="form.submit" variant="filled" onClick={submit} style={{ justifySelf: 'start' }}>
          {t('archive.open')}
        </KeyButton>
      </form>
    </Sheet>
  );
}
