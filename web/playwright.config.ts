// SPDX-License-Identifier: GPL-3.0-or-later
import { defineConfig } from '@playwright/test';

/** Against a running server with the demo's accounts: BASE_URL=http://127.0.0.1:8080 npm run e2e */
export default defineConfig({
  testDir: 'e2e',
  workers: 1, // one server, one set of accounts; two cores are shared with it
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:8080',
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1366, height: 768 },
    actionTimeout: 20_000,
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', // the system's; nothing is downloaded
      args: [
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
