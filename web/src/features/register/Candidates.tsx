// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Proposal } from '@/forms/fieldState';
import { showDate, showNumber } from '@/text/format';
import { Crop } from '@/viewer/Crop';
import type { PageSize } from '@/viewer/geometry';
import { dateFields } from './fields';

/** R4: every other reading with the piece of the scan it comes from. Esc closes and goes back to the field. */
export function Candidates({
  name,
  field,
  file,
  size,
  onChoose,
  onClose,
}: {
  name: string;
  field: Field;
  file: string;
  size: PageSize;
  onChoose: (candidate: Proposal) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const all = [
    ...(field.proposal ? [field.proposal] : []),
    ...field.candidates.filter((one) => one.value !== field.proposal?.value),
  ];
  const label = t(`field.${name}`);
  return (
    <div
      ref={list}
      role="group"
      aria-label={t('register.candidatesOf', { field: label })}
      className="register-candidates"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
        const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
        buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
      }}
    >
      {all.length === 0 ? <span>{t('register.noCandidates')}</span> : null}
      {all.map((one) => (
        <div key={one.value} className="toolbar">
          <Button onClick={() => onChoose(one)}>
            {dateFields.includes(name) ? showDate(one.value) : one.value} ·{' '}
            {showNumber(one.confidence, i18n.language, 2)}
          </Button>
          {one.region ? <Crop file={file} at={one.region} size={size} label={label} width={220} /> : null}
        </div>
      ))}
      <Button variant="subtle" onClick={onClose}>
        {t('common.close')}
      </Button>
    </div>
  );
}
