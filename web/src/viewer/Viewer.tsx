// SPDX-License-Identifier: GPL-3.0-or-later
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '@/keys/registry';
import { IconButton } from '@/ui/Buttons';
import { Loaded } from '@/ui/States';
import { placePages, scrollTo, zoomFor, type Box } from './geometry';
import { PageView, type Region } from './PageView';
import { pagesQuery } from './queries';
import { Thumbs } from './Thumbs';
import './viewer.css';

const kGap = 12;
const kNoRegions: readonly Region[] = [];
const kNoHits: Readonly<Record<number, Box[]>> = {};

export interface ViewerProps {
  file: string;
  regions?: readonly Region[];
  active?: string | null;
  onPick?: (name: string) => void;
  hits?: Readonly<Record<number, Box[]>>;
  /** Page to begin with; kept by the caller in the URL. */
  page?: number;
  onPage?: (page: number) => void;
  thumbs?: boolean;
}

/** The same viewer everywhere: the pages of one file as a strip of which only what is near is drawn. */
export function Viewer(props: ViewerProps) {
  const query = useQuery(pagesQuery(props.file));
  return (
    <Loaded query={query} rows={8}>
      {(data) => <Strip key={props.file} {...props} pages={data.items} />}
    </Loaded>
  );
}

interface PageFacts {
  n: number;
  width: number;
  height: number;
  state: string;
}

function Strip({
  file,
  pages,
  regions = kNoRegions,
  active = null,
  onPick,
  hits = kNoHits,
  page,
  onPage,
  thumbs = true,
}: ViewerProps & { pages: readonly PageFacts[] }) {
  const { t, i18n } = useTranslation();
  const pane = useRef<HTMLDivElement>(null);
  const [paneWidth, setPaneWidth] = useState(0);
  const [zoom, setZoom] = useState(1);
  const [scrollTop, setScrollTop] = useState(0);
  const [find, setFind] = useState('');
  const goal = useRef<Goal | null>(Object.keys(hits).length > 0 ? firstHit(hits) : page && page > 1 ? { page } : null);

  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setPaneWidth(element.clientWidth));
    watch.observe(element);
    setPaneWidth(element.clientWidth);
    return () => watch.disconnect();
  }, []);

  // A page whose size is not known yet is drawn as A4 upright.
  const sizes = useMemo(() => pages.map((p) => ({ width: p.width || 595, height: p.height || 842 })), [pages]);
  const width = Math.max(120, Math.round((paneWidth - 2 * kGap) * zoom));
  const places = useMemo(() => placePages(sizes, width, kGap), [sizes, width]);
  const height = (places.at(-1)?.top ?? 0) + (places.at(-1)?.height ?? 0) + kGap;
  const paneHeight = pane.current?.clientHeight ?? 800;
  const shown = places.flatMap((place, i) =>
    place.top + place.height > scrollTop - paneHeight && place.top < scrollTop + 2 * paneHeight ? [i] : [],
  );
  const current = Math.max(1, places.findLastIndex((place) => place.top <= scrollTop + paneHeight / 3) + 1);

  useEffect(() => {
    if (onPage && current !== page) onPage(current);
  }, [current]); // reports movement only, never echoes what the caller set

  // R1: focusing a field pans and zooms to its region. Typing changes no region, so it never moves the scan.
  const target = regions.find((region) => region.name === active)?.at;
  const targetKey = target ? `${active}:${target.page}:${target.box.join()}` : '';
  useLayoutEffect(() => {
    const size = target ? sizes[target.page - 1] : undefined;
    if (!target || !size) return;
    goal.current = { ...target, zoom: zoomFor(target.box, size) };
    setZoom(goal.current.zoom ?? 1);
  }, [targetKey, sizes.length]); // by value: the same region again is no new goal

  useLayoutEffect(() => {
    const wanted = goal.current;
    const element = pane.current;
    const place = wanted ? places[wanted.page - 1] : undefined;
    if (!wanted || !element || !place || paneWidth === 0 || (wanted.zoom ?? zoom) !== zoom) return;
    goal.current = null;
    const size = sizes[wanted.page - 1]!;
    const to = wanted.box
      ? scrollTo(wanted.box, size, place, width, { width: element.clientWidth, height: element.clientHeight })
      : { left: 0, top: place.top - kGap };
    element.scrollTo(to);
    setScrollTop(to.top);
  }, [places, targetKey, paneWidth, zoom]); // runs again until the geometry has settled

  const goTo = useCallback(
    (n: number) => {
      const place = places[n - 1];
      if (place) pane.current?.scrollTo({ top: place.top - kGap });
    },
    [places],
  );
  const changeZoom = (factor: number) => setZoom((before) => Math.min(4, Math.max(0.25, before * factor)));
  useCommands([
    { id: 'viewer.zoomIn', run: () => changeZoom(1.25) },
    { id: 'viewer.zoomOut', run: () => changeZoom(0.8) },
    { id: 'viewer.fit', run: () => setZoom(1) },
  ]);

  return (
    <div className="viewer" data-testid="viewer">
      <div className="viewer-bar" role="toolbar" aria-label={t('viewer.tools')}>
        <IconButton
          icon="previous"
          label={t('viewer.previousPage')}
          onClick={() => goTo(current - 1)}
          disabled={current <= 1}
        />
        <span>{t('viewer.pageOf', { page: current, total: pages.length })}</span>
        <IconButton
          icon="next"
          label={t('viewer.nextPage')}
          onClick={() => goTo(current + 1)}
          disabled={current >= pages.length}
        />
        <IconButton icon="zoomOut" label={t('viewer.zoomOut')} onClick={() => changeZoom(0.8)} />
        <span>{new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(zoom)}</span>
        <IconButton icon="zoomIn" label={t('viewer.zoomIn')} onClick={() => changeZoom(1.25)} />
        <IconButton icon="fit" label={t('viewer.fit')} onClick={() => setZoom(1)} />
        <TextInput
          size="xs"
          aria-label={t('viewer.find')}
          placeholder={t('viewer.find')}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
          style={{ flex: '1 1 120px', maxWidth: 260 }}
        />
      </div>
      <div className="viewer-main">
        {thumbs && pages.length > 1 ? (
          <Thumbs file={file} pages={pages} current={current} hits={hits} onPick={goTo} />
        ) : null}
        <div
          ref={pane}
          className="viewer-scroll"
          tabIndex={0}
          role="group"
          aria-label={t('viewer.scan')}
          onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        >
          <div style={{ position: 'relative', height, width: width + 2 * kGap }}>
            {paneWidth > 0
              ? shown.map((i) => (
                  <PageView
                    key={pages[i]!.n}
                    file={file}
                    page={pages[i]!.n}
                    total={pages.length}
                    size={sizes[i]!}
                    read={pages[i]!.state === 'done'}
                    place={{ top: places[i]!.top, left: kGap, width, height: places[i]!.height }}
                    regions={regions.filter((region) => region.at.page === pages[i]!.n)}
                    active={active}
                    onPick={onPick}
                    hits={hits[pages[i]!.n] ?? []}
                    find={find}
                  />
                ))
              : null}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Where the strip is to scroll once its pages have their places, and at which zoom. */
interface Goal {
  page: number;
  box?: Box;
  zoom?: number;
}

function firstHit(hits: Readonly<Record<number, Box[]>>): Goal {
  const first = Math.min(...Object.keys(hits).map(Number));
  const box = hits[first]?.[0];
  return box ? { page: first, box } : { page: first };
}
