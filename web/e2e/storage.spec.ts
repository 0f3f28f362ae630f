// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { closeSync, openSync, writeSync } from 'node:fs';
import { newCode, registered, yesterday } from './papers';
import { Person } from './people';

/** What the server's disk refuses: tests/support/failing_disk.cc. `./dev test browser` starts a server on such a disk. */
const kDisk = process.env.FAILING_DISK;
const kFull = '28 /log/'; // ENOSPC

function disk(rule: string): void {
  const file = openSync(kDisk!, 'r+');
  writeSync(file, `${rule}\0`);
  closeSync(file);
}

test.skip(!kDisk, 'the server has no disk that can be made to fail');
test.afterEach(() => disk(''));

/** A change that the disk will not take: what somebody else does just now. */
async function somebodyChanges(clerk: Person): Promise<void> {
  const answer = await clerk.page.request.post('/v1/incoming', {
    headers: {
      'X-Chauban-CSRF': clerk.me.csrf,
      Origin: new URL(clerk.page.url()).origin,
      'Idempotency-Key': crypto.randomUUID(),
    },
    data: {
      fields: Object.fromEntries(
        Object.entries({ code: newCode(), issueDate: yesterday(), issuer: 'Sở Nội vụ', subject: 'Khi đĩa đầy' }).map(
          ([name, value]) => [name, { value, source: 'typed', confirmed: true }],
        ),
      ),
    },
  });
  expect([503, 504]).toContain(answer.status());
}

test('a full disk is said on every screen, reading goes on, and the line goes by itself', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  await registered(clerk, newCode(), 'Trước khi đĩa đầy');
  const { page } = leader;
  await page.goto('/hop-thu');
  const line = page.getByTestId('storage');
  await expect(page.getByRole('heading', { name: 'Hộp thư' })).toBeVisible();
  await expect(line).toBeHidden();

  disk(kFull);
  await somebodyChanges(clerk);
  await expect(line).toContainText('Máy chủ hết chỗ lưu'); // nothing was clicked or reloaded
  await expect(line).toContainText('Báo quản trị');
  await expect(page.getByTestId('polite')).toContainText('chỉ xem được');
  for (const path of ['/tim', '/so', '/ho-so']) {
    await page.goto(path);
    await expect(line).toContainText('Máy chủ hết chỗ lưu');
  }
  await page.evaluate(() => localStorage.setItem('chauban.language', 'en'));
  await page.goto('/hop-thu');
  await expect(line).toContainText('The server has no room left. One can only read for now');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/storage.png` });
  const stranger = await browser.newPage();
  await stranger.goto('/');
  await expect(stranger.getByTestId('storage')).toContainText('Máy chủ hết chỗ lưu');

  disk('');
  await expect(line).toBeHidden();
  await expect(stranger.getByTestId('storage')).toBeHidden();
  await registered(clerk, newCode(), 'Sau khi có chỗ');
  await stranger.close();
  await clerk.close();
  await leader.close();
});
