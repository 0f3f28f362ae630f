// SPDX-License-Identifier: GPL-3.0-or-later
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fold, matches } from '@/text/fold';
import { snippetParts } from '@/text/snippet';
import { Snippet } from '@/ui/Snippet';

describe('snippets of the search', () => {
  it('mark the hits and nothing else', () => {
    const { container } = render(<Snippet text="tăng cường ⟦kỷ luật⟧, ⟦kỷ cương⟧ trong" />);
    expect([...container.querySelectorAll('mark')].map((one) => one.textContent)).toEqual(['kỷ luật', 'kỷ cương']);
    expect(container.textContent).toBe('tăng cường kỷ luật, kỷ cương trong');
  });
  it('stay text whatever stands in the paper', () => {
    const { container } = render(<Snippet text="⟦<img src=x onerror=alert(1)>⟧ & <b>đậm</b>" />);
    expect(container.querySelector('img, b')).toBeNull();
    expect(container.querySelector('mark')?.textContent).toBe('<img src=x onerror=alert(1)>');
  });
  it('bear marks without a partner', () => {
    expect(snippetParts('a ⟦b')).toEqual([{ text: 'a b', hit: false }]);
    expect(snippetParts('a⟧ b ⟦c⟧')).toEqual([
      { text: 'a b ', hit: false },
      { text: 'c', hit: true },
    ]);
    expect(snippetParts('')).toEqual([]);
  });
});

describe('matching names', () => {
  it('goes by initials, by words without marks and with them (3.4)', () => {
    for (const typed of ['lqd', 'dung', 'Dũng', 'le dung', 'quang d', ''])
      expect(matches('Lê Quang Dũng · Chuyên viên', typed), typed).toBe(true);
    for (const typed of ['tram', 'ung', 'lqx']) expect(matches('Lê Quang Dũng', typed), typed).toBe(false);
  });
  it('finds codes as they are written', () => {
    expect(matches('2026.07.VP · Cải cách hành chính', '2026.07.vp cai cach')).toBe(true);
    expect(matches('2026.07.VP · Cải cách hành chính', '2026.08')).toBe(false);
  });
  it('knows đ and composed and decomposed letters alike', () => {
    expect(fold('Đặng Thị Ẩn')).toBe('dang thi an');
    expect(fold('hòa'.normalize('NFD'))).toBe(fold('hòa'));
  });
});
