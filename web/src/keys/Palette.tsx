// SPDX-License-Identifier: GPL-3.0-or-later
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '@/app/places';
import { matches } from '@/text/fold';
import { Sheet } from '@/ui/Sheet';
import { keymap, shownKey } from './keymap';
import { useActiveCommands, type Command } from './registry';

interface Entry {
  key: string;
  text: string;
  hint: string;
  run: () => void;
}

/** Ctrl+K: every command of the screen and every place, found without marks; a number of a paper goes to the search. */
export function Palette({
  opened,
  onClose,
  places,
}: {
  opened: boolean;
  onClose: () => void;
  places: readonly Place[];
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const active = useActiveCommands();
  const [commands, setCommands] = useState<Command[]>([]);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  if (!opened && commands !== active) {
    setCommands(active);
    if (typed) setTyped('');
    if (at) setAt(0);
  }
  const entries: Entry[] = [
    ...commands
      .filter((command) => !command.id.startsWith('app.') && !command.id.startsWith('list.'))
      .map((command) => ({
        key: command.id,
        text: t(`keys.${command.id}`),
        hint: shownKey(keymap[command.id][0]),
        run: command.run,
      })),
    ...(places.some((place) => place.path === '/tim') && typed
      ? [
          {
            key: 'find',
            text: t('keys.find', { text: typed }),
            hint: '',
            run: () => void navigate({ to: '/tim', search: { q: typed } }),
          },
        ]
      : []),
  ].filter((entry) => entry.key === 'find' || matches(entry.text, typed));
  const chosen = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    onClose();
    if (entry) setTimeout(entry.run, 0); // after the sheet has given the focus back
  };
  return (
    <Sheet opened={opened} onClose={onClose} title={t('keys.palette')}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={entries[chosen] ? `palette-${entries[chosen].key}` : undefined}
        label={t('keys.paletteLabel')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, entries.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
          else if (event.key === 'Enter') run(entries[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul
        id="palette-list"
        role="listbox"
        aria-label={t('keys.palette')}
        style={{ listStyle: 'none', padding: 0, margin: '8px 0 0' }}
      >
        {entries.map((entry, i) => (
          <li
            key={entry.key}
            id={`palette-${entry.key}`}
            role="option"
            aria-selected={i === chosen}
            onClick={() => run(entry)}
            style={{
              display: 'flex',
              justifyContent: 'space-between',
              padding: '6px 10px',
              cursor: 'pointer',
              borderRadius: 4,
              background: i === chosen ? 'var(--ground-3)' : undefined,
            }}
          >
            <span>{entry.text}</span>
            {entry.hint ? <kbd>{entry.hint}</kbd> : null}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
