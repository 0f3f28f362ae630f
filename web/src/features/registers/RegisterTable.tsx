// SPDX-License-Identifier: GPL-3.0-or-later
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { showDate, showMoment } from '@/text/format';
import { cells } from './csv';
import type { RegisterEntry } from './queries';

const kFieldColumn: Record<string, number> = { issuer: 2, code: 3, issueDate: 4, kind: 5, subject: 5 };

/** A cell that was corrected shows what stood there, struck through, with who changed it and why. */
function Corrections({ row, column }: { row: RegisterEntry; column: number }) {
  const { t } = useTranslation();
  return row.corrections
    .filter((one) => kFieldColumn[one.field] === column)
    .map((one, i) => (
      <div key={i} className="caption">
        <del>{one.field === 'issueDate' ? showDate(one.old) : one.old}</del>{' '}
        {t('registers.corrected', { by: one.by, at: showMoment(one.at), reason: one.reason })}
      </div>
    ));
}

function Row({
  row,
  index,
  measure,
}: {
  row: RegisterEntry;
  index: number;
  measure: (element: Element | null) => void;
}) {
  const { t } = useTranslation();
  const texts = cells(row, t('registers.voided'));
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-voided={row.voided ? true : undefined}>
      {texts.map((text, column) => (
        <td key={column}>
          {column === 1 ? (
            <Link to="/van-ban/$id" params={{ id: row.document }}>
              {row.voided ? <s>{text}</s> : text}
            </Link>
          ) : row.voided && column < 9 ? (
            <s>{text}</s>
          ) : (
            text
          )}
          <Corrections row={row} column={column} />
        </td>
      ))}
    </tr>
  );
}

interface Props {
  rows: readonly RegisterEntry[];
  columns: readonly string[];
  caption: string;
  total: number;
  more: (() => void) | null;
}

/** Only the rows in sight are in the page; the others are space above and below. */
export function RegisterTable({ rows, columns, caption, total, more }: Props) {
  const pane = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: () => 56,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 20) more();
  }, [last, rows.length, more]);
  const page = (by: number) => pane.current?.scrollBy({ top: by * (pane.current.clientHeight - 80) });
  useCommands([
    { id: 'list.first', run: () => virtual.scrollToIndex(0) },
    { id: 'list.last', run: () => virtual.scrollToIndex(rows.length - 1) },
    { id: 'list.pageDown', run: () => page(1) },
    { id: 'list.pageUp', run: () => page(-1) },
    { id: 'list.next', run: () => pane.current?.scrollBy({ top: 56 }) },
    { id: 'list.previous', run: () => pane.current?.scrollBy({ top: -56 }) },
  ]);
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={pane} className="register-pane" tabIndex={0} role="region" aria-label={caption}>
      <table className="register-table" aria-rowcount={total + 1}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={10} style={{ height: above, padding: 0 }} />
            </tr>
          ) : null}
          {shown.map((item) => (
            <Row
              key={rows[item.index]!.arrivalNumber}
              row={rows[item.index]!}
              index={item.index}
              measure={virtual.measureElement}
            />
          ))}
          {below > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={10} style={{ height: below, padding: 0 }} />
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
