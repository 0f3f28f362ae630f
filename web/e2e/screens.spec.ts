// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test, type Page } from '@playwright/test';
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { arrive, registered, newCode, type Doc } from './papers';
import { Person, type RoleName } from './people';

const kShots = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const kTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds, as lines a person can act on; evaluate is not bound by the page's own policy. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const checker = (window as unknown as { axe: typeof axe }).axe;
    const result = await checker.run(document, { runOnly: { type: 'tag', values: tags } });
    return result.violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  }, kTags);
}

/** The screen has settled: nothing is being fetched and no skeleton stands. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
  await expect(page.locator('h1').first()).toBeVisible();
}

const kScreens: [role: RoleName, name: string, path: string][] = [
  ['clerk', 'inbox', '/hop-thu'],
  ['clerk', 'uploads', '/nhap'],
  ['clerk', 'register', '/dang-ky'],
  ['clerk', 'search', '/tim?q=van%20ban'],
  ['clerk', 'registers', '/so'],
  ['archivist', 'archive', '/ho-so'],
  ['leader', 'inbox of the leader', '/hop-thu'],
  ['unitHead', 'inbox of the head', '/hop-thu'],
  ['officer', 'nothing there', '/khong-co'],
  ['admin', 'admin', '/quan-tri'],
  ['admin', 'accounts', '/quan-tri?tab=users'],
];

test('axe finds nothing on the sign-in page, in light and dark', async ({ browser }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Đăng nhập' })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel('Tên đăng nhập').fill('vanthu');
    await page.getByLabel('Mật khẩu', { exact: true }).fill('sai');
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await expect(page.getByRole('alert').first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await context.close();
  }
});

for (const [colorScheme, width] of [
  ['light', 1366],
  ['dark', 1366],
  ['light', 320],
] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}, ${width} px`, async ({ browser }) => {
    test.setTimeout(300_000);
    const people = new Map<RoleName, Person>();
    for (const [role, name, path] of kScreens) {
      const person =
        people.get(role) ?? (await Person.signIn(browser, role, { colorScheme, viewport: { width, height: 768 } }));
      people.set(role, person);
      await person.page.goto(path);
      await settled(person.page);
      expect(await findings(person.page), name).toEqual([]);
    }
    const clerk = people.get('clerk')!;
    const document = await registered(clerk, newCode(), 'Thử tiếp cận');
    await clerk.page.goto(`/van-ban/${document.id}`);
    await settled(clerk.page);
    for (const tab of ['Thông tin', 'Luồng xử lý', 'Lịch sử']) {
      await clerk.page.getByRole('tab', { name: tab }).click();
      expect(await findings(clerk.page), tab).toEqual([]);
    }
    await clerk.page.getByRole('button', { name: /Trình lãnh đạo/ }).click();
    await expect(clerk.page.getByRole('dialog')).toBeVisible();
    expect(await findings(clerk.page), 'sheet').toEqual([]);
    await clerk.page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click();
    await expect(clerk.page.getByRole('dialog')).toBeHidden();
    await clerk.page.locator('main').focus();
    await clerk.page.keyboard.press('?');
    await expect(clerk.page.getByRole('dialog', { name: 'Phím tắt của màn hình này' })).toBeVisible();
    expect(await findings(clerk.page), 'help').toEqual([]);
    for (const person of people.values()) await person.close();
  });
}

test('the rail shows each role what it has a use for', async ({ browser }) => {
  const expected: Record<RoleName, string[]> = {
    clerk: ['Hộp thư', 'Nhập bản quét', 'Đăng ký', 'Tìm', 'Hồ sơ', 'Sổ đăng ký'],
    officer: ['Hộp thư', 'Tìm', 'Hồ sơ', 'Sổ đăng ký'],
    unitHead: ['Hộp thư', 'Tìm', 'Hồ sơ', 'Sổ đăng ký'],
    leader: ['Hộp thư', 'Tìm', 'Hồ sơ', 'Sổ đăng ký'],
    archivist: ['Hộp thư', 'Tìm', 'Hồ sơ', 'Sổ đăng ký'],
    admin: ['Quản trị'],
  };
  for (const role of Object.keys(expected) as RoleName[]) {
    const person = await Person.signIn(browser, role);
    const links = person.page.getByRole('navigation', { name: 'Các màn hình' }).getByRole('link');
    await expect(links).toHaveCount(expected[role].length);
    for (const [i, name] of expected[role].entries()) await expect(links.nth(i)).toContainText(name);
    await person.close();
  }
});

test('English is complete on a screen that was Vietnamese', async ({ browser }) => {
  const clerk = await Person.signIn(browser, 'clerk');
  await clerk.page.getByRole('button', { name: 'Tài khoản' }).click();
  await clerk.page.getByRole('button', { name: 'English' }).click();
  await expect(clerk.page.getByRole('button', { name: 'Tiếng Việt' })).toBeVisible();
  await clerk.page.keyboard.press('Escape');
  await expect(clerk.page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await clerk.close();
});

test('screenshots of inbox and register for the README', async ({ browser }) => {
  mkdirSync(kShots, { recursive: true });
  const clerk = await Person.signIn(browser, 'clerk');
  const { page } = clerk;
  const waiting = await clerk.get<{ items: Doc[] }>('/v1/incoming/arrivals?limit=1');
  const id = waiting.items[0]?.id ?? (await arrive(clerk, 'Anh chup man hinh')).arrival.id;
  for (const [name, path] of [
    ['inbox', '/hop-thu'],
    ['register', `/dang-ky?id=${id}`],
  ] as const) {
    await page.goto(path);
    await settled(page);
    await expect(page.locator('.page img').first()).toHaveJSProperty('complete', true);
    await page.screenshot({ path: `${kShots}${name}.png` });
  }
  await clerk.close();
});
