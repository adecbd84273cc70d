// Debian's Chromium for tests that look at pages as readers do.
import { chromium } from 'playwright-core';

export const openBrowser = (...args) => chromium.launch({
  executablePath: process.env.BROADSHEET_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
});

// Somebody of the newsroom, made for the test, at the desk; what throws there is told to `faults`.
export async function signInAtDesk({ server, browser, faults }, email, role) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })).newPage();
  page.on('pageerror', error => faults.push(error.message));
  page.setDefaultTimeout(15_000);
  const code = /code=([\w-]+)/.exec(server.command('staff', 'add', email, '--role', role))[1];
  await page.goto(`${server.url}/desk/?code=${code}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Pictures' }).first().waitFor();
  return page;
}
