// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import { Crop } from '@/viewer/Crop';
import type { PageSize } from '@/viewer/geometry';
import { Candidates } from './Candidates';
import { FieldRow } from './FieldRow';
import { doubts, fieldOrder, type Context } from './fields';
import type { FieldKeys } from './useFieldKeys';
import type { FormControl } from './useForm';

interface Props {
  control: FormControl;
  context: Context;
  faults: Record<string, string>;
  keys: FieldKeys;
  file: string | null;
  size: PageSize;
}

/** All fields in their order; the date with its crop beside it until somebody has taken it (R3). */
export function FieldList({ control, context, faults, keys, file, size }: Props) {
  const { t } = useTranslation();
  return fieldOrder.map((name) => {
    const field = control.form[name]!;
    const region = field.proposal?.region;
    const showCrop = file && region && field.startsEmpty && field.state !== 'confirmed';
    return (
      <FieldRow
        key={name}
        name={name}
        field={field}
        fault={faults[name]}
        today={context.today}
        doubts={doubts(control.form, name, field.value, context)}
        onType={control.type}
        onFocus={keys.onFocus}
        onKey={keys.onKey}
      >
        {showCrop ? (
          <div style={{ gridColumn: '1 / -1' }}>
            <Crop file={file} at={region} size={size} label={t(`field.${name}`)} />
          </div>
        ) : null}
        {file && keys.candidatesOf === name ? (
          <Candidates
            name={name}
            field={field}
            file={file}
            size={size}
            onChoose={(candidate) => {
              control.choose(name, candidate);
              keys.setCandidatesOf(null);
            }}
            onClose={() => keys.setCandidatesOf(null)}
          />
        ) : null}
      </FieldRow>
    );
  });
}
