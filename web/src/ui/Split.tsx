// SPDX-License-Identifier: GPL-3.0-or-later
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const kStored = 'chauban.listWidth';
const kLeast = 280;
const kMost = 640;

/** List and detail with a border that pointer and arrow keys move (A4); one above the other on narrow screens. */
export function Split({ list, detail, open }: { list: ReactNode; detail: ReactNode; open: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() => Number(localStorage.getItem(kStored)) || 400);
  const change = (next: number) => {
    const kept = Math.min(kMost, Math.max(kLeast, Math.round(next)));
    setWidth(kept);
    localStorage.setItem(kStored, String(kept));
  };
  return (
    <div ref={box} className="panes" data-open={open} style={{ ['--list-width' as string]: `${width}px` }}>
      <div className="pane pane-list">{list}</div>
      <div
        className="splitter"
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t('common.paneWidth')}
        aria-valuenow={width}
        aria-valuemin={kLeast}
        aria-valuemax={kMost}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          change(width + (event.key === 'ArrowRight' ? 16 : -16));
        }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) {
            change(event.clientX - (box.current?.getBoundingClientRect().left ?? 0));
          }
        }}
      />
      <div className="pane pane-detail">{detail}</div>
    </div>
  );
}
