// SPDX-License-Identifier: GPL-3.0-or-later
import type { CommandId } from '@/keys/keymap';
import type { IconName } from '@/ui/icons';

export interface Place {
  path: '/hop-thu' | '/dang-ky' | '/nhap' | '/tim' | '/ho-so' | '/so' | '/quan-tri';
  name: string;
  icon: IconName;
  command: CommandId;
  /** Who has a use for it. The server decides what anyone may do there; this only keeps the rail short. */
  roles: readonly string[] | 'all';
}

const kReaders = ['clerk', 'officer', 'unitHead', 'leader', 'archivist'] as const;
const kBooks = [...kReaders, 'auditor'] as const;

export const places: readonly Place[] = [
  {
    path: '/hop-thu',
    name: 'inbox',
    icon: 'inbox',
    command: 'go.inbox',
    roles: [...kReaders, 'reception'],
  },
  { path: '/nhap', name: 'uploads', icon: 'upload', command: 'go.uploads', roles: ['clerk', 'reception'] },
  { path: '/dang-ky', name: 'register', icon: 'register', command: 'go.register', roles: ['clerk'] },
  { path: '/tim', name: 'search', icon: 'search', command: 'go.search', roles: kReaders },
  { path: '/ho-so', name: 'archive', icon: 'archive', command: 'go.archive', roles: kBooks },
  { path: '/so', name: 'registers', icon: 'registers', command: 'go.registers', roles: kBooks },
  { path: '/quan-tri', name: 'admin', icon: 'admin', command: 'go.admin', roles: ['admin'] },
];

export function placesFor(roles: readonly string[]): readonly Place[] {
  return places.filter((place) => place.roles === 'all' || place.roles.some((role) => roles.includes(role)));
}
