// SPDX-License-Identifier: GPL-3.0-or-later

/** Left, top, right, bottom in points, from the top left of the page as it is shown upright. */
export type Box = readonly [number, number, number, number];
export interface PageBox {
  page: number;
  box: Box;
}
export interface PageSize {
  width: number;
  height: number;
}

export function boxOf(value: unknown): Box | null {
  return Array.isArray(value) && value.length === 4 && value.every((n) => typeof n === 'number')
    ? (value as unknown as Box)
    : null;
}

/** A box as CSS percentages of its page, with a little air round it. */
export function percent(
  box: Box,
  page: PageSize,
  air = 0,
): { left: string; top: string; width: string; height: string } {
  const share = (value: number, whole: number) => `${((100 * value) / whole).toFixed(3)}%`;
  return {
    left: share(box[0] - air, page.width),
    top: share(box[1] - air, page.height),
    width: share(box[2] - box[0] + 2 * air, page.width),
    height: share(box[3] - box[1] + 2 * air, page.height),
  };
}

/**
 * R1: the zoom at which a region fills the greater part of the pane's width, between the whole page and 2.5 times
 * that.
 */
export function zoomFor(box: Box, page: PageSize): number {
  const share = Math.max((box[2] - box[0]) / page.width, 0.01);
  return Math.min(Math.max(0.7 / share, 1), 2.5);
}

/** Where a page stands in the strip of pages: its top and size in CSS pixels. */
export function placePages(
  pages: readonly PageSize[],
  widthPx: number,
  gapPx: number,
): { top: number; height: number }[] {
  let top = gapPx;
  return pages.map((page) => {
    const height = Math.round((widthPx * page.height) / page.width);
    const place = { top, height };
    top += height + gapPx;
    return place;
  });
}

/** Scroll position that puts the middle of the box in the middle of a pane. */
export function scrollTo(
  box: Box,
  page: PageSize,
  place: { top: number; height: number },
  widthPx: number,
  pane: { width: number; height: number },
): { left: number; top: number } {
  const scale = widthPx / page.width;
  return {
    left: Math.max(0, ((box[0] + box[2]) / 2) * scale - pane.width / 2),
    top: Math.max(0, place.top + ((box[1] + box[3]) / 2) * scale - pane.height / 2),
  };
}
