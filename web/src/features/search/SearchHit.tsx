// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showDate } from '@/text/format';
import { Snippet } from '@/ui/Snippet';
import { Crop } from '@/viewer/Crop';
import { boxOf, type Box } from '@/viewer/geometry';
import { pagesQuery } from '@/viewer/queries';
import type { SearchHit as Hit, SearchItem } from './queries';

/** The strip of the page round the first hit, with the found words marked. */
function Strip({ item }: { item: SearchItem }) {
  const { t } = useTranslation();
  const hit: Hit | undefined = item.hits.find((one) => one.boxes.length > 0);
  const file = hit?.file ?? item.file;
  const pages = useQuery({ ...pagesQuery(file ?? ''), enabled: Boolean(file && hit) });
  const boxes = (hit?.boxes ?? []).map(boxOf).filter((box): box is Box => box !== null);
  const page = pages.data?.items.find((one) => one.n === hit?.page);
  const first = boxes[0];
  if (!file || !hit || !page || !first) return null;
  const size = { width: page.width || 595, height: page.height || 842 };
  const near = boxes.filter((box) => Math.abs(box[1] - first[1]) < 40);
  const around: Box = [
    0,
    Math.max(0, first[1] - 14),
    size.width,
    Math.min(size.height, Math.max(...near.map((box) => box[3])) + 14),
  ];
  return (
    <Crop
      file={file}
      at={{ page: hit.page, box: around }}
      size={size}
      label={t('search.strip', { page: hit.page })}
      width={560}
      air={0}
      marks={near}
    />
  );
}

export function SearchHit({
  item,
  focused,
  onFocus,
  onOpen,
}: {
  item: SearchItem;
  focused: boolean;
  onFocus: () => void;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const line = [showDate(item.issueDate), item.issuer, item.kind].filter(Boolean).join(' · ');
  return (
    <li className="search-hit" data-focused={focused} data-id={item.id}>
      <a
        className="search-hit-link"
        href={item.type === 'dossier' ? `/ho-so?dossier=${item.id}` : `/van-ban/${item.id}`}
        onFocus={onFocus}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <strong>{item.code || t('inbox.noCode')}</strong> <span>{line}</span>
      </a>
      <div>{item.subject}</div>
      {item.hits.slice(0, 2).map((hit, i) => (
        <div key={i} className="search-snippet">
          <Snippet text={hit.text} />
          {hit.page > 0 ? <span className="caption"> {t('search.page', { page: hit.page })}</span> : null}
        </div>
      ))}
      <Strip item={item} />
    </li>
  );
}
