// SPDX-License-Identifier: GPL-3.0-or-later

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** WCAG 2.2, 2.5.8: what is pressed is at least so large, and nothing lies over it. */
export const LEAST_TARGET = 24;
/** Farther from its words than this a target would be taken for another field's. */
const FARTHEST = 16;

const overlap = (a: Rect, b: Rect) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

function grown({ left, top, width, height }: Rect): Rect {
  const wider = Math.max(0, LEAST_TARGET - width);
  const higher = Math.max(0, LEAST_TARGET - height);
  return { left: left - wider / 2, top: top - higher / 2, width: width + wider, height: height + higher };
}

/**
 * Where the boxes of a page can be pressed, in pixels: each large enough, none over another. Lines of a small page lie
 * closer than that: a target moves down a little from its line, and one that would move too far is not there (null);
 * its field in the form leads to it all the same.
 */
export function targets(boxes: readonly Rect[]): (Rect | null)[] {
  const placed: Rect[] = [];
  const result: (Rect | null)[] = boxes.map(() => null);
  const fromTop = boxes.map((_, i) => i).sort((a, b) => boxes[a]!.top - boxes[b]!.top);
  for (const i of fromTop) {
    const target = grown(boxes[i]!);
    const wanted = target.top;
    for (let other = placed.find((one) => overlap(one, target)); other; ) {
      target.top = other.top + other.height;
      other = placed.find((one) => overlap(one, target));
    }
    if (target.top - wanted > FARTHEST) continue;
    placed.push(target);
    result[i] = target;
  }
  return result;
}
