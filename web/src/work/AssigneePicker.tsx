// SPDX-License-Identifier: GPL-3.0-or-later
import { MultiSelect, Select, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '@/api/client';
import { matches } from '@/text/fold';
import { positionsQuery, unitsQuery } from './queries';

type AssigneeRef = Schemas['AssigneeRef'];
type Position = Schemas['Position1'];

/** A unit or a position as one string, for the pickers of the library. */
export function encodeAssignee(ref: AssigneeRef): string {
  return ref.position ? `position:${ref.position}` : `unit:${ref.unit ?? ''}`;
}
export function decodeAssignee(value: string): AssigneeRef {
  const [kind, id = ''] = value.split(':');
  return kind === 'position' ? { position: id } : { unit: id };
}

export function positionLabel(position: Position): string {
  const place = `${position.title} · ${position.unit.name}`;
  return position.holder ? `${position.holder.name} · ${place}` : place;
}

/** "lqd", "dung", "Dũng" all find Lê Quang Dũng (3.4). */
const byInitials: OptionsFilter = ({ options, search }) =>
  (options as ComboboxItem[]).filter((option) => matches(option.label, search));

type Who = 'leaders' | 'people' | 'all';

/** Options by the person's given name, which stands last (ux 6), then units. */
export function useAssignees(who: Who, unit?: string): ComboboxItem[] {
  const positions = useQuery(positionsQuery);
  const units = useQuery({ ...unitsQuery, enabled: who === 'all' });
  return useMemo(() => {
    const given = (position: Position) => position.holder?.name.split(' ').at(-1) ?? '';
    const people = [...(positions.data?.items ?? [])]
      .filter((position) => position.holder && (who !== 'leaders' || position.role === 'leader'))
      .filter((position) => !unit || position.unit.id === unit)
      .sort((a, b) => given(a).localeCompare(given(b), 'vi'))
      .map((position) => ({ value: `position:${position.id}`, label: positionLabel(position) }));
    const offices =
      who === 'all' ? (units.data?.items ?? []).map((u) => ({ value: `unit:${u.id}`, label: u.name })) : [];
    return [...offices, ...people];
  }, [positions.data, units.data, who, unit]);
}

interface Shared {
  label: string;
  options: ComboboxItem[];
  error?: string | undefined;
  nothingFound: string;
  autoFocus?: boolean;
}

export function OneAssignee({
  options,
  nothingFound,
  value,
  onChange,
  ...rest
}: Shared & { value: string | null; onChange: (value: string | null) => void }) {
  return (
    <Select
      {...rest}
      data={options}
      searchable
      allowDeselect={false}
      filter={byInitials}
      value={value}
      onChange={onChange}
      nothingFoundMessage={nothingFound}
      comboboxProps={{ withinPortal: true }}
      data-autofocus={rest.autoFocus}
      selectFirstOptionOnChange
    />
  );
}

export function ManyAssignees({
  options,
  nothingFound,
  value,
  onChange,
  ...rest
}: Shared & { value: string[]; onChange: (value: string[]) => void }) {
  return (
    <MultiSelect
      {...rest}
      data={options}
      searchable
      filter={byInitials}
      value={value}
      onChange={onChange}
      nothingFoundMessage={nothingFound}
      comboboxProps={{ withinPortal: true }}
      hidePickedOptions
      selectFirstOptionOnChange
    />
  );
}
