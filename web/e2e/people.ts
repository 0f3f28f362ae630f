// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, type APIResponse, type Browser, type BrowserContext, type Page } from '@playwright/test';

export const kPassword = process.env.CHAUBAN_DEMO_PASSWORD ?? 'chauban-demo';
export const kRoles = {
  clerk: 'vanthu',
  officer: 'chuyenvien',
  unitHead: 'truongphong',
  leader: 'lanhdao',
  archivist: 'luutru',
  admin: 'quantri',
} as const;
export type RoleName = keyof typeof kRoles;

/** One signed-in person: their browser, and the same API under their name to bring about what a test begins with. */
export class Person {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly csrf: string,
    readonly me: Me,
  ) {}

  static async signIn(
    browser: Browser,
    role: RoleName,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Person> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto('/');
    await page.getByLabel('Tên đăng nhập').fill(kRoles[role]);
    await page.getByLabel('Mật khẩu', { exact: true }).fill(kPassword);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await expect(page.getByRole('navigation', { name: 'Các màn hình' })).toBeVisible();
    const me = (await (await page.request.get('/v1/me')).json()) as Me;
    return new Person(context, page, me.csrf, me);
  }

  async get<T>(path: string): Promise<T> {
    return this.read(await this.page.request.get(path));
  }

  async post<T>(path: string, data: unknown, headers: Record<string, string> = {}): Promise<T> {
    const origin = new URL(this.page.url()).origin;
    const all = { 'X-Chauban-CSRF': this.csrf, Origin: origin, 'Idempotency-Key': crypto.randomUUID(), ...headers };
    return this.read(await this.page.request.post(path, { data: data as never, headers: all }));
  }

  /** A command on a document or dossier, against its present version. */
  async act<T>(path: string, command: string, body?: unknown): Promise<T> {
    const now = await this.page.request.get(path);
    return this.post<T>(`${path}/${command}`, body, { 'If-Match': now.headers()['etag'] ?? '' });
  }

  private async read<T>(answer: APIResponse): Promise<T> {
    expect(answer.ok(), `${answer.url()} ${answer.status()} ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

export interface Me {
  csrf: string;
  name: string;
  roles: string[];
  positions: { id: string; title: string; unit: { id: string; name: string } }[];
}
