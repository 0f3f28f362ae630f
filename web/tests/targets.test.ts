// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { LEAST_TARGET, targets, type Rect } from '@/viewer/targets';

const line = (top: number, height = 10): Rect => ({ left: 20, top, width: 100, height });

describe('targets of boxes on a page', () => {
  it('leaves a large box where it is', () => {
    expect(targets([line(50, 30)])).toEqual([line(50, 30)]);
  });
  it('grows a small one about its middle', () => {
    expect(targets([line(50)])).toEqual([{ left: 20, top: 43, width: 100, height: LEAST_TARGET }]);
  });
  it('lays neighbouring lines below each other, none over another', () => {
    const placed = targets([line(62), line(50), line(200)]).map((one) => one!);
    expect(placed[0]!.top).toBe(placed[1]!.top + LEAST_TARGET);
    expect(placed[2]!.top).toBe(193);
  });
  it('gives up a target that would end up far from its words', () => {
    expect(targets([line(50), line(52), line(54)]).filter((one) => one === null)).toHaveLength(2);
  });
  it('lets boxes side by side keep their places', () => {
    const right = { ...line(50), left: 200 };
    expect(targets([line(50), right]).map((one) => one!.top)).toEqual([43, 43]);
  });
});
