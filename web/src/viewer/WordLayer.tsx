// SPDX-License-Identifier: GPL-3.0-or-later
import { useMemo } from 'react';
import type { Box, PageSize } from './geometry';

export interface Word {
  t: string;
  b: Box;
}

const kSize = 100; // px at which a word is measured; it is then scaled into its box
let ruler: CanvasRenderingContext2D | null = null;

function measured(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length * kSize * 0.55;
  ruler.font = `${kSize}px sans-serif`;
  return ruler.measureText(text).width || 1;
}

/**
 * The words of the scan as real text over its image (A8): selectable, found by the browser, read in order by a screen
 * reader. Each word is laid out at its own height and stretched to its own width.
 */
export function WordLayer({ words, page, widthPx }: { words: readonly Word[]; page: PageSize; widthPx: number }) {
  const scale = widthPx / page.width;
  const spans = useMemo(
    () =>
      words.map((word, i) => {
        const after = words[i + 1];
        const ends = !after || after.b[1] > word.b[3] - (word.b[3] - word.b[1]) * 0.3;
        const size = (word.b[3] - word.b[1]) * scale * 0.85;
        const wide = (measured(word.t) * size) / kSize;
        return (
          <span
            key={i}
            style={{
              left: word.b[0] * scale,
              top: word.b[1] * scale,
              fontSize: size,
              fontFamily: 'sans-serif',
              lineHeight: 1.15,
              transform: `scaleX(${(((word.b[2] - word.b[0]) * scale) / wide).toFixed(4)})`,
            }}
          >
            {word.t}
            {ends ? '\n' : ' '}
          </span>
        );
      }),
    [words, scale],
  );
  return (
    <div className="words" lang="vi">
      {spans}
    </div>
  );
}
