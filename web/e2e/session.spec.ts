// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { handled, newCode, registered } from './papers';
import { kPassword, Person } from './people';

test('an expired sign-in is renewed over the page, and the command goes on with what was typed (3.13)', async ({
  browser,
}) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  const officer = await Person.signIn(browser, 'officer');
  const document = await handled(clerk, leader, officer, newCode(), 'Thử hết phiên');
  const { page } = officer;
  await page.goto(`/van-ban/${document.id}`);
  await page.getByRole('button', { name: /Ý kiến/ }).click();
  await page.getByLabel('Ý kiến hoặc tiến độ').fill('ý kiến trước khi hết phiên');
  await officer.context.clearCookies();
  await page.keyboard.press('Control+Enter');
  const sheet = page.getByRole('dialog', { name: 'Hết phiên đăng nhập' });
  await expect(sheet).toBeVisible();
  await sheet.getByLabel('Mật khẩu', { exact: true }).fill(kPassword);
  await sheet.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await expect(page.getByTestId('polite')).toContainText('Đã ghi ý kiến');
  await page.getByRole('tab', { name: 'Lịch sử' }).click();
  await expect(page.getByRole('list', { name: 'Lịch sử' })).toContainText('ý kiến trước khi hết phiên');
  for (const person of [clerk, leader, officer]) await person.close();
});

test('several tabs share one stream; another takes over and misses nothing (ux 12.19)', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  let streams = 0;
  leader.context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/stream') streams += 1;
  });
  await leader.page.goto('/hop-thu');
  const other = await leader.context.newPage();
  await other.goto('/hop-thu');
  await expect(other.getByRole('heading', { name: 'Hộp thư' })).toBeVisible();
  await expect.poll(() => streams).toBe(1);
  await leader.page.close();
  await expect.poll(() => streams).toBe(2);
  const document = await registered(clerk, newCode(), 'Thử luồng trực tiếp');
  await clerk.act(`/v1/incoming/${document.id}`, 'submitToLeader', { leader: leader.me.positions[0]!.id });
  // Nothing was reloaded: it either stands in the list (which was empty) or waits to be called for.
  const news = other.getByRole('button', { name: /văn bản mới/ });
  const row = other.locator(`[data-id="${document.id}"]`);
  await expect(news.or(row).first()).toBeVisible();
  if (await news.isVisible()) await other.keyboard.press('.');
  await expect(row).toBeVisible();
  await clerk.close();
  await leader.close();
});

test('without the network the page says so and goes on when it is back (3.14)', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  const { page } = clerk;
  await page.goto('/hop-thu');
  await expect(page.getByRole('heading', { name: 'Hộp thư' })).toBeVisible();
  await clerk.context.setOffline(true);
  await expect(page.getByTestId('offline')).toContainText('Mất kết nối');
  await page.goto('about:blank').catch(() => undefined);
  await clerk.context.setOffline(false);
  await page.goto('/hop-thu');
  await expect(page.getByRole('heading', { name: 'Hộp thư' })).toBeVisible();
  await expect(page.getByTestId('offline')).toBeHidden();
  await clerk.close();
});
