// SPDX-License-Identifier: GPL-3.0-or-later
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { asProblem, faultsByField, Problem, problemOf } from '@/api/problem';
import { ProblemBox } from '@/ui/ProblemBox';
import { json, show } from './support';

const refused = new Problem({
  code: 'field_unconfirmed',
  status: 422,
  title: 'Chưa đối chiếu trường bắt buộc',
  detail: 'Ngày văn bản chưa được đối chiếu.',
  next: 'Đối chiếu với ảnh rồi bấm Enter.',
  rule: 'VT-R22',
  errors: [
    { pointer: '/fields/issueDate', detail: 'Cần xác nhận hoặc nhập ngày.' },
    { pointer: '/fields/issuer/id', code: 'unknown' },
  ],
});

describe('a problem', () => {
  it('is shown with what happened, what to do next, its faults and its code', () => {
    show(<ProblemBox error={refused} />);
    const box = screen.getByRole('alert').textContent;
    for (const part of [
      'Chưa đối chiếu trường bắt buộc',
      'Ngày văn bản chưa được',
      'bấm Enter',
      'Cần xác nhận',
      'field_unconfirmed',
      'VT-R22',
    ]) {
      expect(box).toContain(part);
    }
  });
  it('offers to try again where that helps', () => {
    const retry = vi.fn();
    show(<ProblemBox error={refused} onRetry={retry} />);
    fireEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
    expect(retry).toHaveBeenCalledOnce();
  });
  it('of the browser’s own has words too, and unknown codes are not left bare', () => {
    show(<ProblemBox error={new Problem({ code: 'network_timeout', status: 0 })} />);
    expect(screen.getByRole('alert').textContent).toContain('Máy chủ không trả lời');
    show(<ProblemBox error={new Problem({ code: 'brand_new', status: 500 })} />);
    expect(screen.getAllByRole('alert')[1]!.textContent).toContain('Câu trả lời không hiểu được');
  });
  it('gives each field its fault', () => {
    expect(faultsByField(refused)).toEqual({ issueDate: 'Cần xác nhận hoặc nhập ngày.', issuer: 'unknown' });
    expect(faultsByField(null)).toEqual({});
  });
  it('is made of any answer, ours or a proxy’s page', async () => {
    const ours = await problemOf(
      json({ code: 'rate_limited', status: 429 }, { status: 429, headers: { 'Retry-After': '7' } }),
    );
    expect(ours).toMatchObject({ code: 'rate_limited', status: 429, retryAfterSeconds: 7 });
    expect(await problemOf(new Response('<html>Bad gateway</html>', { status: 502 }))).toMatchObject({
      code: 'unexpected_answer',
      status: 502,
    });
    expect(asProblem(new Error('x')).code).toBe('client_fault');
  });
});
