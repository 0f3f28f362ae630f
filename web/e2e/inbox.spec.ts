// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { drain, handled, newCode } from './papers';
import { Person } from './people';

let clerk: Person;
let leader: Person;
let officer: Person;
test.beforeAll(async ({ browser }) => {
  [clerk, leader, officer] = [
    await Person.signIn(browser, 'clerk'),
    await Person.signIn(browser, 'leader'),
    await Person.signIn(browser, 'officer'),
  ];
});
test.afterAll(async () => {
  for (const person of [clerk, leader, officer]) await person.close();
});

test('finishing three opens the next each time, then says that all is done (ux 12.1)', async () => {
  await drain(officer);
  const codes = [newCode(), newCode(), newCode()];
  for (const code of codes) await handled(clerk, leader, officer, code, `Thử hoàn thành ${code}`);
  const { page } = officer;
  await page.goto('/hop-thu');
  const rows = page.getByTestId('inbox-list').getByRole('row');
  await expect(rows).toHaveCount(3);
  const seen: string[] = [];
  await rows.first().focus();
  for (let left = 3; left > 0; left -= 1) {
    const current = page.locator('[role=row][aria-selected=true]');
    await expect(current).toHaveCount(1);
    seen.push((await current.getAttribute('data-id')) ?? '');
    await expect(page.getByRole('button', { name: /Xong & tiếp/ })).toBeVisible();
    await page.keyboard.press('h');
    if (left > 1) {
      await expect(rows).toHaveCount(left - 1);
      await expect(page.locator(`[data-id="${seen.at(-1)}"]`)).toHaveCount(0);
      await expect(page.locator('[role=row][aria-selected=true]')).toBeFocused();
    }
  }
  expect(new Set(seen).size).toBe(3);
  const heading = page.getByRole('heading', { name: 'Hết việc' });
  await expect(heading).toBeVisible();
  await expect(heading).toBeFocused();
});

test('z takes the finish back: its place, its focus, both events in History (ux 12.2)', async () => {
  await drain(officer);
  const documents = [];
  for (const code of [newCode(), newCode(), newCode()])
    documents.push(await handled(clerk, leader, officer, code, `Thử hoàn tác ${code}`));
  const { page } = officer;
  await page.goto('/hop-thu');
  const rows = page.getByTestId('inbox-list').getByRole('row');
  await expect(rows).toHaveCount(3);
  await rows.nth(1).focus();
  const id = await rows.nth(1).getAttribute('data-id');
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveAttribute('data-id', id!);
  await expect(page.getByRole('button', { name: /Xong & tiếp/ })).toBeVisible();
  await page.keyboard.press('h');
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('z');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toHaveAttribute('data-id', id!);
  await expect(rows.nth(1)).toBeFocused();
  const history = await officer.get<{ items: { event: string }[] }>(`/v1/incoming/${id}/history`);
  expect(history.items.slice(-2).map((one) => one.event)).toEqual(['HandlingCompleted', 'HandlingReopened']);
});

test('a typing tool’s injected keys do nothing, real ones and arrows do (ux 12.8)', async () => {
  await drain(officer);
  for (const code of [newCode(), newCode()]) await handled(clerk, leader, officer, code, `Thử bộ gõ ${code}`);
  const { page } = officer;
  await page.goto('/hop-thu');
  const rows = page.getByTestId('inbox-list').getByRole('row');
  await expect(rows).toHaveCount(2);
  await rows.nth(1).focus();
  await expect(page.getByRole('button', { name: /Xong & tiếp/ })).toBeVisible();
  const wire = await page.context().newCDPSession(page);
  const inject = (key: string, code: string) =>
    wire.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key.length === 1 ? key : '' });
  await page.keyboard.press('k');
  await expect(rows.nth(0)).toBeFocused();
  await inject('Backspace', '');
  await inject('h', '');
  await inject('ẹ', '');
  await page.keyboard.press('ArrowDown'); // whatever was to happen has happened before this is seen
  await expect(rows.nth(1)).toBeFocused();
  await expect(rows).toHaveCount(2);
  await expect(page.getByTestId('polite')).toContainText('Bộ gõ đang biến đổi phím tắt');
});

test('Enter that commits a composed word sends nothing; Ctrl+Enter sends once (ux 12.9)', async () => {
  await drain(officer);
  const document = await handled(clerk, leader, officer, newCode(), 'Thử ý kiến');
  const { page } = officer;
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/recordProgress')) sent.push(request.url());
  });
  await page.goto(`/van-ban/${document.id}`);
  await expect(page.getByRole('button', { name: /Ý kiến/ })).toBeVisible();
  await page.keyboard.press('b');
  const box = page.getByLabel('Ý kiến hoặc tiến độ');
  await expect(box).toBeFocused();
  const wire = await page.context().newCDPSession(page);
  await wire.send('Input.imeSetComposition', { text: 'đồng ý', selectionStart: 6, selectionEnd: 6 });
  await wire.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await wire.send('Input.insertText', { text: 'đồng ý' });
  await expect(box).toHaveValue(/đồng ý/);
  expect(sent).toHaveLength(0);
  await page.keyboard.press('Control+Enter');
  await expect(box).toBeHidden();
  expect(sent).toHaveLength(1);
  await page.getByRole('tab', { name: 'Lịch sử' }).click();
  await expect(page.getByRole('list', { name: 'Lịch sử' })).toContainText('đồng ý');
});

test('text that was not sent survives a reload (S7)', async () => {
  const document = await handled(clerk, leader, officer, newCode(), 'Thử giữ nháp');
  const { page } = officer;
  await page.goto(`/van-ban/${document.id}`);
  await page.getByRole('button', { name: /Ý kiến/ }).click();
  await page.getByLabel('Ý kiến hoặc tiến độ').fill('đang viết dở');
  await page.reload();
  await page.getByRole('button', { name: /Ý kiến/ }).click();
  await expect(page.getByLabel('Ý kiến hoặc tiến độ')).toHaveValue('đang viết dở');
});
