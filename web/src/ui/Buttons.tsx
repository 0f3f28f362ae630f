// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, UnstyledButton, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import { ariaKeys, keymap, shownKey, type CommandId } from '@/keys/keymap';
import { Icon, type IconName } from './icons';

type Native = Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>;

/** A button whose command has a key: shows it and says it (K6). */
export function KeyButton({
  command,
  children,
  ...rest
}: { command: CommandId; children: ReactNode } & ButtonProps & Native) {
  return (
    <Button size="compact-md" title={shownKey(keymap[command][0])} aria-keyshortcuts={ariaKeys(command)} {...rest}>
      {children}
      <span aria-hidden="true" style={{ marginLeft: 8, fontSize: 13, opacity: 0.85 }}>
        [{shownKey(keymap[command][0])}]
      </span>
    </Button>
  );
}

/** A button that is only an icon; its name is required (A10). */
export function IconButton({
  icon,
  label,
  ...rest
}: { icon: IconName; label: string } & Omit<ComponentPropsWithoutRef<'button'>, 'style'>) {
  return (
    <UnstyledButton
      aria-label={label}
      title={label}
      style={{ width: 32, height: 32, display: 'inline-grid', placeItems: 'center', borderRadius: 4, flex: 'none' }}
      {...rest}
    >
      <Icon name={icon} />
    </UnstyledButton>
  );
}
