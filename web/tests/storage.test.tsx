// SPDX-License-Identifier: GPL-3.0-or-later
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { StorageBanner } from '@/app/StorageBanner';
import { json, network, show } from './support';

const health = (status: string, code?: string, refused: string[] = []) =>
  json({
    status,
    writable: status !== 'read_only',
    ...(code ? { code } : {}),
    parts: ['log', 'state', 'search', 'files', 'keys'].map((name) => ({ name, writable: !refused.includes(name) })),
  });

describe('the storage banner', () => {
  it('is absent while the disk takes everything', async () => {
    const asked = network(() => health('ok'));
    show(<StorageBanner />);
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(screen.queryByTestId('storage')).toBeNull();
  });
  it('says that the disk is full, that one can read, and what to do', async () => {
    network(() => health('read_only', 'storage_full', ['log']));
    show(<StorageBanner />);
    const text = (await screen.findByTestId('storage')).textContent;
    for (const part of ['hết chỗ lưu', 'chỉ xem được', 'Báo quản trị', 'tự chạy tiếp']) expect(text).toContain(part);
  });
  it('names what is not possible when only a part is refused', async () => {
    network(() => health('degraded', 'log_read_only', ['files', 'search']));
    show(<StorageBanner />);
    const text = (await screen.findByTestId('storage')).textContent;
    for (const part of ['báo lỗi', 'nhận tệp', 'tìm thấy văn bản mới']) expect(text).toContain(part);
    expect(text).not.toContain('chỉ xem được');
  });
  it('goes by itself once the server can write again', async () => {
    network((_, count) => (count === 1 ? health('read_only', 'storage_full', ['log']) : health('ok')));
    show(<StorageBanner />);
    await screen.findByTestId('storage');
    await waitFor(() => expect(screen.queryByTestId('storage')).toBeNull(), { timeout: 10_000 });
  });
});
