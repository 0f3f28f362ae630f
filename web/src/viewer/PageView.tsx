// SPDX-License-Identifier: GPL-3.0-or-later
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fold } from '@/text/fold';
import { boxOf, percent, type Box, type PageBox, type PageSize } from './geometry';
import { previewUrl, wordsQuery } from './queries';
import { targets } from './targets';
import { WordLayer, type Word } from './WordLayer';

export interface Region {
  name: string;
  label: string;
  at: PageBox;
}

interface Props {
  file: string;
  page: number;
  total: number;
  size: PageSize;
  read: boolean;
  place: { top: number; left: number; width: number; height: number };
  regions: readonly Region[];
  active: string | null;
  onPick?: ((name: string) => void) | undefined;
  hits: readonly Box[];
  /** Text looked for in this document: its words are marked on the image. */
  find: string;
}

function foundBoxes(words: readonly Word[], find: string): Box[] {
  const wanted = fold(find).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  return words.filter((word) => wanted.some((part) => fold(word.t).includes(part))).map((word) => word.b);
}

/** Room round a value, in points of the page. */
const AIR = 3;

function pressable(regions: readonly Region[], size: PageSize, widthPx: number) {
  const scale = widthPx / size.width;
  return targets(
    regions.map(({ at: { box } }) => ({
      left: (box[0] - AIR) * scale,
      top: (box[1] - AIR) * scale,
      width: (box[2] - box[0] + 2 * AIR) * scale,
      height: (box[3] - box[1] + 2 * AIR) * scale,
    })),
  );
}

/** One page: image, words over it, hits, and the regions of fields as buttons named after their field. */
export const PageView = memo(function PageView(props: Props) {
  const { file, page, total, size, read, place, regions, active, onPick, hits, find } = props;
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const query = useQuery(wordsQuery(file, page, read));
  const words: Word[] = (query.data?.words ?? []).flatMap((word) => {
    const box = boxOf(word.b);
    return box ? [{ t: word.t, b: box }] : [];
  });
  const buttons = useMemo(() => pressable(regions, size, place.width), [regions, size, place.width]);
  return (
    <div className="page" data-page={page} style={place}>
      {failed ? (
        <div className="page-waiting">{t('viewer.noImage', { page })}</div>
      ) : (
        <img
          src={previewUrl(file, page, place.width)}
          alt={t('viewer.pageAlt', { page, total })}
          draggable={false}
          decoding="async"
          onError={() => setFailed(true)}
        />
      )}
      <WordLayer words={words} page={size} widthPx={place.width} />
      {[...hits, ...foundBoxes(words, find)].map((box, i) => (
        <div key={i} className="page-hit" data-hit style={percent(box, size, 1)} />
      ))}
      {regions.map((region) => (
        <div
          key={region.name}
          className="region-box"
          data-active={region.name === active}
          style={percent(region.at.box, size, AIR)}
        />
      ))}
      {regions.map((region, i) =>
        buttons[i] ? (
          <button
            key={region.name}
            type="button"
            className="region"
            aria-pressed={region.name === active}
            aria-label={t('viewer.region', { field: region.label })}
            style={buttons[i]}
            onClick={() => onPick?.(region.name)}
          />
        ) : null,
      )}
    </div>
  );
});
