// SPDX-License-Identifier: GPL-3.0-or-later
import { Autocomplete, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { memo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '@/forms/fieldState';
import { parseDateTyping } from '@/text/dates';
import { showDate, showNumber, weekday } from '@/text/format';
import { dateFields, kinds, urgencies } from './fields';

/** R2: how sure the reading was, in words and in figures; who confirmed it otherwise. */
function StateMark({ name, field }: { name: string; field: Field }) {
  const { t, i18n } = useTranslation();
  if (field.state === 'confirmed') {
    return (
      <span className="success" id={`${name}-state`}>
        ✓ {t(`source.${field.source}`)}
      </span>
    );
  }
  const confidence = field.proposal?.confidence;
  if (field.state === 'proposed' && confidence !== undefined && field.source === 'ocr') {
    const level = confidence >= 0.9 ? 'high' : confidence >= 0.7 ? 'middle' : 'low';
    return (
      <span className={level === 'high' ? undefined : 'warning'} id={`${name}-state`}>
        ░ {t(`confidence.${level}`, { value: showNumber(confidence, i18n.language, 2) })}
      </span>
    );
  }
  return (
    <span className={field.mustConfirm ? 'warning' : 'caption'} id={`${name}-state`}>
      {field.state === 'proposed'
        ? t('register.askEnter')
        : field.mustConfirm
          ? t('register.mustConfirm')
          : t('register.emptyField')}
    </span>
  );
}

/** The value of a date as it is understood, with its weekday (R5). */
function DateRead({ value, base }: { value: string; base: string }) {
  const { t, i18n } = useTranslation();
  const date = parseDateTyping(value, base);
  if (!date) return value === '' ? null : <span className="danger">{t('register.dateUnclear')}</span>;
  return (
    <span>
      {showDate(date)}, {weekday(date, i18n.language)}
    </span>
  );
}

interface Props {
  name: string;
  field: Field;
  fault?: string | undefined;
  today: string;
  doubts: readonly string[];
  onType: (name: string, value: string) => void;
  onFocus: (name: string) => void;
  onKey: (name: string, event: KeyboardEvent<HTMLElement>) => void;
  children?: React.ReactNode;
}

/** One field: its name, its box, its state in words, and what is to be said about it. */
export const FieldRow = memo(function FieldRow({
  name,
  field,
  fault,
  today,
  doubts,
  onType,
  onFocus,
  onKey,
  children,
}: Props) {
  const { t } = useTranslation();
  const isDate = dateFields.includes(name);
  const label = t(`field.${name}`);
  const value = isDate && /^\d{4}-\d{2}-\d{2}$/.test(field.value) ? showDate(field.value) : field.value;
  const offered = field.value === '' && field.state === 'proposed' && field.proposal ? field.proposal.value : null;
  const shared = {
    id: `field-${name}`,
    label,
    value,
    error: fault ? <span>{fault}</span> : undefined,
    'aria-describedby': `${name}-state ${name}-note`,
    'data-state': field.state,
    onFocus: () => onFocus(name),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKey(name, event),
    styles: {
      input: {
        borderStyle: field.state === 'proposed' ? 'dashed' : 'solid',
        borderColor: field.state === 'confirmed' ? 'var(--success)' : undefined,
      },
    },
    autoComplete: 'off',
    spellCheck: false,
  } as const;
  const change = (event: { currentTarget: { value: string } }) => onType(name, event.currentTarget.value);
  return (
    <div className="register-field" data-field={name}>
      {name === 'subject' ? (
        <Textarea {...shared} autosize minRows={2} maxRows={5} maxLength={500} onChange={change} />
      ) : name === 'kind' ? (
        <Autocomplete
          {...shared}
          data={[...kinds]}
          limit={8}
          onChange={(next) => onType(name, next)}
          comboboxProps={{ withinPortal: true }}
        />
      ) : name === 'urgency' ? (
        <NativeSelect
          {...shared}
          data={urgencies.map((one) => ({ value: one, label: t(`urgency.${one}`) }))}
          onChange={change}
        />
      ) : (
        <TextInput
          {...shared}
          onChange={change}
          {...(isDate ? { placeholder: 'dd/mm/yyyy', inputMode: 'numeric' as const } : {})}
        />
      )}
      <div className="register-state">
        <StateMark name={name} field={field} />
        {field.candidates.length > 0 ? (
          <span className="caption">{t('register.candidates', { count: field.candidates.length })}</span>
        ) : null}
      </div>
      <div id={`${name}-note`} className="register-note">
        {offered ? (
          <span className="warning">{t('register.offered', { value: isDate ? showDate(offered) : offered })}</span>
        ) : null}
        {isDate ? <DateRead value={field.value} base={today} /> : null}
        {doubts.map((doubt) => (
          <span key={doubt} className="warning">
            {t(`doubt.${doubt}`)}
          </span>
        ))}
      </div>
      {children}
    </div>
  );
});
