// Debian's Chromium for tests that look at pages as readers do.
import { chromium } from 'playwright-core';

export const openBrowser = () => chromium.launch({
  executablePath: process.env.BROADSHEET_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
