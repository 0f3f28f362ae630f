// SPDX-License-Identifier: GPL-3.0-or-later
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { InboxRow } from './InboxRow';
import type { InboxItem } from './queries';
import type { Cursor } from './useCursor';

const kOrder = ['hoaToc', 'thuongKhan', 'khan', 'none'];

/** Rows by urgency, in the order the server gave (R28); one row in the tab order, arrows move. */
export function InboxList({
  items,
  cursor,
  onOpen,
  label,
  more,
}: {
  items: readonly InboxItem[];
  cursor: Cursor;
  onOpen: (item: InboxItem) => void;
  label: string;
  more: (() => void) | null;
}) {
  const { t } = useTranslation();
  const nearEnd = cursor.index >= items.length - 5;
  useEffect(() => {
    if (nearEnd && more) more();
  }, [nearEnd, more]);
  const groups: { urgency: string; first: number; rows: InboxItem[] }[] = [];
  items.forEach((item, i) => {
    const group = groups.at(-1);
    if (group && group.urgency === item.urgency) group.rows.push(item);
    else groups.push({ urgency: item.urgency, first: i, rows: [item] });
  });
  return (
    <div>
      <div ref={cursor.list} role="grid" aria-label={label} aria-rowcount={items.length} data-testid="inbox-list">
        {groups.map((group) => {
          const name = t(`urgency.${kOrder.includes(group.urgency) ? group.urgency : 'none'}`);
          return (
            <div key={group.first} role="rowgroup" aria-label={name}>
              <div className="inbox-group" aria-hidden="true">
                {name}
              </div>
              {group.rows.map((item, i) => (
                <InboxRow
                  key={item.id}
                  item={item}
                  index={group.first + i}
                  focused={cursor.index === group.first + i}
                  onFocus={cursor.focus}
                  onOpen={onOpen}
                />
              ))}
            </div>
          );
        })}
      </div>
      {more ? (
        <Button m="sm" onClick={more}>
          {t('common.more')}
        </Button>
      ) : null}
    </div>
  );
}
