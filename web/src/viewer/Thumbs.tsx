// SPDX-License-Identifier: GPL-3.0-or-later
import { useTranslation } from 'react-i18next';
import type { Box } from './geometry';
import { previewUrl } from './queries';

interface Props {
  file: string;
  pages: readonly { n: number; state: string }[];
  current: number;
  hits: Readonly<Record<number, Box[]>>;
  onPick: (page: number) => void;
}

/** Small images of all pages; a page with hits says so in words. */
export function Thumbs({ file, pages, current, hits, onPick }: Props) {
  const { t } = useTranslation();
  return (
    <nav className="viewer-thumbs" aria-label={t('viewer.pages')} tabIndex={0}>
      {pages.map(({ n }) => {
        const found = hits[n]?.length ?? 0;
        return (
          <button
            key={n}
            type="button"
            aria-current={n === current}
            aria-label={found > 0 ? t('viewer.thumbHits', { page: n, count: found }) : t('viewer.thumb', { page: n })}
            onClick={() => onPick(n)}
          >
            <img src={previewUrl(file, n, 160)} alt="" loading="lazy" />
            <span aria-hidden="true">{found > 0 ? `${n} ●` : n}</span>
          </button>
        );
      })}
    </nav>
  );
}
