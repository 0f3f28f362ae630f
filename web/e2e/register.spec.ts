// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test, type Page } from '@playwright/test';
import { arrive, drawn, newCode, scan, yesterday, type Doc } from './papers';
import { Person } from './people';

let clerk: Person;
test.beforeAll(async ({ browser }) => {
  clerk = await Person.signIn(browser, 'clerk');
});
test.afterAll(() => clerk.close());

const field = (page: Page, name: string) => page.locator(`#field-${name}`);

/** Takes what was read where something was read, else types; then Enter. */
async function take(page: Page, name: string, fallback: string): Promise<void> {
  await field(page, name).focus();
  if ((await page.locator(`[data-field=${name}] [data-state]`).first().getAttribute('data-state')) === 'empty') {
    await field(page, name).fill(fallback);
  }
  await page.keyboard.press('Enter');
}

test('a real scan is uploaded, read page by page, proposed and registered (ux 12.4)', async () => {
  const { page } = clerk;
  await page.goto('/nhap');
  await page.getByRole('radio', { name: 'Không mật' }).check();
  const paper = scan();
  await page.locator('#files').setInputFiles(paper);
  const row = page.locator('[data-job]', { hasText: paper.name });
  await expect(row).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  await row.getByRole('link', { name: 'Đăng ký' }).click();
  await expect(field(page, 'code')).toBeVisible();
  await expect(page.locator('.page img').first()).toHaveJSProperty('complete', true);
  await expect(page.locator('[data-field] [data-state=proposed]').first()).toBeVisible();
  const code = newCode('CV');
  await field(page, 'code').fill(code);
  await page.keyboard.press('Enter');
  await field(page, 'issueDate').fill(yesterday());
  await page.keyboard.press('Enter');
  await take(page, 'issuer', 'UBND huyện Thử Nghiệm');
  await take(page, 'subject', 'Thử đăng ký từ bản quét');
  const id = new URL(page.url()).searchParams.get('id');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('polite')).toContainText(/Đã vào sổ: số đến \d+\/\d{4}/);
  expect(new URL(page.url()).searchParams.get('id')).not.toBe(id); // the next scan is open
});

test('an unconfirmed date stops Ctrl+Enter; typing replaces the reading (ux 12.5, 12.7)', async () => {
  const { page } = clerk;
  const { arrival } = await arrive(clerk, 'Thu nghiem ngay chua doi chieu');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/v1/incoming') sent.push(request.url());
  });
  await page.goto(`/dang-ky?id=${arrival.id}`);
  await field(page, 'code').fill(newCode());
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(field(page, 'issueDate')).toBeFocused();
  await expect(page.getByTestId('assertive')).toContainText('Ngày văn bản');
  const shown = page.locator('.toast[data-tone=error]');
  await expect(shown).toContainText('Ngày văn bản'); // for the eye too, until it is done
  expect(sent).toHaveLength(0);
  await field(page, 'issueDate').pressSequentially('290421');
  await expect(page.locator('[data-field=issueDate]')).toContainText('29/04/2021, Thứ Năm');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-field=issueDate]')).toContainText('gõ tay');
  await field(page, 'issuer').fill('UBND huyện Thử Nghiệm');
  await page.keyboard.press('Enter');
  await field(page, 'subject').fill('Thử gõ ngày');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('polite')).toContainText('Đã vào sổ');
  await expect(shown).toHaveCount(0);
  expect(sent).toHaveLength(1);
  const kept = await clerk.get<Doc & { fields: { issueDate: string } }>(`/v1/incoming/${arrival.id}`);
  expect(kept.fields.issueDate).toBe('2021-04-29');
});

test('a field and its region on the scan lead to each other (ux 12.6)', async () => {
  const { page } = clerk;
  const stored = await clerk.get<{ items: Doc[] }>('/v1/incoming/arrivals?limit=200');
  const withRegions = async () => {
    for (const one of stored.items) {
      const read = await clerk.get<{ fields: Record<string, { region?: unknown }> }>(
        `/v1/incoming/suggestions/${one.files[0]!.id}`,
      );
      const names = Object.entries(read.fields)
        .filter(([, value]) => value.region)
        .map(([name]) => name);
      if (names.includes('subject') || names.includes('code')) return one;
    }
    throw new Error('no scan with regions waits for its number');
  };
  await page.goto(`/dang-ky?id=${(await withRegions()).id}`);
  const region = page.locator('.region').first();
  await expect(region).toBeVisible();
  await region.click();
  await expect(page.locator('[data-field]').locator(':focus')).toHaveCount(1);
  await expect(region).toHaveAttribute('aria-pressed', 'true');
  await expect(region).toBeInViewport();
});

test('a twelve-page upload goes on over a reload, and pages already read can be opened (ux 12.10)', async () => {
  const { page } = clerk;
  await page.goto('/nhap');
  await page.getByRole('radio', { name: 'Không mật' }).check();
  const paper = drawn(Array.from({ length: 12 }, (_, i) => `Trang so ${i + 1}\n${crypto.randomUUID()}`));
  await page.locator('#files').setInputFiles(paper);
  const row = page.locator('[data-job]', { hasText: paper.name });
  await expect(row).toBeVisible();
  await page.reload();
  await expect(row).toBeVisible();
  await expect(row.getByRole('progressbar')).toHaveAttribute('aria-valuemax', '12');
  await expect(row).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  await row.getByRole('link', { name: 'Đăng ký' }).click();
  await expect(page.locator('.words').first()).toContainText('Trang');
});

test('papers with a secrecy mark are not sent at all (R29)', async () => {
  const { page } = clerk;
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/uploads')) sent.push(request.url());
  });
  await page.goto('/nhap');
  await page.getByRole('radio', { name: 'Có dấu mật' }).check();
  await expect(page.getByRole('alert').filter({ hasText: 'Không nhận văn bản mật' })).toBeVisible();
  await page.locator('#files').setInputFiles(drawn(['x']));
  await expect(page.getByRole('button', { name: 'Chọn tệp…' })).toBeDisabled();
  expect(sent).toHaveLength(0);
});
