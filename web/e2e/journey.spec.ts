// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from '@playwright/test';
import { newCode, openDossier, registered } from './papers';
import { Person } from './people';

/** The whole way of one paper through six hands, in the browser. */
test('registered, submitted, directed, finished, filed, archived and found again', async ({ browser }) => {
  test.setTimeout(240_000);
  const code = newCode('QĐ');
  const word = `kỷ luật`;
  const subject = `Tăng cường ${word} số ${code.split('/')[0]}`;
  const clerk = await Person.signIn(browser, 'clerk');
  const leader = await Person.signIn(browser, 'leader');
  const officer = await Person.signIn(browser, 'officer');
  const archivist = await Person.signIn(browser, 'archivist');
  const document = await registered(clerk, code, subject);
  const url = `/van-ban/${document.id}`;

  await test.step('the clerk submits it to the leader', async () => {
    const { page } = clerk;
    await page.goto(url);
    await expect(page.getByRole('button', { name: /Trình lãnh đạo/ })).toBeVisible();
    await page.keyboard.press('t');
    const who = page.getByRole('combobox', { name: 'Trình ai' });
    await expect(who).toBeVisible();
    await expect(who).not.toHaveValue(''); // there is one leader, so nobody need be chosen
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('polite')).toContainText(`Đã trình ${code}`);
  });

  await test.step('the leader directs it to the officer, found by initials', async () => {
    const { page } = leader;
    await page.goto(url);
    await expect(page.getByRole('button', { name: /Bút phê, phân công/ })).toBeVisible();
    await page.keyboard.press('p');
    const lead = page.getByRole('combobox', { name: 'Chủ trì' });
    await lead.fill(
      officer.me.name
        .split(' ')
        .map((part) => part[0])
        .join(''),
    );
    await page.getByRole('option', { name: officer.me.name }).first().click();
    await page.getByLabel('Hạn giải quyết').fill('3n');
    await page.getByLabel('Bút phê').last().fill('Đ/c chủ trì, báo cáo kết quả');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('polite')).toContainText(`Đã giao ${code}`);
  });

  const dossier = await openDossier(officer, `Hồ sơ thử ${code}`);
  await test.step('the officer takes, finishes and files it', async () => {
    const { page } = officer;
    await page.goto(url);
    const acknowledge = page.getByRole('button', { name: 'Ký nhận' });
    const finish = page.getByRole('button', { name: 'Hoàn thành, ghi kết quả…' });
    await expect(acknowledge.or(finish).first()).toBeVisible();
    if (await acknowledge.isVisible()) await acknowledge.click();
    await finish.click();
    await page.getByLabel('Kết quả giải quyết').fill('Đã ban hành kế hoạch thực hiện');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('polite')).toContainText(`Đã hoàn thành ${code}`);
    await expect(page.getByRole('button', { name: /Lưu hồ sơ/ })).toBeVisible();
    await page.keyboard.press('l');
    await page.getByRole('combobox', { name: 'Hồ sơ' }).fill(dossier.fileCode);
    await page.getByRole('option', { name: new RegExp(`Hồ sơ thử ${code}`) }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('polite')).toContainText(`Đã lưu ${code}`);
  });

  await test.step('the dossier is closed and offered', async () => {
    const { page } = officer;
    await page.goto(`/ho-so?dossier=${dossier.id}`);
    await expect(page.getByRole('table').getByText(code)).toBeVisible();
    for (const [button, done] of [
      ['Kết thúc hồ sơ', 'Đã kết thúc'],
      ['Nộp lưu trữ', 'Đã nộp'],
    ] as const) {
      await page.getByTestId('dossier').getByRole('button', { name: button }).click();
      await page.getByRole('dialog').getByLabel('Ghi chú (không bắt buộc)').fill('đủ văn bản');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByTestId('polite')).toContainText(done);
    }
  });

  await test.step('the archivist accepts it from the queue', async () => {
    const { page } = archivist;
    await page.goto('/hop-thu');
    await expect(page.getByTestId('inbox-list')).toContainText('chờ nhận hồ sơ');
    await page.goto(`/ho-so?dossier=${dossier.id}`);
    await page.getByRole('button', { name: 'Tiếp nhận' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('đã kiểm đếm');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('polite')).toContainText('Đã tiếp nhận');
    await expect(page.getByTestId('dossier')).toContainText('đã vào lưu trữ');
  });

  await test.step('it is found with marks, without, and by its number; the hit is marked on the page', async () => {
    const { page } = archivist;
    const number = code.split('/')[0]!;
    for (const q of [`${word} ${number}`, `ky luat ${number}`, code.toLowerCase()]) {
      await page.goto('/tim');
      await page.getByRole('searchbox').fill(q);
      await expect(page.locator(`[data-id="${document.id}"]`)).toBeVisible();
    }
    await page.goto('/tim');
    await page.getByRole('searchbox').fill(number);
    const hit = page.locator(`[data-id="${document.id}"]`);
    await expect(hit.locator('mark').first()).toBeVisible();
    await hit.getByRole('link').click();
    await expect(page.locator('[data-hit]').first()).toBeVisible();
    await page.getByRole('tab', { name: 'Lịch sử' }).click();
    await expect(page.getByRole('list', { name: 'Lịch sử' })).toContainText(officer.me.name);
  });
  for (const person of [clerk, leader, officer, archivist]) await person.close();
});
