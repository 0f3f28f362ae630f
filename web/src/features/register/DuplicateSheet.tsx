// SPDX-License-Identifier: GPL-3.0-or-later
import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '@/forms/fieldState';
import { showDate } from '@/text/format';
import { KeyButton } from '@/ui/Buttons';
import { Sheet } from '@/ui/Sheet';
import { Loaded } from '@/ui/States';
import { Viewer } from '@/viewer/Viewer';
import { useDuplicates } from './useDuplicates';

interface Props {
  form: Form;
  file: string;
  today: string;
  reason: string;
  onReason: (reason: string) => void;
  onClose: () => void;
  onSave: () => void;
}

const kChoices = ['again', 'sequel', 'other'] as const;

/** R7: both papers side by side, and why it is to be registered all the same. */
export function DuplicateSheet({ form, file, today, reason, onReason, onClose, onSave }: Props) {
  const { t } = useTranslation();
  const query = useDuplicates(form, file, today);
  const [missing, setMissing] = useState(false);
  const save = () => {
    if (reason.trim() === '') setMissing(true);
    else onSave();
  };
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t('register.duplicateTitle')}
      size="90%"
      commands={[{ id: 'form.submit', run: save }]}
    >
      <Loaded query={query}>
        {(data) => {
          const twin = data.items[0];
          return (
            <div style={{ display: 'grid', gap: 12 }}>
              <div className="register-twins">
                <div>
                  <h3>{t('register.thisPaper')}</h3>
                  <Viewer file={file} thumbs={false} />
                </div>
                <div>
                  <h3>
                    {twin
                      ? t('register.twin', {
                          number: twin.arrivalNumber ?? '—',
                          code: twin.code,
                          date: showDate(twin.issueDate),
                          issuer: twin.issuer,
                        })
                      : t('register.noTwin')}
                  </h3>
                  {twin?.file ? <Viewer file={twin.file} thumbs={false} /> : <p>{twin?.subject}</p>}
                </div>
              </div>
              <Select
                label={t('register.choice')}
                data={kChoices.map((one) => ({
                  value: t(`register.choice_${one}`),
                  label: t(`register.choice_${one}`),
                }))}
                onChange={(chosen) => chosen && onReason(chosen)}
              />
              <Textarea
                label={t('register.overrideReason')}
                autosize
                minRows={2}
                value={reason}
                onChange={(event) => onReason(event.currentTarget.value)}
                error={missing && reason.trim() === '' ? t('ask.missing') : undefined}
              />
              <KeyButton command="form.submit" variant="filled" onClick={save} style={{ justifySelf: 'start' }}>
                {t('register.saveAnyway')}
              </KeyButton>
            </div>
          );
        }}
      </Loaded>
    </Sheet>
  );
}
