// The desk as people use it: Debian's Chromium signs in, writes, publishes; the server goes away in mid-sentence.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { Server, root, waiter } from './server.mjs';
import { totp } from './totp.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server, browser, page;
const faults = [];

before(async () => {
  server = await Server.start('sqlite', { demo: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', error => faults.push(error.message));
  const code = /code=([\w-]+)/.exec(server.command('staff', 'add', 'reporter@example.org', '--role', 'administrator'))[1];
  await page.goto(`${server.url}/desk/?code=${code}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My drafts' }).waitFor();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const api = async (where, options = {}) => (await fetch(`${server.url}/desk/api/${where}`, { ...options, headers: { Authorization: `Bearer ${server.token}`, ...options.headers } })).json();
const idOf = () => page.url().split('/').pop();
async function newStory() {
  const before = page.url();
  await page.getByRole('button', { name: 'New story' }).first().click();
  await page.waitForURL(url => url.href !== before && /\/desk\/stories\/[0-9a-z]{13}$/.test(url.href));
  await page.locator('.ProseMirror').waitFor();
}
const until = waiter(15);
const saved = () => until(async () => /^Saved/.test(await page.locator('.saved').textContent()), 'the text to be saved');
const editor = script => page.evaluate(`(() => { const editor = document.querySelector('.text').editor; ${script} })()`);
const texts = node => node.text ?? (node.content ?? []).map(texts).join('');
const paste = html => page.evaluate(markup => {
  const data = new DataTransfer();
  data.setData('text/html', markup);
  data.setData('text/plain', 'x');
  document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, html);

test('a first story is written and published from the keyboard, and readers have it', async () => {
  await newStory();
  await page.getByLabel('Headline').click();
  await page.keyboard.type('The bridge opens at noon');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Two lanes carry ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('buses');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' again.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- first');
  await page.keyboard.press('Enter');
  await page.keyboard.type('second');
  await saved();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByRole('button', { name: /^Publish/ }).click();
  await page.getByText('Published.').waitFor();
  const story = await api(`stories/${idOf()}`);
  assert.equal(story.status, 'published');
  assert.match(story.url, /\/the-bridge-opens-at-noon\/$/);
  const html = await (await fetch(new URL(story.url).pathname.replace(/^/, server.url))).text();
  assert.match(html, /<h1[^>]*>The bridge opens at noon<\/h1>/);
  assert.match(html, /Two lanes carry <strong>buses<\/strong> again\./);
  assert.match(html, /<li>first<\/li>/);
});

test('every node of the tree goes into the editor and comes out as it was', async () => {
  const picture = (await api('pictures')).pictures[0].id;
  const other = (await api('pictures')).pictures[1].id;
  const card = (await api('stories?status=published')).stories[0].id;
  const text = (words, marks) => ({ type: 'text', text: words, ...(marks ? { marks } : {}) });
  const line = (...content) => ({ type: 'paragraph', content });
  const body = { type: 'doc', content: [
    { type: 'heading', attrs: { level: 2 }, content: [text('Heading')] },
    line(text('plain '), text('bold', [{ type: 'bold' }]), text(' '), text('link', [{ type: 'link', attrs: { href: 'https://example.org/' } }]), { type: 'footnote', content: [text('A note.')] }, { type: 'hardBreak' }, text('after')),
    { type: 'bulletList', content: [{ type: 'listItem', content: [line(text('one')), { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [line(text('three'))] }] }] }] },
    { type: 'blockquote', content: [line(text('quoted'))] },
    { type: 'pullQuote', attrs: { attribution: 'Somebody' }, content: [text('pulled')] },
    { type: 'picture', attrs: { picture, caption: 'Own caption', width: 'wide' } },
    { type: 'gallery', content: [{ type: 'picture', attrs: { picture } }, { type: 'picture', attrs: { picture: other } }] },
    { type: 'embed', attrs: { url: 'https://example.org/film', title: 'A film' } },
    { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [line(text('h'))] }, { type: 'tableCell', attrs: { colspan: 2 }, content: [line(text('c'))] }] }] },
    { type: 'storyCard', attrs: { story: card } },
    { type: 'appeal', attrs: { appeal: 'spring' } },
    { type: 'newsletterBox', attrs: { newsletters: ['daily'] } },
    { type: 'codeBlock', attrs: { language: 'c' }, content: [text('int x;')] },
    { type: 'horizontalRule' },
    line(text('last')),
  ] };
  const made = await api('stories', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ headline: 'Every node', body }) });
  await page.goto(`${server.url}/desk/stories/${made.id}`);
  await page.locator('.ProseMirror').getByText('last', { exact: true }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await saved();
  const { body: now } = await api(`stories/${made.id}`);
  body.content.at(-1).content[0].text = 'last!';
  assert.deepEqual(now, (await api('stories', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ headline: 'Compare', body }) })).body);
});

test('what is typed while the server is gone is kept, through a reload too, and sent when it is back', async () => {
  await newStory();
  const id = idOf();
  await page.getByLabel('Headline').fill('Typed in the dark');
  await page.locator('.ProseMirror').click();
  await page.keyboard.type('Before the power went.');
  await saved();
  await server.down('SIGKILL');
  await page.keyboard.type(' And after it, in mid-sentence');
  await until(async () => /Kept in this browser/.test(await page.locator('.saved').textContent()), 'word that it is kept here');
  await page.getByText('No connection to the server').waitFor();
  await server.up();
  await page.reload();
  await page.locator('.ProseMirror').getByText('in mid-sentence').waitFor();
  await saved();
  assert.match(texts((await api(`stories/${id}`)).body), /power went\. And after it, in mid-sentence$/);
});

test('two people on one story: what does not meet is merged, what meets is asked', async () => {
  await newStory();
  const id = idOf();
  await page.locator('.ProseMirror').click();
  await page.keyboard.type('First paragraph.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Second paragraph.');
  await saved();
  const change = async edit => {
    const story = await api(`stories/${id}`);
    edit(story.body.content);
    return api(`stories/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'If-Match': `"${story.version}"` }, body: JSON.stringify({ body: story.body }) });
  };
  await change(blocks => { blocks[0].content[0].text = 'First, by a colleague.'; });
  await page.keyboard.type(' Mine.');
  await saved();
  assert.equal(texts((await api(`stories/${id}`)).body), 'First, by a colleague.Second paragraph. Mine.');
  await change(blocks => { blocks[1].content[0].text = 'Second, by a colleague.'; });
  await page.locator('.ProseMirror p').last().click();
  await page.keyboard.press('End');
  await page.keyboard.type(' And mine.');
  const dialog = page.getByRole('dialog', { name: 'Two people changed the same words' });
  await dialog.waitFor();
  await dialog.getByLabel('Both, one after the other').check();
  await dialog.getByRole('button', { name: 'Merge and save' }).click();
  await saved();
  assert.equal(texts((await api(`stories/${id}`)).body), 'First, by a colleague.Second, by a colleague.Second paragraph. Mine. And mine.');
});

test('a published story changes for readers only when that is said', async () => {
  await newStory();
  const id = idOf();
  await page.getByLabel('Headline').fill('A staged headline');
  await page.locator('.ProseMirror').click();
  await page.keyboard.type('Words.');
  await saved();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Publish/ }).click();
  await page.getByText('Published.').last().waitFor();
  await page.locator('.ProseMirror').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' More words.');
  await saved();
  const { url } = await api(`stories/${id}`);
  const read = async () => (await fetch(server.url + new URL(url).pathname)).text();
  assert.doesNotMatch(await read(), /More words/);
  await page.getByRole('button', { name: 'Publish the edit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Publish/ }).click();
  await until(async () => /More words/.test(await read()), 'the edit to be public');
});

test('a brief needs a headline, a paragraph and two keys', async () => {
  await page.goto(`${server.url}/desk/`);
  await page.getByRole('heading', { name: 'My drafts' }).waitFor();
  const began = Date.now();
  await page.keyboard.press('b');
  await page.keyboard.type('Water is back on the hill');
  await page.keyboard.press('Enter');
  await page.keyboard.type('The pumps run again since seven.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The brief is out.').waitFor();
  assert.ok(Date.now() - began < 10_000);
  assert.match(await (await fetch(`${server.url}/feed/`)).text(), /Water is back on the hill/);
});

test('pasting from Word, Google Docs and Office comes out clean', async () => {
  const body = () => editor('return editor.getJSON();');
  const cases = [
    ['<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:700">Bold</span><span style="font-weight:400"> plain</span></p><br><p><span style="font-style:italic">leaning</span></p></b>',
      [{ type: 'paragraph', content: [{ type: 'text', marks: [{ type: 'bold' }], text: 'Bold' }, { type: 'text', text: ' plain' }] }, { type: 'paragraph', content: [{ type: 'text', marks: [{ type: 'italic' }], text: 'leaning' }] }]],
    ['<p class=MsoNormal>Line<o:p></o:p></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span>&nbsp;&nbsp;</span></span>one</p><p class=MsoListParagraph style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.</span>inner</p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>two</p>',
      [{ type: 'paragraph', content: [{ type: 'text', text: 'Line' }] }, { type: 'bulletList', content: [
        { type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one' }] }, { type: 'orderedList', attrs: { start: 1 }, content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'inner' }] }] }] }] },
        { type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'two' }] }] }] }]],
    ['<script>alert(1)</script><p onclick="alert(1)" style="color:red">kept <a href="javascript:alert(1)">words</a> <img src="https://example.org/x.png" onerror="alert(1)"></p><iframe src="https://example.org/"></iframe>',
      [{ type: 'paragraph', content: [{ type: 'text', text: 'kept words ' }] }]],
  ];
  for (const [html, expected] of cases) {
    await newStory();
    await page.locator('.ProseMirror').click();
    await paste(html);
    const content = (await body()).content;
    const trimmed = JSON.parse(JSON.stringify(content).replaceAll('kept words "', 'kept words "'));
    assert.deepEqual(trimmed.map(node => texts(node).trimEnd()), expected.map(node => texts(node).trimEnd()), html);
    assert.deepEqual(trimmed.map(node => node.type), expected.map(node => node.type), html);
    if (/docs-internal|MsoList/.test(html)) assert.deepEqual(trimmed, expected);
    await saved();
  }
});

const clipboards = path.join(root, '../shared/clipboards');
test('the saved clipboards come out clean', { skip: !fs.existsSync(clipboards) && 'needs ../shared/clipboards' }, async () => {
  for (const file of fs.readdirSync(clipboards).filter(name => name.endsWith('.html'))) {
    await newStory();
    await page.locator('.ProseMirror').click();
    await paste(fs.readFileSync(path.join(clipboards, file), 'utf8'));
    const blocks = (await editor('return editor.getJSON();')).content;
    assert.ok(blocks.some(block => texts(block).trim()), file);
    assert.ok(!/mso-|docs-internal|style=|class=/.test(JSON.stringify(blocks)), file);
    await saved();
  }
});

test('typing in a story of 10,000 words takes under 16 ms a key', async () => {
  const words = Array.from({ length: 100 }, (_, i) => ({ type: 'paragraph', content: [{ type: 'text', text: Array.from({ length: 100 }, (_, j) => `word${(i * 7 + j) % 500}`).join(' ') + '.' }] }));
  const made = await api('stories', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ headline: 'Long', body: { type: 'doc', content: words } }) });
  await page.goto(`${server.url}/desk/stories/${made.id}`);
  await page.locator('.ProseMirror p').nth(50).click();
  const times = await page.evaluate(async () => {
    const view = document.querySelector('.text').editor.view, out = [];
    for (let i = 0; i < 200; ++i) {
      const began = performance.now();
      view.dispatch(view.state.tr.insertText(i % 6 ? 'a' : ' '));
      document.body.offsetHeight;  // the layout that a key costs, too
      out.push(performance.now() - began);
      await new Promise(done => setTimeout(done, 5));
    }
    return out.sort((a, b) => a - b);
  });
  assert.ok(times[Math.floor(times.length * 0.95)] < 16, `95 % of the keys: ${times[190].toFixed(1)} ms`);
  await saved();
});

test('a newcomer is invited, joins and sets up a second factor', async () => {
  await page.goto(`${server.url}/desk/people/`);
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('Mail address').fill('new@example.org');
  await page.getByLabel('Name', { exact: true }).fill('New Person');
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('The invitation is on its way.').waitFor();
  const outbox = path.join(server.folder, 'outbox');
  const links = () => (fs.existsSync(outbox) ? fs.readdirSync(outbox) : []).flatMap(name => fs.readFileSync(path.join(outbox, name), 'utf8').replace(/=\r?\n/g, '').match(/\/desk\/join\/[\w-]+/) ?? []);
  await until(() => links().length > 0, 'the invitation');
  const other = await (await browser.newContext()).newPage();
  await other.goto(server.url + links()[0]);
  await other.getByLabel('Choose a password').fill('a long enough password');
  await other.getByRole('button', { name: 'Begin' }).click();
  await other.getByRole('heading', { name: 'My drafts' }).waitFor();
  await other.goto(`${server.url}/desk/me/`);
  await other.getByText(/^Chrome \d+, Linux$/).waitFor();
  await other.getByRole('button', { name: 'Set it up' }).click();
  const secret = (await other.locator('code').first().textContent()).trim();
  await other.getByLabel('The six digits it shows').fill(totp(secret));
  await other.getByRole('button', { name: 'Switch it on' }).click();
  await other.getByText('Keep these recovery codes').waitFor();
  await other.context().close();
});

test('no screen breaks a rule of axe, in three widths, light and dark', async () => {
  const stories = (await api('stories?kind=article&status=published')).stories;
  const pictures = (await api('pictures')).pictures;
  const screens = ['', 'stories/', `stories/${stories[0].id}`, `stories/${stories[0].id}/history`, 'front/', 'pictures/', `pictures/${pictures[0].id}`, 'people/', 'me/'];
  for (const width of [360, 768, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of screens) {
        await page.goto(`${server.url}/desk/${screen}`);
        await page.locator('main h1, main .headline').first().waitFor();
        await page.waitForTimeout(250);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
        assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], `/desk/${screen} at ${width}, ${colorScheme}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `/desk/${screen} is wider than ${width}`);
      }
    }
  await page.setViewportSize({ width: 1440, height: 900 });
});

// Screens are loaded when they are opened; with the two editors, in a language of its own.
test('the desk loads in under 300 kB, both editors with it', async () => {
  const context = await browser.newContext({ locale: 'uk-UA', storageState: await page.context().storageState() });
  const fresh = await context.newPage();
  const loaded = new Map();
  fresh.on('response', async response => {
    if (/\/desk\/(?!api\/)/.test(response.url())) loaded.set(response.url(), (await response.request().sizes()).responseBodySize);
  });
  const { stories } = await api('stories?status=published&kind=article'), { newsletters } = await api('newsletters');
  const { id } = await api('mailings', { method: 'POST', body: JSON.stringify({ kind: 'letter', newsletter: newsletters[0].id }), headers: { 'Content-Type': 'application/json' } });
  const sums = [];
  for (const screen of ['', `stories/${stories[0].id}`, `newsletters/${id}`]) {
    await fresh.goto(`${server.url}/desk/${screen}`);
    if (screen) await fresh.locator('.ProseMirror').first().waitFor();
    else await fresh.locator('main h2').first().waitFor();
    await fresh.waitForTimeout(500);
    sums.push([...loaded.values()].reduce((sum, size) => sum + size, 0));
  }
  assert.ok(loaded.size > 10 && sums[0] > 30_000, JSON.stringify(sums));
  assert.ok(sums.at(-1) < 300_000, `${sums} bytes after each screen`);
  console.log(`# the desk: ${sums[0]} bytes at first, ${sums[1]} with a story, ${sums[2]} with a mailing`);
  await context.close();
});

test('nothing threw on any screen', () => assert.deepEqual(faults, []));
