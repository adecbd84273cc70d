// "Support us just once", as a reader abroad lives it, in the practice checkout: gives, is left alone, becomes a member,
// reads, changes the amount, pauses, leaves without writing to anyone. With and without scripts; and what is held off.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { binary, cookiesOf, Server, sleep, waiter } from './server.mjs';

let server, browser;
before(async () => {
  server = await Server.start('sqlite', { demo: true });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const story = '/bridge-reopens-to-trams/', locked = '/the-ferrymans-daughters/';
const api = async (method, where, body) => {
  const answer = await server.desk(method, where, body);
  assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const until = waiter(15, { strict: true });
const mailTo = (email, subject) => until(async () => {
  const found = (await api('GET', '/outbox')).mails.find(one => one.to.includes(email) && subject.test(one.subject));
  return found && api('GET', `/outbox/${found.name}`);
}, `mail to ${email}`);
const open = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
};
async function pay(page, email) {
  await page.getByRole('button', { name: 'Continue to payment' }).first().click();
  await page.locator('main').getByLabel(/Your mail address/).fill(email);
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
}
async function signIn(page, email) {
  const before = new Set((await api('GET', '/outbox')).mails.map(one => one.name));
  await page.goto(`${server.url}/members/`);
  await page.locator('main').getByLabel(/Your mail address/).fill(email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  const mail = await until(async () => (await api('GET', '/outbox')).mails.find(one => !before.has(one.name) && one.to.includes(email)), 'the code');
  await page.getByLabel(/The six digits/).fill(/\d{6}/.exec(mail.subject)[0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(`Signed in as ${email}`).waitFor();
}

for (const scripts of [true, false])
  test(`a reader gives once, joins, changes and leaves (${scripts ? 'with' : 'without'} scripts)`, async () => {
    const email = `abroad-${scripts}@example.org`, page = await open({ javaScriptEnabled: scripts });
    await page.goto(server.url + story);
    const begun = Date.now();
    // Two clicks from the story to where the card is asked for.
    await page.locator('.appeal-before').getByRole('link', { name: 'Support us just once' }).click();
    assert.equal(new URL(page.url()).searchParams.get('from'), story);
    assert.match(await page.locator('.currencies [aria-current]').innerText(), /USD/, 'the currency of an American browser');
    await page.getByRole('button', { name: 'Continue to payment' }).first().click();
    await page.getByText('no money moves').waitFor();
    await page.getByRole('link', { name: 'Back without paying' }).click();
    await page.getByText('Nothing was paid').waitFor();
    const amounts = page.locator('.amounts-once');
    await amounts.getByRole('radio', { name: 'Another amount' }).check();
    await amounts.getByLabel(/^Amount in/).fill('5');
    await page.getByText('Dedicate it, or stay anonymous').click();
    await page.getByLabel('Dedication').fill('For the tram drivers');
    await page.getByText('I stay anonymous').click();
    await pay(page, email);
    assert.ok(Date.now() - begun < 60_000, 'in under a minute');
    const receipt = await mailTo(email, /contribution/i);
    assert.match(receipt.text, /\$5/);
    assert.match(receipt.text, /tram drivers/);
    const [given] = (await api('GET', `/support/contributions?query=${email}`)).contributions;
    assert.deepEqual([given.amount, given.currency, given.anonymous, given.dedication, given.appeal.name], [500, 'USD', true, 'For the tram drivers', 'Short']);
    await page.goto(server.url + '/');
    if (scripts) await page.waitForFunction(() => !document.querySelector('.appeal'));

    await page.goto(server.url + locked);
    await page.locator('.gate').getByRole('link', { name: 'Become a member' }).click();
    await page.locator('.amounts-month').getByRole('radio', { name: /^\$9 / }).check();
    await pay(page, email);
    await page.getByText('with $9 each month').waitFor();
    await page.getByRole('link', { name: 'Back to the story' }).click();
    await page.getByText('On the barge Patience').waitFor();
    // Who has paid in this browser reads, and sees nothing of the account without its mail.
    await page.goto(`${server.url}/members/`);
    await page.locator('main').getByLabel(/Your mail address/).waitFor();
    await signIn(page, email);
    assert.match(await page.locator('.membership').innerText(), /Keeper[\s\S]*\$9 each month[\s\S]*(Renews on|Free until)/);
    const membership = page.locator('.membership');
    await membership.getByLabel(/Another amount/).fill('4');
    await membership.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    assert.match(await membership.innerText(), /Wick[\s\S]*\$4 each month/);
    await membership.getByLabel(/Another amount/).fill('nothing');
    await membership.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('heading', { name: 'Nothing was changed' }).waitFor();
    await page.getByRole('link', { name: 'Your account' }).first().click();
    await membership.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: nothing is charged').waitFor();
    await page.goto(server.url + locked);
    await page.getByText('On the barge Patience').waitFor();  // what is paid for is had
    await page.goto(`${server.url}/members/`);
    await membership.getByRole('button', { name: 'Go on' }).click();
    await membership.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Ends on').waitFor();
    await page.goto(server.url + locked);
    await page.getByText('On the barge Patience').waitFor();
    await page.goto(`${server.url}/members/`);
    await membership.getByRole('button', { name: 'Stay after all' }).waitFor();
    // Receipts are theirs, as PDF; the year's statement too.
    const cookies = (await page.context().cookies()).map(one => `${one.name}=${one.value}`).join('; ');
    for (const link of [page.locator('.receipts a').first(), page.locator('a[href*="/members/statements/"]').first()]) {
      const where = await link.getAttribute('href');
      const pdf = await fetch(server.url + where, { headers: { Cookie: cookies } });
      assert.equal(pdf.headers.get('content-type'), 'application/pdf');
      assert.match(pdf.headers.get('cache-control'), /private/);
      const file = `${server.folder}/paper.pdf`;
      fs.writeFileSync(file, Buffer.from(await pdf.arrayBuffer()));
      assert.match(execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }), /\$5/);
      assert.ok((await fetch(server.url + where, { redirect: 'manual' })).status >= 300, 'strangers do not get it');
    }
    await page.context().close();
  });

test('a gift, an offer and a transfer', async () => {
  const page = await open();
  await page.goto(`${server.url}/support/?currency=EUR`);
  await page.getByText('Give a membership to somebody').click();
  await page.getByLabel(/Their mail address/).fill('friend@example');
  const gift = page.locator('.gift');
  await gift.getByRole('button', { name: 'Continue to payment' }).click();
  await page.locator('.gift .field-error').waitFor();
  await page.getByLabel(/Their mail address/).fill('friend@example.org');
  await gift.getByLabel('Membership').selectOption({ label: 'Keeper' });
  await gift.getByLabel('For how long').selectOption({ label: 'Three months' });
  await gift.getByLabel('A few words to them').fill('For the long evenings');
  await gift.getByRole('button', { name: 'Continue to payment' }).click();
  assert.match(await page.locator('.practice-amount').innerText(), /€27/);
  await page.locator('main').getByLabel(/Your mail address/).fill('aunt@example.org');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByText('Your gift of €27 has arrived').waitFor();
  assert.match((await mailTo('friend@example.org', /for you/)).text, /For the long evenings/);
  const [friend] = (await api('GET', '/support/members?query=friend@example.org')).members;
  assert.deepEqual([friend.kind, friend.tier.name], ['gift', 'Keeper']);

  const tier = (await api('GET', '/support/tiers')).tiers.find(one => one.name === 'Wick');
  for (const [fields, field] of [[{ name: '' }, 'name'], [{ name: 'Spring', tier: 'none' }, 'tier'], [{ name: 'Spring', tier: tier.id, percent_off: 95 }, 'percent_off'], [{ name: 'Spring', tier: tier.id, cadence: 'once' }, 'cadence'], [{ name: 'Spring', tier: tier.id, code: 'A B' }, 'code']]) {
    const refused = await server.desk('POST', '/support/offers', fields);
    assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(refused.body));
  }
  const offer = await api('POST', '/support/offers', { name: 'A lighter spring', tier: tier.id, percent_off: 50, months: 3 });
  assert.equal(offer.code, 'a-lighter-spring');
  await page.goto(`${server.url}/support/?offer=${offer.code}&currency=EUR`);
  assert.match(await page.locator('.offer').innerText(), /Wick: €2 a month instead of €4, for the first 3 months/);
  await page.getByRole('button', { name: 'Take the offer' }).click();
  await page.locator('main').getByLabel(/Your mail address/).fill('spring@example.org');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByText('You are a member now').waitFor();
  const [taken] = await until(async () => {
    const { contributions } = await api('GET', '/support/contributions?query=spring@example.org');
    return contributions[0]?.charges.length && contributions;
  }, 'the books');
  assert.equal(taken.charges[0].amount, 200, 'half of it is charged');
  assert.equal((await api('GET', '/support/offers')).offers[0].taken, 1);
  await api('PATCH', `/support/offers/${offer.id}`, { active: false });
  await page.goto(`${server.url}/support/?offer=${offer.code}`);
  await page.getByText('This offer has ended.').waitFor();
  const late = await fetch(`${server.url}/support/`, { method: 'POST', body: new URLSearchParams({ currency: 'EUR', offer: offer.code, amount: '1' }) });
  assert.equal(late.status, 422);
  await page.context().close();
});

test('appeals: by lot and kept, counted once, put away for good, not for members', async () => {
  const [, appeal] = (await api('GET', '/support/appeals')).appeals;
  assert.equal(appeal.wordings.length, 2);
  const seen = async () => (await api('GET', '/support/appeals')).appeals.find(one => one.id === appeal.id).figures.reduce((sum, one) => sum + one.seen, 0);
  const before = await seen(), page = await open();
  await page.goto(server.url + story);
  const shown = page.locator('.body .appeal .wording:visible');
  const words = await shown.innerText();
  await shown.scrollIntoViewIfNeeded();
  await until(async () => (await seen()) === before + 1, 'the appeal to be counted');
  for (let i = 0; i < 3; i++) {
    await page.reload();
    assert.equal(await shown.innerText(), words, 'the same reader reads the same wording');
    await shown.scrollIntoViewIfNeeded();
  }
  await sleep(1500);
  assert.equal(await seen(), before + 1, 'once a visit');
  const shy = await open();
  await shy.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }));
  await shy.goto(server.url + story);
  await shy.locator('.body .appeal').scrollIntoViewIfNeeded();
  await sleep(1000);
  assert.equal(await seen(), before + 1, 'nobody is counted who does not want it');
  await page.locator('.appeal-end').getByRole('button', { name: 'I give already' }).click();
  assert.equal(await page.locator('.appeal').count(), 0);
  await page.goto(server.url);
  await page.waitForFunction(() => !document.querySelector('.appeal'));

  await api('POST', '/support/appeals', { name: 'Bar', place: 'bar', wordings: [{ headline: 'One line along the foot' }], active: true });
  const other = await open({ viewport: { width: 360, height: 740 } });
  await other.goto(server.url + '/');
  const bar = other.locator('.appeal-bar');
  await bar.waitFor();
  await other.waitForFunction(() => document.body.classList.contains('bar-stands'));
  const box = await bar.boundingBox();
  assert.ok(box.y + box.height >= 735 && box.height < 740 * .5, `along the foot: ${JSON.stringify(box)}`);
  await bar.getByRole('button', { name: 'Not now' }).click();
  await other.reload();
  await other.waitForFunction(() => !document.querySelector('.appeal-bar'));
  await other.goto(`${server.url}/support/`);
  assert.equal(await other.locator('.appeal').count(), 0, 'who is about to give is not asked to');
  for (const one of [page, shy, other]) await one.context().close();
});

test('hostile forms are refused, and nobody is led away', async () => {
  const post = (fields, headers = {}) => fetch(`${server.url}/support/`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ currency: 'EUR', ...fields }) });
  for (const amount of ['-5', '0', '0.001', '1e9', '999999999999999999999', '9223372036854775808', '5 5 5', 'NaN', '५', '0x10', '1,2,3', '<b>5</b>'])
    assert.equal((await post({ amount })).status, 422, amount);
  assert.equal((await post({ amount: '5', currency: 'XXX' })).status, 422);
  for (const from of ['https://evil.example/', '//evil.example/', '/\\evil.example/', '/\t/evil.example'])
    assert.doesNotMatch(await (await fetch(`${server.url}/support/?from=${encodeURIComponent(from)}`)).text(), /value="[^"]*evil/, from);
  for (const path of ['/support/thanks/?pledge=0000000000000', '/support/practice/?checkout=none', '/support/thanks/'])
    assert.ok([200, 404].includes((await fetch(server.url + path)).status), path);
  const begun = await post({ amount: '7' });
  const cookie = cookiesOf(begun)[0].split(';')[0], page = new URL(begun.headers.get('location'));
  const checkout = page.searchParams.get('checkout');
  await fetch(`${server.url}/support/practice/`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ checkout, email: 'seven@example.org', amount: '1' }) });
  const [given] = await until(async () => {
    const { contributions } = await api('GET', '/support/contributions?query=seven@example.org');
    return contributions.length && contributions;
  }, 'the contribution');
  assert.equal(given.amount, 700, 'the amount is the one that was set out with');
  const thanks = async headers => (await fetch(`${server.url}/support/thanks/?pledge=${given.id}`, { headers })).text();
  assert.match(await thanks({ Cookie: cookie }), /seven@example.org/);
  assert.doesNotMatch(await thanks({}), /seven@example.org|has arrived/, 'only the browser that paid is told');
  assert.doesNotMatch(await thanks({ Cookie: 'broadsheet_support=guessed' }), /seven@example.org|has arrived/);
  const again = await fetch(`${server.url}/support/practice/`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ checkout, email: 'seven@example.org' }) });
  assert.equal(again.status, 404, 'paid once');
});

test('the doctor looks at the books, and notices a half-set processor', () => {
  const sound = server.command('doctor');
  assert.match(sound, /ok    books: \d+ entries, each sums to zero/);
  assert.match(sound, /ok    payments: practice/);
  const half = () => execFileSync(binary, ['--data', server.folder, 'doctor'], { env: { ...server.env, BROADSHEET_STRIPE_SECRET_KEY: 'sk_test_half' }, encoding: 'utf8' });
  assert.throws(half, error => error.status === 1 && /WRONG payments: Stripe[^]*webhook_secret/.test(error.stdout) && !error.stdout.includes('sk_test_half'));
});

test('what was practised opens and counts for nothing once there is a key', async () => {
  const before = (await api('GET', '/support/money')).totals.reduce((sum, one) => sum + one.contributions + one.memberships, 0);
  const open = async () => (await api('GET', '/support/members')).members.filter(one => one.status !== 'ended' || Date.parse(one.paid_until) > Date.now());
  assert.ok(before > 0 && (await open()).some(one => one.kind === 'gift') && (await open()).some(one => one.kind === 'paid'));
  await server.down();
  Object.assign(server.env, { BROADSHEET_STRIPE_SECRET_KEY: 'sk_test_new', BROADSHEET_STRIPE_WEBHOOK_SECRET: 'whsec_new', BROADSHEET_STRIPE_API: 'http://127.0.0.1:9' });
  await server.up();
  await until(async () => (await open()).length === 0, 'the end of what was practised');
  assert.deepEqual((await api('GET', '/support/money')).totals, []);
});
