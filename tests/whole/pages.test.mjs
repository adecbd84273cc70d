// The public pages as readers meet them, looked at by parts that nobody here wrote: the Nu HTML checker, axe-core in
// Chromium. Every page kind of the demo edition, three widths, light and dark, by keyboard alone, without scripts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { openBrowser } from './browser.mjs';
import { root, Server } from './server.mjs';

const kinds = {
  front: '/', story: '/bridge-reopens-to-trams/', table: '/council-election-results/', ukrainian: '/vchytelka-z-luhivky/', brief: null, standing: '/about/',
  section: '/section/city/', tag: null, author: '/author/marta-halych/', desk: '/author/news-desk/', feed: '/feed/', feedPage: '/feed/page/1/', feedDay: null,
  archive: '/archive/', archiveMonth: null, archiveDay: null, corrections: '/corrections/', search: '/search/', results: '/search/?q=bridge',
  nothingFound: '/search/?q=zzzzzz', missing: '/no-such-page/', retracted: null,
  newsletters: '/newsletters/', prefilled: '/newsletters/?email=olha%40example.org&newsletter=slow-saturday', sent: '/newsletters/sent/', badLink: '/newsletters/leave/?reader=x', members: '/members/',
};

let server, browser;
test.before(async () => {
  server = await Server.start('sqlite', { demo: true });
  browser = await openBrowser();
  const first = async (where, pattern) => (await server.get(where)).text.match(pattern)[1];
  kinds.brief = await first('/feed/', /<h3><a href="([^"]+)"/);
  kinds.feedDay = await first('/feed/', /href="(\/feed\/\d{4}\/\d\d\/\d\d\/)"/);
  kinds.tag = await first(kinds.story, /href="(\/tag\/[^"/]+\/)"/);
  kinds.archiveMonth = await first('/archive/', /href="(\/archive\/\d{4}\/\d\d\/)"/);
  kinds.archiveDay = await first(kinds.archiveMonth, /href="(\/archive\/\d{4}\/\d\d\/\d\d\/)"/);
  const withdrawn = await server.publish({ headline: 'Withdrawn in full', body_html: '<p>Wrong.</p>' });
  await server.desk('POST', `/stories/${withdrawn.id}/retract`, { notice: 'The figures were from another year.' });
  kinds.retracted = '/withdrawn-in-full/';
});
test.after(async () => {
  await browser?.close();
  await server?.close();
});

const open = async (where, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type()) && !/status of (404|410)/.test(message.text())) page.complaints.push(message.text()); });
  page.on('pageerror', error => page.complaints.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) page.complaints.push('a request to ' + request.url()); });
  await page.goto(server.url + where, { waitUntil: 'load' });
  return page;
};

test('the Nu HTML checker finds no error on any page kind', async t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-nu-'));
  try {
    const files = [];
    for (const [kind, where] of Object.entries(kinds)) {
      files.push(path.join(folder, kind + '.html'));
      writeFileSync(files.at(-1), (await server.get(where)).text);
    }
    let found = '';
    try {
      execFileSync('java', ['-jar', path.join(root, 'node_modules/vnu-jar/build/dist/vnu.jar'), '--format', 'json', ...files], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) { found = error.stderr; }
    const messages = found ? JSON.parse(found).messages.filter(message => message.type === 'error') : [];
    assert.deepEqual(messages.map(message => `${path.basename(message.url)}:${message.lastLine} ${message.message} ${message.extract ?? ''}`), []);
    t.diagnostic(`${files.length} page kinds`);
  } finally { rmSync(folder, { recursive: true, force: true }); }
});

test('axe-core finds no violation at any width, light or dark', async t => {
  const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
  const violations = [];
  let looked = 0;
  for (const [kind, where] of Object.entries(kinds))
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(where, { colorScheme });
      await page.evaluate(axe);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const result = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
        for (const violation of result.violations)
          violations.push(`${kind} ${width} ${colorScheme}: ${violation.id}: ${violation.help} ${violation.nodes.slice(0, 2).map(node => node.html + ' ' + node.failureSummary).join(' | ')}`);
        ++looked;
      }
      violations.push(...page.complaints.map(text => `${kind} ${colorScheme}: ${text}`));
      await page.context().close();
    }
  assert.deepEqual(violations, []);
  t.diagnostic(`${looked} pages looked at`);
});

test('nothing is wider than the screen, at 320 pixels and with text twice as large', async () => {
  const wide = [];
  for (const [kind, where] of Object.entries(kinds)) {
    const page = await open(where, { viewport: { width: 320, height: 640 } });
    const measure = async how => { if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) wide.push(`${kind}: ${how}`); };
    await measure('320 pixels');
    await page.setViewportSize({ width: 640, height: 900 });
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    await measure('text at 200 %');
    await page.context().close();
  }
  assert.deepEqual(wide, []);
});

test('the whole site is walked by keyboard alone', async t => {
  let stops = 0;
  for (const [kind, where] of Object.entries(kinds)) {
    const page = await open(where, { viewport: { width: 1024, height: 768 } });
    const expected = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
      .filter(element => element.tabIndex >= 0 && !element.disabled && element.getClientRects().length > 0 && element.type !== 'hidden').length);
    const seen = new Set();
    for (let i = 0; i < expected + 20; i++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        element.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length + 1);
        return { stop: element.dataset.stop, text: element.outerHTML.slice(0, 120), shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
      });
      if (here && seen.has(here.stop) && here.stop !== '1') continue;  // a date field is one element of several stops
      if (!here || seen.has(here.stop)) { if (seen.size) break; continue; }
      seen.add(here.stop);
      assert.ok(here.shown, `${kind}: the focus is out of sight at ${here.text}`);
      assert.ok(here.ring, `${kind}: the focus cannot be seen at ${here.text}`);
    }
    assert.equal(seen.size, expected, `${kind}: tab stops`);
    stops += seen.size;
    await page.context().close();
  }
  t.diagnostic(`${stops} tab stops`);
});

test('the front page costs a phone at most 120 kB in at most 12 requests, without pictures below the fold', async t => {
  const phone = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true };
  await (await open('/', phone)).context().close();  // the brotli form is made behind the first answer
  await new Promise(done => setTimeout(done, 1500));
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const requests = new Map();
  devtools.on('Network.requestWillBeSent', event => requests.set(event.requestId, { url: event.request.url, bytes: 0 }));
  devtools.on('Network.loadingFinished', event => { if (requests.has(event.requestId)) requests.get(event.requestId).bytes = event.encodedDataLength; });
  await page.goto(server.url + '/', { waitUntil: 'load' });
  await page.waitForTimeout(1500);
  const below = new Set(await page.evaluate(() => [...document.images].filter(image => image.getBoundingClientRect().top > innerHeight).map(image => image.currentSrc)));
  const counted = [...requests.values()].filter(request => !below.has(request.url));
  const bytes = counted.reduce((sum, request) => sum + request.bytes, 0);
  t.diagnostic(`${bytes} bytes in ${counted.length} requests: ${counted.map(request => `${new URL(request.url).pathname} ${request.bytes}`).join(', ')}`);
  assert.ok(bytes <= 120_000, `${bytes} bytes`);
  assert.ok(counted.length <= 12, `${counted.length} requests`);
  await context.close();
});

test('the search box offers what the words may be going to be', async () => {
  const page = await open('/search/');
  await page.locator('#search-q').pressSequentially('bri');
  await page.locator('datalist option[value*="ridge"]').first().waitFor({ state: 'attached', timeout: 5000 });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without JavaScript everything reads, and forms and links work', async () => {
  const page = await open('/', { javaScriptEnabled: false, viewport: { width: 360, height: 640 } });
  assert.ok(await page.locator('.lead h2 a').isVisible());
  assert.ok(await page.locator('.feed .briefs li').first().isVisible());
  await page.locator('.lead h2 a').click();
  assert.ok(await page.locator('.story h1').isVisible());
  await page.locator('.to-search').click();
  await page.locator('.search-form input[name=q]').fill('bridge');
  await page.locator('.search-form button').first().click();
  assert.match(page.url(), /\/search\/\?.*q=bridge/);
  assert.ok(await page.locator('.search-results a').first().isVisible());
  await page.context().close();
});

const mails = async to => (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.to.includes(to));
const mailTo = async (to, count = 1) => {
  for (let i = 0; i < 150; ++i) {
    const found = await mails(to);
    if (found.length >= count) return (await server.desk('GET', `/outbox/${found[0].name}`)).body;
    await new Promise(done => setTimeout(done, 100));
  }
  assert.fail(`no mail to ${to}`);
};

test('the sign-up box looks at the address when typing stops, keeps what was typed, and says what happens', async () => {
  const page = await open(kinds.story);
  const box = page.locator('main .newsletter-box'), field = box.getByLabel(/mail address/);
  await field.click();
  await page.keyboard.type('olha@example');
  await box.getByText('is not whole').waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const described = await field.getAttribute('aria-describedby');
  assert.match(await page.locator('#' + described).textContent(), /is not whole/);
  await field.fill('olha@gmial.com');
  await box.getByRole('button', { name: 'Yes, use olha@gmail.com' }).click();
  assert.equal(await field.inputValue(), 'olha@gmail.com');
  assert.equal(await field.getAttribute('aria-invalid'), null);
  await page.keyboard.press('Enter');
  await box.getByText('sent you a confirmation email').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), 'form-done');
  assert.deepEqual(page.complaints.filter(text => !/status of 422/.test(text)), []);
  assert.match((await mailTo('olha@gmail.com')).text, /Lit at Seven/);
  // The browser has worked, so a household may sign up more often than a robot.
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await page.reload();
    await field.fill(`${name}@household.example`);
    await page.keyboard.press('Enter');
    await box.getByText('sent you a confirmation email').waitFor();
  }
  await page.context().close();
});

test('with and without JavaScript: sign up, confirm, choose, leave', async () => {
  for (const javaScriptEnabled of [false, true]) {
    const email = `reader-${javaScriptEnabled}@example.org`;
    const page = await open('/newsletters/', { javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const form = page.locator('main form.sign-up');
    await form.getByLabel(/mail address/).fill('nobody');
    await form.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('looks like name@example.org').waitFor();
    assert.equal(await form.getByLabel(/mail address/).inputValue(), 'nobody');
    await form.getByLabel('Lit at Seven').uncheck();
    await form.getByLabel(/mail address/).fill(email);
    await form.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('at least one newsletter').waitFor();
    assert.equal(await form.getByLabel(/mail address/).inputValue(), email);
    await form.getByLabel('Slow Saturday').check();
    await form.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('sent you a confirmation email').first().waitFor();
    const link = /https?:\S+confirm\S+/.exec((await mailTo(email)).text)[0];
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.locator('main').getByRole('link', { name: 'Your account' }).click();
    assert.equal(await page.getByLabel('Slow Saturday').first().isChecked(), true);
    await page.locator('main').getByLabel('Lit at Seven').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const leave = /<([^>]*leave[^>]*)>/.exec((await mailTo(email, 2)).source.replace(/\r?\n[ \t]+/g, ''))[1];
    await page.goto(leave);
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    await page.goto(server.url + '/members/');
    assert.equal(await page.locator('main').getByLabel('Slow Saturday').isChecked(), false);
    assert.equal(await page.locator('main').getByLabel('Lit at Seven').isChecked(), true);
    assert.deepEqual(page.complaints.filter(text => !/status of 422/.test(text)), []);
    await page.context().close();
  }
});
