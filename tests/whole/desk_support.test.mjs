// The desk's screens about money from readers, in practice mode: what is asked for is set, readers pay, and the newsroom
// sees, gives, ends, gives back and compares.
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
  // From nothing: what the demo edition asks its readers for is taken away.
  for (const { id } of (await server.desk('GET', '/support/appeals')).body.appeals) await server.desk('DELETE', `/support/appeals/${id}`);
  for (const { id } of (await server.desk('GET', '/support/tiers')).body.tiers) await server.desk('DELETE', `/support/tiers/${id}`);
  await server.desk('PATCH', '/support/settings', { open: false, headline: '', text: '', currencies: [], brands: [], bank: '', metered: 0 });
  page = await signIn('chief@example.org', 'administrator');
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const until = waiter(15);
const dialog = () => page.getByRole('dialog');
const open = async (where, one = page) => {
  await one.goto(`${server.url}/desk/support/${where}`);
  await one.getByRole('heading', { name: 'Support', level: 1 }).waitFor();
};
const support = async where => (await server.desk('GET', `/support/${where}`)).body;
const refused = control => until(() => control.getAttribute('aria-invalid').then(found => found === 'true'), 'the field to be refused');
const save = async () => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).last().waitFor();
};
const saveDialog = async name => {
  await dialog().getByRole('button', { name, exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
};
const region = name => page.getByRole('region', { name, exact: true });

// As a reader does it: the form of /support/, the practice page, and back.
const post = (where, fields, headers = {}) => fetch(server.url + where, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) });
async function pay(fields, email, name) {
  const begun = await post('/support/', { currency: 'EUR', ...fields });
  assert.equal(begun.status, 303, 'the checkout is opened');
  const checkout = new URL(begun.headers.get('Location')).searchParams.get('checkout');
  const paid = await post('/support/practice/', { checkout, email, name });
  assert.equal(paid.status, 303, 'the practice page takes it');
  await fetch(paid.headers.get('Location'), { headers: { Cookie: begun.headers.get('Set-Cookie').split(';')[0] } });
  await until(async () => (await support(`contributions?query=${encodeURIComponent(email)}`)).contributions[0]?.charges.length, `${email} in the books`);
}

test('it is said what readers may give; an unreadable amount and a missing currency stand beside their fields', async () => {
  await page.getByRole('link', { name: 'Support' }).first().click();
  await page.getByRole('link', { name: 'Tiers and settings' }).first().click();
  await region('The card processor').getByText('Practice: no money moves.').waitFor();
  await page.getByLabel('Readers can give').check();
  await page.getByLabel('Headline').fill('Keep the lamps burning');
  await page.getByLabel('By bank transfer').fill('Harbour Times, DE02 1203 0000 0000 2020 51');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Please name at least one currency before this opens.').first().waitFor();
  await page.getByRole('button', { name: 'Add a currency' }).click();
  await page.getByLabel('Currency').fill('eur');
  await page.getByText('Euro', { exact: true }).first().waitFor();
  await page.getByLabel('Once').fill('5 ten 20');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await refused(page.getByLabel('Once'));
  await page.getByLabel('Once').fill('5 10,50 20');
  await page.getByLabel('Each month').fill('5 9');
  await page.getByLabel('Each year').fill('50');
  await page.getByLabel('Visa').check();
  await page.getByLabel('SEPA').check();
  await page.getByLabel('Stories for members that everybody may open in a month').fill('3');
  await save();
  const settings = await support('settings');
  assert.equal(settings.open, true);
  assert.equal(settings.headline, 'Keep the lamps burning');
  assert.deepEqual(settings.currencies, [{ currency: 'EUR', once: [500, 1050, 2000], month: [500, 900], year: [5000] }]);
  assert.deepEqual(settings.brands, ['visa', 'sepa']);
  assert.equal(settings.metered, 3);
  assert.match(settings.bank, /^Harbour Times/);
  assert.equal(await page.getByLabel('Once').inputValue(), '5 10.50 20');
});

test('tiers are made, priced and put into order', async () => {
  await open('settings');
  for (const [name, month, year, benefits] of [['Keeper', '9', '90', 'All stories\nThe printed map'], ['Friend', '5,00', '', 'All stories']]) {
    await page.getByRole('button', { name: 'New tier' }).click();
    await dialog().getByLabel('Name').fill(name);
    await dialog().getByLabel('What one gets').fill(benefits);
    await dialog().getByLabel('A month').fill('cheap');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await refused(dialog().getByLabel('A month'));
    await dialog().getByLabel('A month').fill(month);
    await dialog().getByLabel('A year').fill(year);
    await saveDialog('Save');
  }
  await page.getByText('€9 a month, €90 a year').waitFor();
  await page.getByRole('button', { name: /^Move Friend/ }).focus();
  await page.keyboard.press('ArrowUp');
  await until(async () => (await support('tiers')).tiers[0].name === 'Friend', 'the order to be saved');
  const [friend, keeper] = (await support('tiers')).tiers;
  assert.deepEqual(friend.prices, [{ currency: 'EUR', month: 500, year: 0 }]);
  assert.deepEqual(keeper.prices, [{ currency: 'EUR', month: 900, year: 9000 }]);
  assert.deepEqual(keeper.benefits, ['All stories', 'The printed map']);
  await page.getByRole('button', { name: 'Change Keeper' }).click();
  await dialog().getByLabel('Free days at the beginning').fill('0');
  await dialog().getByLabel('Description').fill('For those who want it to last');
  await saveDialog('Save');
  await until(async () => (await support('tiers')).tiers[1].description === 'For those who want it to last', 'the description');
  await page.getByRole('button', { name: 'New tier' }).click();
  await dialog().getByLabel('Name').fill('Passing');
  await saveDialog('Save');
  await page.getByRole('button', { name: 'Delete Passing' }).click();
  await saveDialog('Delete');
  await until(async () => (await support('tiers')).tiers.length === 2, 'the tier to be gone');
});

test('an appeal is written with two wordings, stands, and says no more of them than the figures do', async () => {
  await open('appeals');
  await page.getByText('There is no appeal yet.').waitFor();
  await page.getByRole('button', { name: 'New appeal' }).click();
  await dialog().getByLabel('Name').fill('Autumn');
  await dialog().getByLabel('Where').selectOption({ label: 'Behind a paragraph' });
  await dialog().getByLabel('Behind paragraph').fill('4');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await refused(dialog().getByLabel('Headline').first());
  await dialog().getByLabel('Headline').fill('The nights are long');
  await dialog().getByRole('button', { name: 'Add a wording' }).click();
  await dialog().getByLabel('Headline').nth(1).fill('Somebody pays for this light');
  await dialog().getByLabel('Button to give once').nth(1).fill('Pay for an hour');
  await dialog().getByLabel('It stands on the site').check();
  await dialog().getByLabel('Stands from').fill('2020-01-02T07:00');
  await dialog().getByLabel('Stands until').fill('2020-01-01T07:00');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await refused(dialog().getByLabel('Stands until'));
  await dialog().getByLabel('Stands until').fill('');
  await saveDialog('Save');
  await page.getByText('Stands now').waitFor();
  const [appeal] = (await support('appeals')).appeals;
  assert.equal(appeal.place, 'paragraph');
  assert.equal(appeal.paragraph, 4);
  assert.equal(appeal.ends_at, null);
  assert.deepEqual(appeal.wordings.map(one => one.headline), ['The nights are long', 'Somebody pays for this light']);
  assert.equal(appeal.wordings[1].once_button, 'Pay for an hour');
  await region('Autumn').getByText('Nobody has seen it yet.').waitFor();

  await server.desk('POST', '/support/appeals', { name: 'Front', place: 'front', wordings: [{ headline: 'Read on' }], active: true, starts_at: '2099-01-01T00:00:00Z' });
  for (let i = 0; i < 6; i++) await post('/support/counted/', { appeal: appeal.id, wording: String(i % 2) });
  await fetch(`${server.url}/support/?appeal=${appeal.id}&wording=1`);
  await open('appeals');
  await page.getByText('Not yet', { exact: true }).waitFor();
  await region('Autumn').getByText('No difference can be told yet.').waitFor();
  const row = region('Autumn').getByRole('row').nth(2);
  assert.match(await row.innerText(), /Somebody pays for this light\s+0\.0%\s+0\.0% to \d\S+\s+3\s+1\s+0$/);
  await page.getByRole('button', { name: /^Move Front/ }).focus();
  await page.keyboard.press('ArrowUp');
  await until(async () => (await support('appeals')).appeals[0].name === 'Front', 'the order to be saved');
  await page.getByRole('button', { name: 'Change Front' }).click();
  await dialog().getByLabel('Who sees it').selectOption({ label: 'Who is not signed in' });
  await saveDialog('Save');
  await until(async () => (await support('appeals')).appeals[0].audience === 'strangers', 'the audience to be saved');
  await page.getByRole('button', { name: 'Delete Front' }).click();
  await saveDialog('Delete');
  assert.equal((await support('appeals')).appeals.length, 1);
});

test('what readers give is found; a part goes back; a bank transfer is put into the books', async () => {
  const [appeal] = (await support('appeals')).appeals;
  await pay({ cadence: 'once', amount: '20', appeal: appeal.id, wording: '1', dedication: 'For the lighthouse keeper', anonymous: '1' }, 'tom@example.org', 'Tom Ferry');
  await pay({ cadence: 'month', amount: '9' }, 'maria@example.org', 'Maria Quay');
  await pay({ cadence: 'month', amount: '5' }, 'jan@example.org', 'Jan Buoy');
  await open('contributions');
  await page.getByText('Maria Quay').waitFor();
  await page.getByLabel('Name, address or dedication').fill('lighthouse');
  await page.getByText('Maria Quay').waitFor({ state: 'detached' });
  const tom = page.getByRole('button', { name: /Tom Ferry/ });
  assert.match(await tom.innerText(), /not to be named[\s\S]*For the lighthouse keeper[\s\S]*by “Autumn”[\s\S]*€20/);
  await tom.click();
  await dialog().getByRole('button', { name: /^Give back … €20 of/ }).click();
  await dialog().getByLabel('Amount in EUR').fill('21');
  await dialog().getByRole('button', { name: 'Give €21 back' }).click();
  await refused(dialog().getByLabel('Amount in EUR'));
  await dialog().getByLabel('Amount in EUR').fill('7,50');
  await dialog().getByRole('button', { name: 'Give €7.50 back' }).click();
  await dialog().getByText('€7.50 given back').waitFor();
  await dialog().getByRole('button', { name: /^Give back … €12\.50 of/ }).waitFor();
  await page.keyboard.press('Escape');
  const [given] = (await support('contributions?query=tom@example.org')).contributions;
  assert.deepEqual(given.charges.map(one => [one.amount, one.refunded, one.refundable]), [[2000, 750, 1250]]);

  await page.getByLabel('Name, address or dedication').fill('');
  await page.getByText('Maria Quay').waitFor();
  await page.getByRole('button', { name: 'Record a bank transfer' }).click();
  await dialog().getByRole('button', { name: 'Put it into the books' }).click();
  await refused(dialog().getByLabel('Amount'));
  await dialog().getByLabel('Amount').fill('1 250');
  await dialog().getByLabel('Name', { exact: true }).fill('Harbour Co-operative');
  await dialog().getByLabel('Mail address').fill('nonsense');
  await dialog().getByLabel('Dedication').fill('For the map');
  await dialog().getByRole('button', { name: 'Put it into the books' }).click();
  await refused(dialog().getByLabel('Mail address'));
  await dialog().getByLabel('Mail address').fill('');
  await saveDialog('Put it into the books');
  await page.getByRole('button', { name: /Harbour Co-operative/ }).waitFor();
  const [transfer] = (await support('contributions?query=Harbour')).contributions;
  assert.equal(transfer.amount, 125_000);
  assert.equal(transfer.processor, 'bank');
  await page.getByRole('button', { name: /Harbour Co-operative/ }).click();
  await dialog().getByText('by bank transfer').waitFor();
  assert.equal(await dialog().getByRole('button', { name: /Give back …/ }).count(), 0);
  await page.keyboard.press('Escape');
});

test('members are counted, found, given and ended', async () => {
  const [friend, keeper] = (await support('tiers')).tiers;
  await open('members');
  await page.getByText('2 members now').waitFor();
  assert.match(await page.getByRole('button', { name: /maria@example.org/ }).innerText(), /Keeper · €9 a month[\s\S]*Active[\s\S]*renews/);
  await page.getByRole('button', { name: 'Give a membership' }).click();
  await dialog().getByRole('button', { name: 'Give it' }).click();
  await refused(dialog().getByLabel('Mail address'));
  await dialog().getByLabel('Mail address').fill('pilot@example.org');
  await dialog().getByLabel('Tier').selectOption({ label: 'Friend' });
  await dialog().getByLabel('Last day').fill('2099-12-31');
  await dialog().getByLabel('Note').fill('Flies us out');
  await saveDialog('Give it');
  await page.getByText('3 members now').waitFor();
  const [given] = (await support('members?query=pilot')).members;
  assert.equal(given.kind, 'complimentary');
  assert.equal(given.tier.id, friend.id);
  assert.equal(given.note, 'Flies us out');
  assert.match(given.paid_until, /^2099-12-31T/);
  // With what is paid for.
  await page.getByRole('button', { name: /maria@example.org/ }).click();
  await dialog().getByRole('button', { name: 'End …' }).click();
  await saveDialog('End the membership');
  await until(async () => (await support('members?query=maria')).members[0].ends, 'the end to be noted');
  assert.equal((await support('members?query=maria')).members[0].tier.id, keeper.id);
  await until(async () => /ends /.test(await page.getByRole('button', { name: /maria@example.org/ }).innerText()), 'the end in the list');
  // At once.
  for (const email of ['jan@example.org', 'pilot@example.org']) {
    await page.getByRole('button', { name: new RegExp(email) }).click();
    await dialog().getByRole('button', { name: 'End …' }).click();
    if (email.startsWith('jan')) await dialog().getByLabel('At once').check();
    await saveDialog('End the membership');
  }
  await page.getByText('1 member now').waitFor();
  await page.getByLabel('Status').selectOption('ended');
  await page.getByText('maria@example.org').waitFor({ state: 'detached' });
  assert.equal(await region('Members').getByRole('listitem').count(), 2);
  await page.getByLabel('Address or name').fill('jan');
  await page.getByText('pilot@example.org').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /jan@example.org/ }).click();
  assert.equal(await dialog().getByRole('button', { name: 'End …' }).count(), 0);
  await page.keyboard.press('Escape');
});

test('the money adds up in figures, chart and tables, agrees with the processor, and goes to the bookkeeper', async () => {
  await open('');
  const euro = region('Euro');
  await euro.getByRole('img').waitFor();
  const money = await support('money?by=day');
  const [total] = money.totals;
  assert.deepEqual([total.contributions, total.memberships, total.refunds, total.at_bank], [127_000, 1400, 750, 125_000]);
  assert.match(await euro.innerText(), /€1,270[\s\S]*€14[\s\S]*-€7\.50/);
  assert.match(await euro.getByRole('img').getAttribute('aria-label'), /€1,270 as contributions, €14 for memberships/);
  await euro.getByText('As a table').click();
  assert.equal(await euro.getByRole('row').count(), 2);
  assert.match(await region('By tier').innerText(), /Keeper\s+€8\.\d\d\s+€0\.00\s+€9\.00/);
  assert.match(await region('By appeal').innerText(), /Autumn\s+€11\.\d\d\s+€20\.00/);
  await page.getByRole('button', { name: 'Last 12 months' }).click();
  await until(async () => (await euro.locator('svg g').count()) === 12, 'twelve months');
  await page.getByRole('button', { name: 'Own dates' }).click();
  await page.getByLabel('Last day').fill('2020-01-31');
  await refused(page.getByLabel('Last day'));
  await page.getByLabel('First day').fill('2020-01-01');
  await until(async () => (await euro.locator('svg g').count()) === 31, 'the days of January');
  assert.match(await euro.innerText(), /What is left\s+€0/);
  await page.getByRole('button', { name: 'This month' }).click();
  await page.getByRole('button', { name: 'Compare with the processor' }).click();
  await page.getByText('They agree.').waitFor();
  assert.deepEqual((await support('settings')).compared.problems, []);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'For the bookkeeper (CSV)' }).click()]);
  assert.match(fs.readFileSync(await download.path(), 'utf8'), /^day,time,entry,kind,account,debit,credit,currency[\s\S]*transfer,bank,1250\.00,,EUR/);
});

test('a story is opened for a tier from its details, with so many paragraphs for everybody', async () => {
  const [friend] = (await support('tiers')).tiers;
  const story = (await server.desk('POST', '/stories', { headline: 'Behind the light', body_html: '<p>One.</p><p>Two.</p><p>Three.</p>' })).body;
  await page.goto(`${server.url}/desk/stories/${story.id}`);
  const who = page.getByLabel('Who may read');
  assert.equal(await page.getByLabel('Teaser').count(), 0);
  await who.scrollIntoViewIfNeeded();
  await who.selectOption({ label: 'Friend and above' });
  await page.getByLabel('Teaser').fill('1');
  await page.getByLabel('Teaser').blur();
  await until(async () => {
    const { visibility, teaser } = (await server.desk('GET', `/stories/${story.id}`)).body;
    return visibility === friend.id && teaser === 1;
  }, 'the story to be for friends');
  await page.reload();
  await until(async () => (await who.locator('option:checked').innerText()) === 'Friend and above', 'the tier by its name');
  await open('settings');
  await page.getByRole('button', { name: 'Delete Friend' }).click();
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText(/Somebody has this tier, or a story or an offer asks for it/).waitFor();
});

test('editors see all and give nothing back; authors see none of it; the log tells what was done', async () => {
  const editor = await signIn('second@example.org', 'editor');
  await open('contributions', editor);
  await editor.getByRole('button', { name: /Tom Ferry/ }).click();
  await editor.getByText('Administrators can give money back.').waitFor();
  assert.equal(await editor.getByRole('button', { name: /Give back …/ }).count(), 0);
  await editor.context().close();
  const author = await signIn('author@example.org', 'author');
  await author.goto(`${server.url}/desk/support/`);
  await author.getByText('Editors and administrators see what readers give.').waitFor();
  await author.context().close();
  await page.goto(`${server.url}/desk/log/`);
  await page.getByText(/gave .*7\.50 EUR.* back\./).first().waitFor();
  assert.match(await page.locator('main').innerText(), /gave “?pilot@example\.org”? a membership\./);
});

test('no screen breaks a rule of axe or the width, light and dark', async () => {
  const look = async what => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], what);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${what} is too wide`);
  };
  const dialogs = {
    members: ['Give a membership', /maria@example.org/], contributions: ['Record a bank transfer', /Tom Ferry/],
    appeals: ['New appeal', 'Change Autumn', 'Delete Autumn'], settings: ['New tier', 'Change Keeper'],
  };
  for (const width of [360, 768, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of ['?span=months', 'members', 'contributions', 'appeals', 'settings']) {
        await open(screen);
        await page.waitForTimeout(400);
        await look(`/desk/support/${screen} at ${width}, ${colorScheme}`);
        for (const name of dialogs[screen] ?? []) {
          await page.getByRole('button', { name }).first().click();
          await dialog().waitFor();
          await page.waitForTimeout(200);
          await look(`${name} at ${width}, ${colorScheme}`);
          await page.keyboard.press('Escape');
          await dialog().waitFor({ state: 'detached' });
        }
      }
    }
});

test('nothing threw on any screen', () => assert.deepEqual(faults, []));
