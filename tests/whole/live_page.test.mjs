// News on open pages, in a real browser: they come by themselves, move nothing, and cost one stream a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openBrowser } from './browser.mjs';
import { Server, sleep } from './server.mjs';

const started = Server.start('sqlite', { env: { BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } });
const opened = openBrowser();
test.after(async () => {
  await (await opened).close();
  await (await started).close();
});

const brief = (server, headline, at) => server.publish({ kind: 'brief', headline, body_html: '<p>x</p>' }, at && { at });
const metricsPort = server => server.log.match(/operator listen=\S+ port=(\d+)/)[1];
const streams = async server => Number((await (await fetch(`http://127.0.0.1:${metricsPort(server)}/metrics`)).text()).match(/^broadsheet_live_streams (\d+)$/m)[1]);

async function until(check, what, ms = 5000) {
  for (const end = Date.now() + ms; !(await check());) {
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
    await sleep(20);
  }
}

let last;  // the browser of the test before, should it have failed

// A browser of its own, looking at `where`; its random pauses are short. `hide(page, yes)` as a reader changing tabs.
async function visit(where = '/', { options = {}, prepare } = {}) {
  const server = await started;
  await last?.close();
  await until(async () => await streams(server) === 0, 'the end of the last test\'s streams');
  const context = last = await (await opened).newContext(options);
  await context.addInitScript(() => { Math.random = () => 0.02; });
  await prepare?.(context);
  const open = async () => {
    const page = await context.newPage();
    page.errors = [];
    page.on('pageerror', error => page.errors.push(String(error)));
    page.on('console', message => { if (message.type() === 'error' && !/net::ERR|Failed to load/.test(message.text())) page.errors.push(message.text()); });
    await page.goto(server.url + where);
    return page;
  };
  const page = await open();
  return { server, context, page, open };
}

const hide = (page, hidden) => page.evaluate(value => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

const headlines = page => page.locator('.feed li[data-id] a').allTextContents();
const first = async page => (await headlines(page))[0];
const connected = (server, count = 1) => until(async () => await streams(server) === count, `${count} streams`);

test('a brief comes by itself within a second, in its place, and is announced', async () => {
  await brief(await started, 'Here before');
  const { server, context, page } = await visit();
  await connected(server);
  const { id } = await brief(server, 'Power is <back>');
  await until(async () => await first(page) === 'Power is <back>', 'the brief', 1000);
  const item = page.locator(`.feed li[data-id="${id}"]`);
  assert.equal(await item.getAttribute('class'), 'feed-new');
  assert.equal(await item.locator('a').getAttribute('href'), '/power-is-back/');
  assert.match(await item.locator('time').getAttribute('datetime'), /^20.*Z$/);
  await until(async () => await page.locator('[role=status]').textContent() === '1 new in the news feed: Power is <back>', 'the announcement', 2000);
  await brief(server, 'Second thing');
  await brief(server, 'Third thing');
  await until(async () => (await headlines(page)).slice(0, 3).join() === 'Third thing,Second thing,Power is <back>', 'the next two');
  assert.match(await page.locator('[role=status]').textContent(), /Power/, 'not interrupted at once');
  await until(async () => await page.locator('[role=status]').textContent() === '2 new in the news feed: Third thing; Second thing', 'the second announcement', 12_000);
  await brief(server, 'From long ago', '2024-05-05T10:00:00Z');
  await brief(server, 'Marker');
  await until(async () => await first(page) === 'Marker', 'the marker');
  assert.equal((await headlines(page)).at(-1), 'From long ago');
  assert.deepEqual(await page.locator('.feed .day').allTextContents(), await (await context.newPage()).goto(server.url).then(() => context.pages()[1].locator('.feed .day').allTextContents()), 'as a fresh page has it');
  await server.desk('PATCH', `/stories/${id}`, { headline: 'Power is half back' });
  await until(async () => (await headlines(page)).includes('Power is half back'), 'the correction');
  await server.desk('POST', `/stories/${id}/retract`, { notice: 'Wrong.' });
  await until(async () => !(await headlines(page)).includes('Power is half back'), 'the retraction');
  assert.deepEqual(page.errors, []);
  await context.close();
});

test('the feed keeps its length', async () => {
  const { server, context, page } = await visit();
  await connected(server);
  for (let i = 1; i <= 22; i++) await brief(server, `Filling ${i}`);
  await until(async () => await first(page) === 'Filling 22', 'the last');
  assert.equal((await headlines(page)).length, 10);
  const fresh = await context.newPage();
  await fresh.goto(server.url);
  assert.deepEqual(await headlines(page), await headlines(fresh));
  await context.close();
});

test('nothing moves where somebody reads; a button brings it', async () => {
  await brief(await started, 'To be read');
  const { server, context, page } = await visit();
  await connected(server);
  const link = page.locator('.feed li a').first();
  await link.focus();
  const tops = () => page.locator('.feed li, .feed h2, main').evaluateAll(boxes => boxes.map(box => box.getBoundingClientRect().top));
  const before = await tops();
  const held = await brief(server, 'Waiting one');
  await brief(server, 'Waiting two');
  const button = page.locator('.feed .feed-button');
  await until(async () => await button.count() === 1 && await button.textContent() === '2 new', 'the button');
  assert.deepEqual(await tops(), before);
  assert.equal(await first(page), 'To be read');
  await server.desk('POST', `/stories/${held.id}/unpublish`);
  await until(async () => await button.textContent() === '1 new', 'one less');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await button.focus();
  await page.keyboard.press('Enter');
  await until(async () => await first(page) === 'Waiting two', 'what waited');
  assert.ok(!(await headlines(page)).includes('Waiting one'), 'what was taken back meanwhile does not come');
  assert.equal(await button.count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Waiting two');
  await page.evaluate(() => document.activeElement.blur());
  await page.setViewportSize({ width: 400, height: 200 });
  await page.evaluate(() => scrollTo(0, document.querySelector('.feed').getBoundingClientRect().top + scrollY + 40));
  const scrolled = await tops();
  await brief(server, 'While scrolled');
  await until(async () => await button.count() === 1, 'the button again');
  assert.deepEqual(await tops(), scrolled);
  assert.deepEqual(page.errors, []);
  await context.close();
});

test('a story that is read says when it was changed or withdrawn, and stays as it is', async () => {
  const server = await started;
  const story = await server.publish({ headline: 'Under the eyes', body_html: '<p>Old words.</p>'.repeat(60) });
  const { context, page } = await visit('/under-the-eyes/');
  await connected(server);
  await sleep(200);
  assert.equal(await page.locator('.page-notice').count(), 0);
  await page.evaluate(() => scrollTo(0, 500));
  const top = () => page.locator('article.story .body').evaluate(body => body.getBoundingClientRect().top);
  const before = await top();
  await server.desk('PATCH', `/stories/${story.id}`, { body_html: '<p>New words.</p>' });
  const notice = page.locator('article.story > .page-notice');
  await until(async () => await notice.count() === 1, 'the notice', 1000);
  assert.match(await notice.textContent(), /^This story was updated at \d\d:\d\d\. Show the new version$/);
  assert.match(await page.locator('.body').textContent(), /Old words/);
  assert.equal(await top(), before);
  await notice.locator('a').click();
  await until(async () => /New words/.test(await page.locator('.body').textContent()), 'the new version');
  await sleep(300);
  assert.equal(await notice.count(), 0, 'the new page knows that it is new');
  await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'Wrong.' });
  await until(async () => /withdrawn/.test(await notice.textContent().catch(() => '')), 'the second notice');
  assert.deepEqual(page.errors, []);
  await context.close();
});

test('one stream a browser, none for tabs that nobody sees, and nothing is missed', async () => {
  const { server, context, page, open } = await visit();
  await connected(server);
  const other = await open(), third = await open();
  await sleep(300);
  assert.equal(await streams(server), 1);
  await brief(server, 'For all tabs');
  for (const tab of [page, other, third]) await until(async () => await first(tab) === 'For all tabs', 'the brief', 1000);
  await hide(page, true);  // the one that led: another takes over
  await sleep(300);
  assert.equal(await streams(server), 1);
  await brief(server, 'Handed over');
  for (const tab of [other, third]) await until(async () => await first(tab) === 'Handed over', 'the brief', 2000);
  await hide(other, true);
  await hide(third, true);
  await connected(server, 0);
  await brief(server, 'While away');
  await sleep(300);
  assert.equal(await first(page), 'For all tabs');
  await hide(page, false);
  await until(async () => await first(page) === 'While away', 'what came meanwhile', 2000);
  assert.deepEqual((await headlines(page)).slice(0, 3), ['While away', 'Handed over', 'For all tabs']);
  await hide(other, false);  // not leading: it asks for what it missed
  await until(async () => await first(other) === 'While away', 'the same in another tab', 2000);
  assert.equal(await streams(server), 1);
  await page.close();
  await brief(server, 'After the leader closed');
  await until(async () => await first(other) === 'After the leader closed', 'the next leader', 3000);
  assert.deepEqual([...page.errors, ...other.errors], []);
  await context.close();
  await connected(server, 0);
});

test('a page that comes back from the browser’s memory goes on', async () => {
  const { server, context, page } = await visit();
  await connected(server);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await connected(server, 0);
  await brief(server, 'In between');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await until(async () => await first(page) === 'In between', 'what came in between', 2000);
  await context.close();
});

test('where no stream comes through, the page asks', async () => {
  const { server, context, page } = await visit('/', { prepare: context => context.route('**/live?*', route => route.abort()) });
  await brief(server, 'By asking');
  await until(async () => await first(page) === 'By asking', 'the brief', 8000);
  assert.equal(await streams(server), 0);
  await context.close();
});

test('without Web Locks each tab streams for itself', async () => {
  const { server, context, page, open } = await visit('/', { prepare: context => context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined })) });
  const other = await open();
  await connected(server, 2);
  await brief(server, 'Twice');
  for (const tab of [page, other]) await until(async () => await first(tab) === 'Twice', 'the brief', 1000);
  await context.close();
});

test('a restart of the server is bridged', async () => {
  const { server, context, page } = await visit();
  await connected(server);
  await server.down();
  await server.up();
  await brief(server, 'After the restart');
  await until(async () => await first(page) === 'After the restart', 'the brief', 25_000);
  assert.deepEqual(page.errors, []);
  await context.close();
});

test('who missed too much gets the feed anew', async () => {
  const { server, context, page } = await visit();
  await connected(server);
  await hide(page, true);
  await connected(server, 0);
  for (let i = 1; i <= 105; i++) await brief(server, `Many ${i}`);
  await hide(page, false);
  await until(async () => await first(page) === 'Many 105', 'the newest');
  await until(async () => (await headlines(page)).join() === Array.from({ length: 10 }, (_, i) => `Many ${105 - i}`).join(), 'the whole feed');
  await brief(server, 'And on');
  await until(async () => await first(page) === 'And on', 'the next');
  assert.deepEqual(page.errors, []);
  await context.close();
});

test('without scripts everything reads', async () => {
  const { server, context, page } = await visit('/', { options: { javaScriptEnabled: false } });
  await brief(server, 'On the next page');
  await page.reload();
  assert.equal(await first(page), 'On the next page');
  assert.doesNotMatch(await page.locator('body').innerText(), /\{\w+\}/);
  assert.equal(await streams(server), 0);
  await context.close();
});
