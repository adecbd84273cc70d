// The desk's settings and log as an administrator uses them: each screen once for its purpose, and what readers see then.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { openBrowser, signInAtDesk } from './browser.mjs';
import { Server, root, sleep, waiter } from './server.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server, browser, page;
const faults = [];

const signIn = (email, role) => signInAtDesk({ server, browser, faults }, email, role);
before(async () => {
  server = await Server.start('sqlite', { demo: true });
  browser = await openBrowser();
  page = await signIn('chief@example.org', 'administrator');
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const until = waiter(15);
const front = async () => (await server.get('/')).text;
const open = async (screen, one = page) => {
  await one.goto(`${server.url}/desk/settings/${screen}`);
  await one.locator('main h1').waitFor();
};
const save = async () => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).last().waitFor();
};
const dialog = () => page.getByRole('dialog');
// What a native question was, and the answer to it.
const answer = yes => new Promise(done => page.once('dialog', asked => { (yes ? asked.accept() : asked.dismiss()).catch(() => {}); done(asked.message()); }));

test('the list of settings leads to each of them', async () => {
  await page.getByRole('link', { name: 'Settings' }).first().click();
  for (const title of ['Publication', 'Navigation', 'Theme', 'Sections', 'Tags', 'Authors and desks', 'Redirects', 'Newsletters', 'Rules of work', 'Mail']) {
    await page.goto(`${server.url}/desk/settings/`);
    await page.getByRole('main').getByRole('link', { name: title }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Redir');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Redirects', level: 1 }).waitFor();
});

test('name, line and colour are changed, and readers see it; what is refused stands beside its field', async () => {
  await open('publication');
  await page.getByLabel('Name of the publication').fill('');
  await page.getByLabel('Accent colour', { exact: true }).fill('#ffee00');
  await page.getByText('It is hard to read on some grounds').waitFor();
  await page.keyboard.press('Control+s');
  const field = page.locator('.field', { has: page.getByLabel('Name of the publication') });
  await field.getByText('Please give the publication a name.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.labels[0].textContent.trim()), 'Name of the publication*');
  await page.getByLabel('Name of the publication').fill('The Evening Test');
  await page.getByLabel('Line under the name').fill('Read at dusk');
  await page.getByLabel('Time zone').fill('Europe/Nowhere');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.field', { has: page.getByLabel('Time zone') }).locator('.error').waitFor();
  await page.getByLabel('Time zone').fill('Europe/Warsaw');
  await page.getByLabel('Our ethics').fill('/about/');
  await save();
  await until(async () => /<title>[^<]*The Evening Test/.test(await front()) && (await front()).includes('Read at dusk'), 'the new name');
  assert.match(await front(), /"ethicsPolicy":"[^"]*\/about\/"/);
  await page.getByRole('link', { name: 'The Evening Test' }).first().waitFor();
  const settings = (await server.desk('GET', '/settings')).body;
  assert.deepEqual([settings.timezone, settings.accent_color], ['Europe/Warsaw', '#ffee00']);
});

test('a logo is chosen from the library', async () => {
  await open('publication');
  await page.getByRole('button', { name: 'Choose a picture' }).click();
  await dialog().locator('.grid button').first().click();
  await page.locator('img.logo').waitFor();
  await save();
  assert.ok((await server.desk('GET', '/settings')).body.logo);
});

test('nobody leaves what is not saved unasked, by link, by the back button or by closing', async () => {
  await open('rules');
  await page.getByRole('link', { name: 'Publication' }).click();
  await page.getByLabel('Line under the name').fill('Half a thought');
  const asked = answer(false);
  await page.getByRole('link', { name: 'Tags' }).click();
  assert.match(await asked, /Leave without saving/);
  const again = answer(false);
  await page.evaluate(() => history.back());
  await again;
  await sleep(200);
  assert.match(page.url(), /settings\/publication$/);
  assert.equal(await page.getByLabel('Line under the name').inputValue(), 'Half a thought');
  const unload = new Promise(done => page.once('dialog', async one => { await one.accept(); done(one.type()); }));
  await page.reload();
  assert.equal(await unload, 'beforeunload');
  assert.equal(await page.getByLabel('Line under the name').inputValue(), 'Read at dusk');
  await page.getByLabel('Line under the name').fill('Another');
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('link', { name: 'Tags' }).click();
  await page.getByRole('heading', { name: 'Tags', level: 1 }).waitFor();
});

test('links of the navigation are added, put into order from the keyboard and refused beside themselves', async () => {
  const { sections } = (await server.desk('GET', '/sections')).body;
  await server.desk('PATCH', '/settings', { navigation: [] });
  await open('navigation');
  const head = page.getByRole('region', { name: 'At the head' });
  await head.getByLabel('Add a link to').selectOption({ label: sections[0].name });
  await head.getByRole('button', { name: 'Another address' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await head.getByText('Please give the link a name.').waitFor();
  await head.getByLabel('What the link says').nth(1).fill('Weather desk');
  await head.getByLabel('Where Weather desk leads').fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await head.getByText('This must be an address').waitFor();
  await head.getByLabel('Where Weather desk leads').fill('https://example.org/weather');
  await head.getByRole('button', { name: 'Move Weather desk: arrow up or down' }).focus();
  await page.keyboard.press('ArrowUp');
  await save();
  assert.deepEqual((await server.desk('GET', '/settings')).body.navigation.map(one => one.label), ['Weather desk', sections[0].name]);
  await until(async () => (await front()).includes('https://example.org/weather'), 'the new link');
});

test('an option of the theme changes the front page', async () => {
  await open('theme');
  await page.getByLabel('Front page layout').selectOption('list');
  await save();
  assert.equal((await server.desk('GET', '/settings')).body.theme.front_layout, 'list');
});

function zipOf(files) {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-zip-'));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  execFileSync('python3', ['-c', 'import sys, zipfile\nwith zipfile.ZipFile("out.zip", "w") as z:\n  for name in sys.argv[1:]: z.write(name)', ...Object.keys(files)], { cwd: folder });
  const bytes = fs.readFileSync(path.join(folder, 'out.zip'));
  fs.rmSync(folder, { recursive: true });
  return { name: 'theme.zip', mimeType: 'application/zip', buffer: bytes };
}

test('a broken theme is refused with file and line; a good one is uploaded, put on, taken off and deleted', async () => {
  await open('theme');
  const file = page.locator('input[type=file]');
  await file.setInputFiles(zipOf({ 'package.json': '{"name":"broken"}', 'front.hbs': '<p>\n{{#if x}}\n</p>' }));
  await page.getByText('This theme has mistakes; it was not taken.').waitFor();
  assert.match(await page.locator('code').first().textContent(), /^front\.hbs:\d+:\d+$/);
  await file.setInputFiles(zipOf({ 'package.json': '{"name":"harbour","config":{"custom":{"show_dates":{"type":"boolean","default":true}}}}', 'front.hbs': '{{!< default}}<p id="wears">harbour{{#if @custom.show_dates}} dated{{/if}}</p>' }));
  await page.getByText('The theme harbour is here.').waitFor();
  await page.getByRole('button', { name: 'Put on harbour' }).click();
  await page.getByText('The paper wears harbour now.').waitFor();
  await until(async () => (await front()).includes('<p id="wears">harbour dated'), 'the new theme');
  await page.getByLabel('Show dates').uncheck();
  await save();
  await until(async () => (await front()).includes('<p id="wears">harbour<'), 'the option');
  await page.getByRole('button', { name: /^Put on / }).click();
  await until(async () => !(await front()).includes('id="wears"'), 'the old theme');
  const asked = answer(true);
  await page.getByRole('button', { name: 'Delete harbour' }).click();
  await asked;
  await until(async () => (await page.getByText('harbour', { exact: true }).count()) === 0, 'the theme to go');
});

test('sections are made, ordered, changed, and deleted with their stories moved', async () => {
  await open('sections');
  await page.getByRole('button', { name: 'New section' }).click();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Please give a name.').waitFor();
  await dialog().getByLabel('Name').fill('Harbour');
  await page.keyboard.press('Enter');
  await page.getByText('Harbour', { exact: true }).waitFor();
  const grip = page.getByRole('button', { name: 'Move Harbour: arrow up or down' });
  const count = (await server.desk('GET', '/sections')).body.sections.length;
  for (let i = 1; i < count; i++) { await grip.focus(); await page.keyboard.press('ArrowUp'); await sleep(150); }
  await until(async () => (await server.desk('GET', '/sections')).body.sections[0].name === 'Harbour', 'the order');
  await page.getByRole('button', { name: 'Change Harbour' }).click();
  await dialog().getByLabel('Address').fill('Not An Address');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('An address may hold a-z, 0-9 and single hyphens.').waitFor();
  const asked = answer(false);
  await page.keyboard.press('Escape');
  assert.match(await asked, /Leave without saving/);
  await dialog().getByLabel('Address').fill('port');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: '/section/port/' }).waitFor();
  const { id } = (await server.desk('GET', '/sections')).body.sections[0];
  const story = await server.publish({ headline: 'A ship came in', section: id });
  await page.getByRole('button', { name: 'Delete Harbour' }).click();
  await dialog().getByRole('button', { name: 'Delete' }).click();
  await dialog().getByText('1 story stands there still.').waitFor();
  const other = (await server.desk('GET', '/sections')).body.sections[1];
  await dialog().getByLabel('Move the stories to').selectOption(other.id);
  await dialog().getByRole('button', { name: 'Move and delete' }).click();
  await page.getByText('Harbour is deleted.').waitFor();
  assert.equal((await server.desk('GET', `/stories/${story.id}`)).body.section, other.id);
  await until(async () => (await server.get(new URL(other.url).pathname)).text.includes('A ship came in'), 'the story in its new section');
});

test('tags are searched, renamed and merged with a word on how many stories', async () => {
  const story = await server.publish({ headline: 'Of two tags', tags: ['Boats', 'Ferrys'] });
  await open('tags');
  await page.getByLabel('Search tags').fill('FERR');
  await page.getByRole('button', { name: 'Rename Ferrys' }).click();
  await dialog().getByLabel('Name').fill('Boats');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('There is a tag of this name already').waitFor();
  await dialog().getByLabel('Name').fill('Ferries');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Merge Ferries' }).click();
  await dialog().getByLabel('Into the tag').fill('boats');
  await dialog().getByText('1 story of “Ferries” will bear “Boats”, which has 1 story now.').waitFor();
  await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
  await page.getByText('Ferries is part of Boats now.').waitFor();
  assert.deepEqual((await server.desk('GET', `/stories/${story.id}`)).body.tags, ['Boats']);
  await until(async () => !(await server.get(new URL(story.url).pathname)).text.includes('Ferries'), 'the story page to follow');
});

test('an author is made, changed, merged into another', async () => {
  await open('authors');
  for (const name of ['O. Kovalenko', 'Olha Kovalenko']) {
    await page.getByRole('button', { name: 'New name' }).click();
    await dialog().getByLabel('Name').fill(name);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText(name, { exact: true }).waitFor();
  }
  const { authors } = (await server.desk('GET', '/authors')).body;
  const from = authors.find(one => one.name === 'O. Kovalenko');
  const story = await server.publish({ headline: 'By one of two names', bylines: [from.id] });
  await page.getByRole('button', { name: 'Change O. Kovalenko' }).click();
  await dialog().getByRole('button', { name: 'Merge …' }).click();
  await dialog().getByLabel('Move the stories to').selectOption({ label: 'Olha Kovalenko' });
  await dialog().getByRole('button', { name: 'Move and delete' }).click();
  await page.getByText('O. Kovalenko is deleted.').waitFor();
  await until(async () => (await server.get(new URL(story.url).pathname)).text.includes('Olha Kovalenko'), 'the story under the other name');
});

test('redirects are made, followed, counted, imported with their mistakes shown, deleted', async () => {
  const story = await server.publish({ headline: 'Where the old leads' });
  const to = new URL(story.url).pathname;
  await open('redirects');
  await page.getByRole('button', { name: 'New redirect' }).click();
  await dialog().getByLabel('From the address').fill('/old/one.html');
  await dialog().getByLabel('To the address').fill('/old/one.html');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().locator('.error').waitFor();
  await dialog().getByLabel('To the address').fill(to);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByText('/old/one.html').waitFor();
  const followed = await server.get('/old/one.html');
  assert.deepEqual([followed.status, followed.headers.get('location')?.endsWith(to)], [301, true]);
  await page.getByRole('button', { name: 'Import …' }).click();
  await dialog().getByLabel('Lines of a CSV file').fill(`from,to,status\n/old/two/,${to},301\n/old/three/,${to},999\n`);
  await dialog().getByRole('button', { name: 'Import' }).click();
  await dialog().getByText('Line 3 (status): The status must be').waitFor();
  await dialog().getByLabel('Lines of a CSV file').fill(`from,to,status\n/old/two/,${to},301\n/old/three/,,410\n`);
  await dialog().getByRole('button', { name: 'Import' }).click();
  await page.getByText('2 added, 0 changed.').waitFor();
  assert.deepEqual([(await server.get('/old/two/')).status, (await server.get('/old/three/')).status], [301, 410]);
  await page.getByLabel('Search addresses').fill('two');
  await until(async () => (await page.getByText('/old/three').count()) === 0, 'the search');
  const asked = answer(true);
  await page.getByRole('button', { name: /^Delete \/old\/two/ }).click();
  await asked;
  await until(async () => (await server.get('/old/two/')).status === 404, 'the redirect to go');
});

test('rules: review can be asked of everybody', async () => {
  await open('rules');
  await page.getByLabel('An editor approves each story before it is published').check();
  await save();
  assert.equal((await server.desk('GET', '/settings')).body.review_required, true);
  await page.getByLabel('An editor approves each story before it is published').uncheck();
  await save();
});

test('mail: how it leaves, a test, and what lies in the outbox', async () => {
  await open('mail');
  await page.getByText('No mail server is set').waitFor();
  await page.getByLabel('Send a test mail to').fill('nobody');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('This is not a mail address.').waitFor();
  await page.getByLabel('Send a test mail to').fill('chief@example.org');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('It lies in the outbox below.').waitFor();
  await page.locator('.mail').first().click();
  await dialog().locator('iframe').waitFor();
  await dialog().getByRole('button', { name: 'Plain text' }).click();
  await dialog().locator('pre').waitFor();
  assert.ok((await dialog().locator('pre').textContent()).length > 20);
});

test('a token is made, shown once, works, and is deleted', async () => {
  await page.goto(`${server.url}/desk/me/`);
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByText('Please say what the token is for.').waitFor();
  await page.getByLabel('What the new token is for').fill('The website’s robot');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByText('Copy it now: it is not shown again.').waitFor();
  const token = await page.locator('.notice.good code').textContent();
  const allowed = async () => (await server.desk('GET', '/settings', undefined, { Authorization: `Bearer ${token}` })).status;
  assert.equal(await allowed(), 200);
  const asked = answer(true);
  await page.getByRole('button', { name: 'Delete The website’s robot' }).click();
  await asked;
  await until(async () => (await allowed()) === 401, 'the token to be dead');
});

test('the log tells who did what, by person and by subject, and leads there', async () => {
  await page.goto(`${server.url}/desk/log/`);
  await page.getByText('The website’s robot').first().waitFor();
  assert.match(await page.locator('main').textContent(), /merged the tag “Ferries” into another\./);
  assert.equal(await page.locator('main a', { hasText: /^Harbour$/ }).count(), 0, 'what is deleted is no link');
  await page.getByRole('link', { name: 'All about Boats' }).or(page.getByRole('link', { name: 'All about Where the old leads' })).first().click();
  await until(async () => (await page.locator('main ol li').count()) < 10, 'the filter by subject');
  await page.getByRole('link', { name: 'Where the old leads', exact: true }).first().click();
  await page.waitForURL(/\/desk\/stories\/[0-9a-z]{13}$/);
  await page.goto(`${server.url}/desk/log/`);
  const { id } = (await server.desk('GET', '/staff')).body.staff.find(one => one.email === 'chief@example.org');
  await page.getByLabel('Done by').selectOption(id);
  await page.waitForURL(url => url.search.includes(id));
  await until(async () => (await page.locator('main ol strong').allTextContents()).every(name => !/editor/i.test(name)), 'the filter by person');
});

test('authors see no settings, and the server refuses them', async () => {
  const other = await signIn('writer@example.org', 'author');
  assert.equal(await other.getByRole('link', { name: 'Settings' }).count(), 0);
  await open('publication', other);
  await other.getByText('Editors and administrators change the settings.').waitFor();
  const token = server.tokenOf('writer@example.org');
  assert.equal((await server.desk('PATCH', '/settings', { title: 'Mine' }, { Authorization: `Bearer ${token}` })).status, 403);
  await other.context().close();
});

const screens = ['settings/', ...['publication', 'navigation', 'theme', 'sections', 'tags', 'authors', 'redirects', 'rules', 'mail'].map(one => `settings/${one}`), 'log/', 'me/'];
test('no screen breaks a rule of axe or the width, light and dark', async () => {
  for (const width of [360, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of screens) {
        await page.goto(`${server.url}/desk/${screen}`);
        await page.locator('main h1').first().waitFor();
        await page.waitForTimeout(400);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
        assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], `/desk/${screen} at ${width}, ${colorScheme}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `/desk/${screen} is wider than ${width}`);
        if (process.env.BROADSHEET_SHOTS) await page.screenshot({ path: path.join(process.env.BROADSHEET_SHOTS, `${screen.replace(/\//g, '_')}${width}_${colorScheme}.png`), fullPage: true });
      }
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
});

test('in Ukrainian no screen shows an English text, and refusals are Ukrainian too', async () => {
  const source = fs.readFileSync(path.join(root, 'web/desk/src/locales/uk.ts'), 'utf8').split('export const problems')[0];
  const keys = [...source.matchAll(/^  '(.*?)(?:\|(?:one|few|many|other))?': '(.*)',$/gm)].filter(([, key, text]) => key !== text && key.replace(/\{\d\}/g, '').trim().length > 3).map(found => found[1]);
  assert.ok(keys.length > 400);
  const quoted = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const english = new RegExp(`^(${keys.map(key => quoted(key).replace(/\\\{\d\\\}/g, '.+')).join('|')})$`);
  await page.goto(`${server.url}/desk/me/`);
  await page.getByLabel('Language of the desk').selectOption('uk');
  await page.getByRole('heading', { name: 'Мій обліковий запис' }).waitFor();
  const { stories } = (await server.desk('GET', '/stories?kind=article&status=published')).body;
  const { pictures } = (await server.desk('GET', '/pictures')).body;
  const newsletters = (await server.desk('GET', '/newsletters')).body.newsletters;
  const letter = (await server.desk('POST', '/mailings', { kind: 'edition', newsletter: newsletters[0].id })).body;
  // What people wrote themselves is in their own language.
  const own = new Set([...(await server.desk('GET', '/tags')).body.tags, ...(await server.desk('GET', '/sections')).body.sections, ...(await server.desk('GET', '/authors')).body.authors].map(one => one.name));
  for (const headline of ['Where the old leads', 'The website’s robot']) own.add(headline);
  for (const screen of ['', 'stories/', `stories/${stories[0].id}`, `stories/${stories[0].id}/history`, 'front/', 'pictures/', `pictures/${pictures[0].id}`, 'people/', 'newsletters/', `newsletters/${letter.id}`, 'readers/', 'settings/newsletters', ...screens]) {
    await page.goto(`${server.url}/desk/${screen}`);
    await page.locator('main h1, main .headline').first().waitFor();
    await page.waitForTimeout(400);
    const texts = await page.evaluate(() => {
      const out = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('script, style, .paper, [lang]:not(html)')) out.push(walker.currentNode.data);
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) for (const element of document.querySelectorAll(`[${name}]`)) if (!element.closest('.paper .ProseMirror')) out.push(element.getAttribute(name));
      return out.map(text => text.trim()).filter(Boolean);
    });
    assert.deepEqual([...new Set(texts.filter(text => english.test(text) && !own.has(text) && !stories.some(story => text.includes(story.headline))))], [], `/desk/${screen}`);
  }
  await page.goto(`${server.url}/desk/settings/sections`);
  await page.getByRole('button', { name: 'Новий розділ' }).click();
  await dialog().getByRole('button', { name: 'Зберегти' }).click();
  await dialog().getByText('Будь ласка, дайте назву.').waitFor();
  await page.goto(`${server.url}/desk/log/`);
  await page.locator('main').getByText(/: тег “Ferries” об’єднано з іншим\./).first().waitFor();
});

test('nothing threw on any screen', () => assert.deepEqual(faults, []));
