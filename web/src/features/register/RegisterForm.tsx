// SPDX-License-Identifier: GPL-3.0-or-later
import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '@/api/client';
import { faultsByField } from '@/api/problem';
import { needsEyes } from '@/forms/fieldState';
import { today } from '@/text/dates';
import { showNumber } from '@/text/format';
import { KeyButton } from '@/ui/Buttons';
import { ProblemBox } from '@/ui/ProblemBox';
import type { Region } from '@/viewer/PageView';
import { pagesQuery } from '@/viewer/queries';
import { Viewer } from '@/viewer/Viewer';
import { ActionSheet } from '@/work/ActionSheet';
import type { Incoming } from '@/work/queries';
import { DuplicateNote } from './DuplicateNote';
import { DuplicateSheet } from './DuplicateSheet';
import { FieldList } from './FieldList';
import { fieldOrder, type Context } from './fields';
import { suggestionsQuery } from './queries';
import { useFieldKeys } from './useFieldKeys';
import { useForm } from './useForm';
import { useSave } from './useSave';

const kLastSender = 'register.lastSender';

/** Scan on the left, fields on the right, linked both ways (R1). */
export function RegisterForm({ document, onLeft }: { document: Tagged<Incoming>; onLeft: (saved: boolean) => void }) {
  const { t, i18n } = useTranslation();
  const value = document.value;
  const file = value.files[0];
  const suggestions = useQuery(suggestionsQuery(file?.id));
  const pages = useQuery({ ...pagesQuery(file?.id ?? ''), enabled: file !== undefined });
  const context = useMemo<Context>(
    () => ({ today: today(), arrival: today(Date.parse(value.arrivedAt) || Date.now()) }),
    [value.arrivedAt],
  );
  const control = useForm(value.id, suggestions.data, context);
  const [asks, setAsks] = useState({ late: false, duplicate: false, refuse: false });
  const [reasons, setReasons] = useState({ late: '', override: '' });
  const root = useRef<HTMLDivElement>(null);

  const focusField = (name: string) => root.current?.querySelector<HTMLElement>(`#field-${name}`)?.focus();
  const { save, problem, busy } = useSave(value, control.form, context, {
    blocked: focusField,
    lateReason: () => {
      setAsks((old) => ({ ...old, late: true }));
      setTimeout(() => root.current?.querySelector<HTMLElement>('#late-reason')?.focus(), 0);
    },
    duplicate: () => setAsks((old) => ({ ...old, duplicate: true })),
    saved: (answer) => {
      control.forget();
      localStorage.setItem(`chauban.${kLastSender}`, answer.fields?.issuer ?? '');
      onLeft(true);
    },
  });
  const keys = useFieldKeys(control, root, {
    save: () => void save(reasons),
    refuse: () => setAsks((old) => ({ ...old, refuse: true })),
    lastSender: () => localStorage.getItem(`chauban.${kLastSender}`) ?? '',
  });

  // Begin where a person is needed first.
  const began = useRef(false);
  useEffect(() => {
    if (began.current || !suggestions.data) return;
    began.current = true;
    focusField(fieldOrder.find((name) => control.form[name] && needsEyes(control.form[name])) ?? 'code');
  });

  const regions = useMemo<Region[]>(
    () =>
      fieldOrder.flatMap((name) => {
        const at = control.form[name]?.proposal?.region;
        return at ? [{ name, label: t(`field.${name}`), at }] : [];
      }),
    [control.form, t],
  );
  const faults = faultsByField(problem);
  const size = pages.data?.items[0];
  const read = suggestions.data;
  return (
    <div className="register-body" ref={root}>
      {file ? (
        <Viewer file={file.id} regions={regions} active={keys.active} onPick={focusField} thumbs={false} />
      ) : (
        <p style={{ padding: 16 }}>{t('document.noFile')}</p>
      )}
      <form className="register-fields" aria-label={t('register.title')} onSubmit={(event) => event.preventDefault()}>
        {problem && !asks.duplicate ? <ProblemBox error={problem} heading={t('register.refused')} /> : null}
        {read && read.pagesDone < read.pages ? (
          <span role="status" className="caption">
            {t('register.readingPages', { done: read.pagesDone, total: read.pages })}
          </span>
        ) : null}
        <FieldList
          control={control}
          context={context}
          faults={faults}
          keys={keys}
          file={file?.id ?? null}
          size={size ? { width: size.width || 595, height: size.height || 842 } : { width: 595, height: 842 }}
        />
        {asks.late ? (
          <Textarea
            id="late-reason"
            label={t('register.lateReason')}
            description={t('register.lateHint')}
            value={reasons.late}
            onChange={(event) => setReasons({ ...reasons, late: event.currentTarget.value })}
          />
        ) : null}
        <DuplicateNote
          form={control.form}
          file={file?.id}
          today={context.today}
          onCompare={() => setAsks((old) => ({ ...old, duplicate: true }))}
        />
        <div className="toolbar">
          <KeyButton command="form.submit" variant="filled" aria-disabled={busy} onClick={() => void save(reasons)}>
            {busy ? t('common.sending') : t('register.save')}
          </KeyButton>
          <KeyButton command="form.refuse" onClick={() => setAsks((old) => ({ ...old, refuse: true }))}>
            {t('action.refuseArrival')}
          </KeyButton>
        </div>
        <p className="caption">{t('register.keysHint', { sure: showNumber(0.9, i18n.language, 2) })}</p>
      </form>
      {asks.duplicate && file ? (
        <DuplicateSheet
          form={control.form}
          file={file.id}
          today={context.today}
          reason={reasons.override}
          onReason={(override) => setReasons({ ...reasons, override })}
          onClose={() => setAsks((old) => ({ ...old, duplicate: false }))}
          onSave={() => {
            setAsks((old) => ({ ...old, duplicate: false }));
            void save(reasons);
          }}
        />
      ) : null}
      {asks.refuse ? (
        <ActionSheet
          document={document}
          name="refuseArrival"
          onClose={() => setAsks((old) => ({ ...old, refuse: false }))}
          onDone={() => onLeft(true)}
        />
      ) : null}
    </div>
  );
}
