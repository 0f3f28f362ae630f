// SPDX-License-Identifier: GPL-3.0-or-later
import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands, type Command } from '@/keys/registry';

function SheetKeys({ commands }: { commands: Command[] }) {
  useCommands(commands, { modal: true });
  return null;
}

/** The one kind of dialog: titled, closed by Esc, and the keys of what lies under it are silent. */
export function Sheet({
  opened,
  onClose,
  title,
  children,
  commands = [],
  size = 'lg',
  closable = true,
  beside = false,
  above = false,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  commands?: Command[];
  size?: string | number;
  closable?: boolean;
  /** At the right edge, so that the scan stays in sight (3.4). */
  beside?: boolean;
  /** Over every other sheet: only the renewal of the sign-in. */
  above?: boolean;
}) {
  const { t } = useTranslation();
  const inside = (
    <>
      {opened ? <SheetKeys commands={commands} /> : null}
      {children}
    </>
  );
  const shared = {
    opened,
    onClose,
    title: <span style={{ fontWeight: 600 }}>{title}</span>,
    closeOnEscape: closable,
    closeOnClickOutside: false,
    withCloseButton: closable,
    zIndex: above ? 1000 : 300,
    closeButtonProps: { 'aria-label': t('common.close') },
  };
  if (beside) {
    return (
      <Drawer {...shared} position="right" size={size} overlayProps={{ backgroundOpacity: 0.1 }}>
        {inside}
      </Drawer>
    );
  }
  return (
    <Modal {...shared} size={size}>
      {inside}
    </Modal>
  );
}
