// The desk's newsletters as an editor uses them: one is made, readers are brought in, an edition is written, looked at,
// tried and sent, and what became of it is seen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser, signInAtDesk } from './browser.mjs';
import { Server, waiter } from './server.mjs';

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
const dialog = () => page.getByRole('dialog');
const open = async where => {
  await page.goto(`${server.url}/desk/${where}`);
  await page.locator('main h1').first().waitFor();
};
const idOf = () => page.url().split('/').pop();
const mailing = async id => (await server.desk('GET', `/mailings/${id}`)).body;
const outbox = async subject => (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.subject === subject);
const chosen = async name => page.getByRole('region', { name, exact: true }).getByRole('listitem').count();
async function addReader(email, slug) {
  await server.desk('POST', `/readers/import?newsletter=${slug}`, `email\n${email}`, { 'Content-Type': 'text/csv' });
  await until(async () => (await server.desk('GET', `/readers?q=${email}`)).body.readers.length, `${email} in the list`);
}

test('a newsletter is made; what is refused stands beside its field; readers find it', async () => {
  await open('settings/newsletters');
  await page.getByRole('button', { name: 'New newsletter' }).click();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await until(() => dialog().getByLabel('Name', { exact: false }).first().getAttribute('aria-invalid').then(found => found === 'true'), 'the name to be asked for');
  await dialog().getByLabel('Name', { exact: false }).first().fill('The Ferry Letter');
  await dialog().getByLabel('Description').fill('When boats go, and when they do not.');
  await dialog().getByLabel('Answers go to').fill('nonsense');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await until(() => dialog().getByLabel('Answers go to').getAttribute('aria-invalid').then(found => found === 'true'), 'the address to be refused');
  assert.equal(await dialog().getByLabel('Description').inputValue(), 'When boats go, and when they do not.');
  await dialog().getByLabel('Answers go to').fill('ferry@example.org');
  await dialog().getByLabel('Stories, at most').fill('4');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
  await page.getByText('The Ferry Letter', { exact: true }).first().waitFor();
  assert.ok((await server.get('/newsletters/')).text.includes('The Ferry Letter'));
  // Up in the list from the keyboard.
  await page.getByRole('button', { name: /The Ferry Letter/ }).first().focus();
  await page.keyboard.press('ArrowUp');
  await until(async () => (await server.desk('GET', '/newsletters')).body.newsletters.findIndex(one => one.name === 'The Ferry Letter') === 2, 'the order to be saved');
});

test('readers are read in from a file, and each refused row says why', async () => {
  await open('readers/');
  await page.getByText('No readers yet.').waitFor();
  await page.getByRole('button', { name: 'Import …' }).click();
  await dialog().getByLabel('For which newsletter').selectOption({ label: 'The Ferry Letter' });
  const rows = ['Email,Name', ...Array.from({ length: 12 }, (_, i) => `passenger${i}@example.org,Passenger ${i}`), 'no address at all,Nobody', 'passenger3@example.org,Again'];
  await dialog().locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await dialog().getByRole('button', { name: 'Import', exact: true }).click();
  await dialog().getByText('12 readers are new.').waitFor();
  const refused = dialog().getByRole('row').nth(1);
  assert.match(await refused.innerText(), /14\s+no address at all\s+\S+/);
  const [download] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('button', { name: 'Download these rows' }).click()]);
  assert.match(fs.readFileSync(await download.path(), 'utf8'), /"14","no address at all",/);
  await dialog().getByRole('button', { name: 'Done' }).click();
  await page.getByText('passenger11@example.org').waitFor();
  await page.getByLabel('Address or name').fill('passenger7');
  await page.getByText('passenger11@example.org').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /passenger7@example.org/ }).click();
  assert.match(await dialog().innerText(), /The Ferry Letter/);
  await dialog().getByRole('button', { name: 'Delete …' }).click();
  await dialog().getByRole('button', { name: 'Delete for good' }).click();
  await dialog().waitFor({ state: 'detached' });
  assert.equal((await server.desk('GET', '/readers?q=passenger7')).body.readers.length, 0);
});

test('an edition is filled in, arranged, written, looked at, tried, and sent', async () => {
  await open('newsletters/');
  await page.getByRole('button', { name: 'New edition' }).click();
  await dialog().getByRole('button', { name: /The Ferry Letter/ }).click();
  await page.waitForURL(/\/desk\/newsletters\/[0-9a-z]{13}$/);
  const id = idOf();
  await page.getByLabel('Subject').waitFor();
  await until(async () => await chosen('Stories') === 4, 'the four stories that it is filled in with');
  // What is missing is said where it is missing.
  await page.getByRole('button', { name: 'Send …' }).click();
  await dialog().getByRole('button', { name: 'Send it now' }).click();
  await until(() => page.getByLabel('Subject').getAttribute('aria-invalid').then(found => found === 'true'), 'the subject to be asked for');
  await page.getByLabel('Subject').fill('The boats go again & again');
  await page.getByLabel('Preview line').fill('From pier four, every hour.');
  await page.locator('.ProseMirror').click();
  await page.keyboard.type('Good morning from the pier.');
  const first = (await mailing(id)).stories;
  await page.getByRole('region', { name: 'Stories' }).getByRole('button', { name: /^Remove / }).first().click();
  await page.getByRole('button', { name: 'Add a story' }).click();
  await dialog().getByRole('button').filter({ hasText: 'School No. 9' }).click();
  await until(async () => (await mailing(id)).stories.length === 4 && (await mailing(id)).stories[0] === first[1], 'the choice to be saved');
  await until(async () => (await mailing(id)).subject === 'The boats go again & again' && JSON.stringify((await mailing(id)).body).includes('from the pier'), 'the words to be saved');
  await page.getByText('Reaches 11 readers').waitFor();

  await page.getByRole('button', { name: 'Preview' }).first().click();
  const mail = dialog().frameLocator('iframe');
  await mail.getByText('Good morning from the pier.').waitFor();
  const ground = () => mail.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
  const light = await ground();
  await dialog().getByRole('button', { name: 'Dark', exact: true }).click();
  await until(async () => (await ground()) !== light, 'the dark mail');
  await dialog().getByRole('button', { name: 'Plain text' }).click();
  assert.match(await dialog().locator('pre').innerText(), /Good morning from the pier\./);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Send me a test' }).click();
  await dialog().getByRole('button', { name: 'Send', exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
  assert.equal((await outbox('[Test] The boats go again & again'))[0].to, 'chief@example.org');

  await page.getByRole('button', { name: 'Send …' }).click();
  assert.match(await dialog().innerText(), /11 readers/);
  await dialog().getByLabel('At a time').check();
  await dialog().getByRole('button', { name: 'Schedule' }).click();
  await dialog().getByText('Please say when.').waitFor();
  await dialog().getByLabel(/^Time in/).fill(`${new Date().getFullYear() + 1}-01-02T07:00`);
  await dialog().getByRole('button', { name: /^Send it / }).click();
  await page.getByRole('button', { name: 'Call back' }).click();
  await page.getByRole('button', { name: 'Send …' }).click();
  await dialog().getByRole('button', { name: 'Send it now' }).click();
  await page.getByText('What became of it').waitFor();
  await until(async () => (await mailing(id)).status === 'sent', 'the mailing to be sent');
  await until(async () => /Delivered\s*11/.test(await page.getByRole('region', { name: 'What became of it' }).innerText()), 'the figures');
  assert.equal((await outbox('The boats go again & again')).length, 11);
});

test('what is typed while the server is away is not lost; two at once decide', async () => {
  const { newsletters } = (await server.desk('GET', '/newsletters')).body;
  const { id } = (await server.desk('POST', '/mailings', { kind: 'letter', newsletter: newsletters[0].id, subject: 'Kept' })).body;
  await open(`newsletters/${id}`);
  await page.locator('.ProseMirror').click();
  await page.context().setOffline(true);
  await page.keyboard.type('Typed without a line.');
  await page.getByText('Kept in this browser', { exact: true }).waitFor();
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('Typed without a line.').waitFor();
  await until(async () => JSON.stringify((await mailing(id)).body).includes('without a line'), 'the words at the server');
  await server.desk('PATCH', `/mailings/${id}`, { subject: 'Theirs' });
  await page.getByLabel('Subject').fill('Mine');
  await page.getByText('Somebody else changed the same words meanwhile.').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await until(async () => (await mailing(id)).subject === 'Mine', 'my words');
  await page.getByRole('button', { name: 'Delete the draft …' }).click();
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.waitForURL(/\/desk\/newsletters\/$/);
});

test('a published story is mailed from its editor', async () => {
  const [story] = (await server.desk('GET', '/stories?kind=article&status=published')).body.stories;
  await open(`stories/${story.id}`);
  await page.locator('.ProseMirror').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Mail this');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/newsletters\/[0-9a-z]{13}$/);
  await page.getByRole('region', { name: 'The story' }).getByText(story.headline).waitFor();
  assert.equal((await mailing(idOf())).story, story.id);
});

test('addresses are blocked and allowed; a captured newsletter is read as mail programs show it', async () => {
  await addReader('angry@example.org', 'lit-at-seven');
  await open('settings/mail');
  await page.getByLabel('Block an address').fill('angry@example');
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await until(() => page.getByLabel('Block an address').getAttribute('aria-invalid').then(found => found === 'true'), 'the address to be refused');
  await page.getByLabel('Block an address').fill('angry@example.org');
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('button', { name: 'Allow angry@example.org' }).waitFor();
  assert.equal((await server.desk('GET', '/readers?q=angry')).body.readers[0].mailable, false);
  await page.getByRole('button', { name: 'Allow angry@example.org' }).click();
  await until(async () => (await server.desk('GET', '/readers?q=angry')).body.readers[0].mailable, 'the reader to be mailable');
  await page.getByRole('button', { name: /The boats go again/ }).first().click();
  await dialog().frameLocator('iframe').getByText('Good morning from the pier.').waitFor();
  await page.keyboard.press('Escape');
});

test('growth stands in a chart and a table; authors see none of it', async () => {
  await open('newsletters/');
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'The Ferry Letter' }) });
  await card.getByRole('img').waitFor();
  await card.getByText('12 joined, 1 left in 90 days').waitFor();
  await card.getByText('As a table').click();
  assert.equal(await card.getByRole('row').count(), 2);
  const author = await signIn('author@example.org', 'author');
  await author.goto(`${server.url}/desk/newsletters/`);
  await author.getByText('Editors and administrators send newsletters.').waitFor();
  await author.context().close();
});

test('no screen breaks a rule of axe or the width, light and dark', async () => {
  const { mailings } = (await server.desk('GET', '/mailings')).body;
  const { newsletters } = (await server.desk('GET', '/newsletters')).body;
  const draft = (await server.desk('POST', '/mailings', { kind: 'edition', newsletter: newsletters[0].id, subject: 'A subject which is rather long, so that the count beside it warns of it' })).body;
  const screens = ['newsletters/', `newsletters/${draft.id}`, `newsletters/${mailings.find(one => one.status === 'sent').id}`, 'readers/', 'settings/newsletters', 'settings/mail'];
  const look = async what => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], what);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${what} is too wide`);
  };
  for (const width of [360, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of screens) {
        await open(screen);
        await page.waitForTimeout(400);
        await look(`/desk/${screen} at ${width}, ${colorScheme}`);
      }
      await open(`newsletters/${draft.id}`);
      for (const name of ['Preview', 'Send me a test', 'Send …', 'Add a story']) {
        await page.getByRole('button', { name }).first().click();
        await dialog().waitFor();
        await page.waitForTimeout(300);
        await look(`${name} at ${width}, ${colorScheme}`);
        await page.keyboard.press('Escape');
        await dialog().waitFor({ state: 'detached' });
      }
    }
});

test('nothing threw on any screen', () => assert.deepEqual(faults, []));
