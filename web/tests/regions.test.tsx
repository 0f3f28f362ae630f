// SPDX-License-Identifier: GPL-3.0-or-later
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RegisterForm } from '@/features/register/RegisterForm';
import { placePages, scrollTo, zoomFor } from '@/viewer/geometry';
import { json, network, show } from './support';

const kFile = '01900000-0000-7000-8000-000000000001';
const kPages = { items: [1, 2].map((n) => ({ n, width: 600, height: 800, state: 'done' })) };
const kFields = {
  code: {
    value: '1119/KH-VP',
    confidence: 0.98,
    region: { page: 1, box: [80, 120, 190, 135] },
    mustConfirm: true,
    candidates: [],
  },
  issueDate: {
    value: '2021-04-29',
    confidence: 0.71,
    region: { page: 1, box: [318, 121, 520, 136] },
    mustConfirm: true,
    candidates: [],
  },
  issuer: {
    value: 'VP UBND TP Huế',
    confidence: 0.96,
    region: { page: 2, box: [10, 700, 60, 712] },
    mustConfirm: true,
    candidates: [],
  },
};
const kDocument = {
  value: {
    id: '01900000-0000-7000-8000-000000000002',
    state: 'arrived',
    arrivedAt: '2021-05-06T09:00:00+07:00',
    version: 1,
    files: [{ id: kFile, name: 'scan.pdf' }],
    allowedActions: [],
  },
  etag: '"1"',
};

let scrolls: ScrollToOptions[] = [];
beforeEach(() => {
  scrolls = [];
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(624);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  Element.prototype.scrollTo = ((to: ScrollToOptions) => scrolls.push(to)) as typeof Element.prototype.scrollTo;
  network((request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith('/pages')) return json(kPages);
    if (path.includes('/suggestions/')) return json({ file: kFile, pages: 2, pagesDone: 2, fields: kFields });
    if (path.endsWith('/words')) return json({ page: 1, width: 600, height: 800, unit: 'pt', words: [] });
    return json({ items: [] });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function form() {
  const left = vi.fn();
  show(<RegisterForm document={kDocument as never} onLeft={left} />);
  await screen.findByRole('button', { name: 'Vùng ảnh của trường Ngày văn bản' });
  return left;
}
const field = (name: string) => document.querySelector<HTMLInputElement>(`#field-${name}`)!;

describe('scan and fields (R1)', () => {
  it('focusing a field brings its region into view and marks it', async () => {
    await form();
    const before = scrolls.length;
    fireEvent.focus(field('issuer'));
    await waitFor(() => expect(scrolls.length).toBeGreaterThan(before));
    expect(scrolls.at(-1)!.top).toBeGreaterThan(800); // the region lies on page 2
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Vùng ảnh của trường Cơ quan ban hành' }).getAttribute('aria-pressed'),
      ).toBe('true'),
    );
  });
  it('clicking a region focuses its field', async () => {
    await form();
    fireEvent.click(screen.getByRole('button', { name: 'Vùng ảnh của trường Ngày văn bản' }));
    expect(document.activeElement).toBe(field('issueDate'));
  });
  it('typing moves nothing', async () => {
    await form();
    fireEvent.focus(field('code'));
    await waitFor(() => expect(scrolls.length).toBeGreaterThan(0));
    const before = scrolls.length;
    fireEvent.change(field('code'), { target: { value: '15/QĐ-UBND' } });
    expect(field('code').value).toBe('15/QĐ-UBND');
    expect(scrolls.length).toBe(before);
  });
  it('begins at the first field that needs a person, and Enter takes and goes on', async () => {
    await form();
    await waitFor(() => expect(document.activeElement).toBe(field('code')));
    fireEvent.keyDown(field('code'), { key: 'Enter' });
    expect(field('code').getAttribute('data-state')).toBe('confirmed');
    expect(document.activeElement).toBe(field('issueDate'));
    expect(field('issueDate').value).toBe('');
    fireEvent.keyDown(field('issueDate'), { key: 'Enter' });
    expect(field('issueDate').value).toBe('29/04/2021');
    expect(screen.getByText('29/04/2021, Thứ Năm')).toBeTruthy();
  });
  it('the Enter of a typing tool takes nothing', async () => {
    await form();
    fireEvent.keyDown(field('code'), { key: 'Enter', keyCode: 229 });
    expect(field('code').getAttribute('data-state')).toBe('proposed');
  });
});

describe('geometry', () => {
  it('zooms in on small regions within limits', () => {
    expect(zoomFor([0, 0, 600, 10], { width: 600, height: 800 })).toBe(1);
    expect(zoomFor([0, 0, 6, 10], { width: 600, height: 800 })).toBe(2.5);
  });
  it('puts a region in the middle of the pane', () => {
    const places = placePages(
      [
        { width: 600, height: 800 },
        { width: 600, height: 800 },
      ],
      600,
      10,
    );
    expect(places).toEqual([
      { top: 10, height: 800 },
      { top: 820, height: 800 },
    ]);
    expect(
      scrollTo([100, 100, 200, 120], { width: 600, height: 800 }, places[1]!, 600, { width: 400, height: 300 }),
    ).toEqual({ left: 0, top: 780 });
  });
});
