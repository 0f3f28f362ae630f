// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { newCode, registered } from './papers';
import { Person } from './people';

test('whoever corrects second sees what the first changed, keeps what was typed, and may send again (ux 12.12)', async ({
  browser,
}) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  const document = await registered(clerk, newCode(), 'Trích yếu gõ nhầm');
  const { page } = clerk;
  await page.goto(`/van-ban/${document.id}`);
  await page.getByRole('button', { name: 'Việc khác' }).click();
  await page.getByRole('menuitem', { name: 'Đính chính' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Trích yếu đúng').fill('Trích yếu đã sửa');
  await sheet.getByLabel('Lý do đính chính').fill('gõ nhầm');
  // Meanwhile the document moves on, in another window.
  await clerk.act(`/v1/incoming/${document.id}`, 'submitToLeader', { leader: leader.me.positions[0]!.id });
  await page.keyboard.press('Control+Enter');
  const note = sheet.getByRole('alert').filter({ hasText: 'Văn bản vừa có người khác cập nhật' });
  const done = page.getByTestId('polite').filter({ hasText: 'Đã đính chính' });
  // The stream may have brought the newer version in time; then there is nothing to merge.
  await expect(note.or(done).first()).toBeVisible();
  if (await note.isVisible()) {
    await expect(sheet.getByLabel('Trích yếu đúng')).toHaveValue('Trích yếu đã sửa');
    await expect(sheet.getByLabel('Lý do đính chính')).toHaveValue('gõ nhầm');
    await page.keyboard.press('Control+Enter');
  }
  await expect(page.getByTestId('polite')).toContainText('Đã đính chính');
  await page.getByRole('tab', { name: 'Lịch sử' }).click();
  const history = page.getByRole('list', { name: 'Lịch sử' });
  await expect(history.locator('del', { hasText: 'Trích yếu gõ nhầm' })).toBeVisible();
  await expect(history.locator('ins', { hasText: 'Trích yếu đã sửa' })).toBeVisible();
  await clerk.close();
  await leader.close();
});

test('only what the server allows is offered', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  const document = await registered(clerk, newCode(), 'Thử quyền');
  await clerk.page.goto(`/van-ban/${document.id}`);
  await expect(clerk.page.getByRole('button', { name: /Trình lãnh đạo/ })).toBeVisible();
  await expect(clerk.page.getByRole('button', { name: /Bút phê/ })).toHaveCount(0);
  await clerk.act(`/v1/incoming/${document.id}`, 'submitToLeader', { leader: leader.me.positions[0]!.id });
  await leader.page.goto(`/van-ban/${document.id}`);
  await expect(leader.page.getByRole('button', { name: /Bút phê, phân công/ })).toBeVisible();
  await expect(leader.page.getByRole('button', { name: /Xong & tiếp/ })).toHaveCount(0);
  await clerk.close();
  await leader.close();
});

test('the scan’s words can be found and selected, and both files can be taken home', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const document = await registered(clerk, newCode(), 'Chu tren anh chup');
  const { page } = clerk;
  await page.goto(`/van-ban/${document.id}`);
  await expect(page.locator('.words').first()).not.toBeEmpty({ timeout: 60_000 });
  const word = (await page.locator('.words span').first().textContent())!.trim();
  await page.getByRole('textbox', { name: 'Tìm trong văn bản' }).fill(word);
  await expect(page.locator('[data-hit]').first()).toBeVisible();
  for (const name of [/^Bản gốc/, 'PDF tìm được chữ']) {
    const link = page.getByRole('link', { name });
    const answer = await page.request.get((await link.getAttribute('href'))!);
    expect(answer.ok()).toBe(true);
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }
  await clerk.close();
});
