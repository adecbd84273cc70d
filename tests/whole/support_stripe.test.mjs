// Giving once and belonging, beside the stand-in for Stripe: what readers do on our pages and theirs, what then stands in the
// books, what the newsroom gives back; and what becomes of it all while Stripe is away. On both engines.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { engines, sleep } from './server.mjs';
import { parseCsv, secretKey, SupportPaper, until, webhookSecret } from './support_paper.mjs';
import { apiVersion, StripeStandIn } from './stripe/stand_in.mjs';

const day = 86400, realNow = () => Math.floor(Date.now() / 1000);
const linesOf = entries => entries.map(({ kind, lines }) => [kind, ...lines]);
const posts = (standIn, where) => standIn.requests.filter(one => one.method !== 'GET' && one.path.startsWith(where));

for (const engine of engines)
  test(`giving and belonging, on ${engine}`, async t => {
    const paper = await SupportPaper.start(engine, { settles: ['eur', 'usd'] });
    const { standIn } = paper;
    t.after(() => paper.close());
    const [friend, keeper] = paper.tiers;
    const forKeepers = await paper.storyFor(keeper.id), forPaying = await paper.storyFor('paid');

    await t.test('once: our form, their page, our thanks; three lines in the books, a letter, a receipt', async () => {
      const given = await paper.pay({ amount: '7,50', dedication: 'For the ferry' }, { email: 'tom@example.org', name: 'Tom Ferry' });
      const request = posts(standIn, '/v1/checkout/sessions').at(-1);
      assert.equal(request.headers['stripe-version'], apiVersion);
      assert.equal(request.headers['idempotency-key'], `pledge-${given.pledge}`);
      assert.deepEqual([request.params.mode, request.params.line_items[0].price_data.unit_amount, request.params.line_items[0].price_data.currency], ['payment', 750, 'eur']);
      assert.equal(given.location, given.session.url ?? `${standIn.url}/pay/${given.checkout}`, 'the reader is led to Stripe\'s page');
      assert.match(given.back.text, /Your €7\.50 has arrived\./);
      assert.match(given.back.text, /The receipt goes to tom@example\.org\./);
      assert.match(given.back.headers.get('cache-control'), /private, no-store/);
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(given.charge)), [['charge', ['processor:stripe', 'EUR', 698], ['fees', 'EUR', 52], ['income:contributions', 'EUR', -750]]]);
      const listed = await paper.contribution('tom@example.org');
      assert.deepEqual([listed.state, listed.amount, listed.name, listed.dedication, listed.charges.map(one => one.amount)], ['given', 750, 'Tom Ferry', 'For the ferry', [750]]);
      const mail = await paper.mail('tom@example.org', /Your contribution/);
      assert.match(mail.text, /€7\.50, once[\s\S]*For the ferry/);
      const tom = await paper.signIn('tom@example.org');
      const { text } = await paper.account(tom);
      const [receipt] = /\/members\/receipts\/\w+\.pdf/.exec(text), [statement] = /\/members\/statements\/\d{4}\.pdf/.exec(text);
      for (const file of [receipt, statement]) assert.match((await paper.page(file, { cookie: tom.cookie })).text, /^%PDF/);
      assert.equal((await paper.mails('tom@example.org', /Your contribution/)).length, 1);
    });

    await t.test('coming back proves nothing: who has not paid is not thanked, and gets nothing', async () => {
      const begun = await paper.begin({ amount: '10', cadence: 'month' });
      const back = await paper.page(begun.thanks.pathname + begun.thanks.search, { cookie: begun.browser });
      assert.match(back.text, /We have not heard of your payment yet/);
      assert.deepEqual(back.cookies, []);
      assert.equal(paper.sql(`SELECT state FROM pledges WHERE checkout = '${begun.checkout}'`)[0][0], 'open');
    });

    await t.test('what is meant is on the disk before Stripe is asked', async () => {
      standIn.trouble = ({ method, path }) => (method === 'POST' && path === '/v1/checkout/sessions' ? 'stall' : undefined);
      const sending = paper.begin({ amount: '11' });
      await until(() => standIn.stalled === 1, 'the request to Stripe');
      assert.deepEqual(paper.sql("SELECT state, checkout FROM pledges WHERE amount = 1100 AND currency = 'EUR'"), [['open', '']]);
      standIn.goOn();
      assert.equal((await sending).status, 303);
    });

    await t.test('yen have no cents', async () => {
      const given = await paper.pay({ currency: 'JPY', amount: '500' }, { email: 'yuki@example.org' });
      assert.deepEqual([given.session.amount_total, given.session.currency], [500, 'jpy']);
      assert.match(given.back.text, /¥500/);
      for (const amount of ['500.5', '0.5', '12.50']) assert.equal((await paper.begin({ currency: 'JPY', amount })).status, 422, amount);
      await paper.settled();
      // 500 yen are 2.95 euros in the balance.
      assert.deepEqual(linesOf(await paper.entriesOfCharge(given.charge)), [['charge', ['processor:stripe', 'EUR', 256], ['fees', 'EUR', 39], ['exchange', 'EUR', -295], ['exchange', 'JPY', 500], ['income:contributions', 'JPY', -500]]]);
      const rows = parseCsv(await paper.csvText()).filter(row => row.charge === given.charge && row.currency === 'JPY');
      assert.deepEqual(rows.map(row => row.debit + row.credit), ['500', '500']);
      assert.equal((await paper.contribution('yuki@example.org')).amount, 500);
    });

    await t.test('dollars have a balance of their own, hryvnias become euros; totals are by currency', async () => {
      const dollars = await paper.pay({ currency: 'USD', amount: '20' }, { email: 'ann@example.org' });
      const hryvnias = await paper.pay({ currency: 'UAH', amount: '400' }, { email: 'olha@example.org' });
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(dollars.charge)), [['charge', ['processor:stripe', 'USD', 1912], ['fees', 'USD', 88], ['income:contributions', 'USD', -2000]]]);
      const [entry] = await paper.entriesOfCharge(hryvnias.charge);
      assert.deepEqual(entry.lines.slice(2), [['exchange', 'EUR', -909], ['exchange', 'UAH', 40000], ['income:contributions', 'UAH', -40000]]);
      const { totals } = await paper.support('money?by=month');
      assert.deepEqual(totals.map(one => one.currency).sort(), ['EUR', 'JPY', 'UAH', 'USD']);
      assert.equal(totals.find(one => one.currency === 'UAH').contributions, 40000);
      const compared = (await paper.compare()).body;
      assert.deepEqual([compared.problems, compared.booked], [[], 0]);
    });

    let maria;
    await t.test('each month: the tier that the amount pays for, at once in the browser that paid, elsewhere by signing in', async () => {
      const given = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'maria@example.org', name: 'Maria Quay' });
      assert.equal(given.session.mode, 'subscription');
      assert.match(given.back.text, /You are a member now, with €10 each month/);
      const pass = given.back.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
      assert.equal(await paper.reads(forKeepers, pass), true);
      assert.equal(await paper.reads(forKeepers), false);
      assert.doesNotMatch((await paper.page('/members/', { cookie: pass })).text, /maria@example\.org/, 'the account is shown to who signs in alone');
      await paper.settled();
      const member = await paper.member('maria@example.org');
      assert.deepEqual([member.status, member.kind, member.tier.name, member.amount, member.cadence, member.ends], ['active', 'paid', 'Keeper', 1000, 'month', false]);
      const [charge] = await paper.entriesOfCharge(standIn.all('charge').at(-1).id);
      assert.deepEqual([charge.tier, charge.lines.at(-1)], ['Keeper', ['income:memberships', 'EUR', -1000]]);
      await paper.mail('maria@example.org', /You are a member/);
      maria = await paper.signIn('maria@example.org');
      maria.subscription = given.session.subscription;
      assert.equal(maria.memberships.length, 1);
      assert.equal(await paper.reads(forKeepers, maria.cookie), true);
    });

    await t.test('each year, and less than any tier costs: a member all the same', async () => {
      await paper.pay({ cadence: 'year', amount: '50' }, { email: 'year@example.org' });
      await paper.pay({ cadence: 'month', amount: '2' }, { email: 'little@example.org' });
      await paper.settled();
      const [year, little] = [await paper.member('year@example.org'), await paper.member('little@example.org')];
      assert.deepEqual([year.cadence, year.tier.id, year.amount], ['year', friend.id, 5000]);
      assert.ok(new Date(year.paid_until) - Date.now() > 360 * day * 1000);
      assert.deepEqual([little.tier, little.status], [null, 'active']);
    });

    await t.test('the reader changes the amount: from the next payment on', async () => {
      const done = await paper.act(maria, 'amount', { amount: '5,00' });
      assert.deepEqual([done.status, done.location], [303, '/members/?saved=1']);
      const request = posts(standIn, `/v1/subscriptions/${maria.subscription}`).at(-1);
      assert.equal(request.params.proration_behavior, 'none');
      assert.equal(standIn.object(maria.subscription).items.data[0].price.unit_amount, 500);
      const member = await paper.member('maria@example.org');
      assert.deepEqual([member.amount, member.tier.name], [500, 'Friend']);
      assert.match((await paper.account(maria)).text, /Friend <small>€5 each month/);
      assert.equal(await paper.reads(forKeepers, maria.cookie), false, 'open pages learn of it');
      assert.equal(await paper.reads(forPaying, maria.cookie), true);
      const charges = standIn.all('charge').length;
      await standIn.renew(maria.subscription);
      assert.equal(standIn.all('charge').slice(charges)[0].amount, 500);
      await paper.act(maria, 'amount', { amount: '10' });
      assert.equal(await paper.reads(forKeepers, maria.cookie), true);
    });

    await t.test('the reader leaves with one press, and stays after all', async () => {
      assert.equal((await paper.act(maria, 'cancel')).status, 303);
      assert.equal(standIn.object(maria.subscription).cancel_at_period_end, true);
      assert.match((await paper.account(maria)).text, /Ends on/);
      assert.equal((await paper.member('maria@example.org')).ends, true);
      assert.equal(await paper.reads(forKeepers, maria.cookie), true, 'what is paid for is had');
      assert.equal((await paper.act(maria, 'go_on')).status, 303);
      assert.equal(standIn.object(maria.subscription).cancel_at_period_end, false);
      assert.match((await paper.account(maria)).text, /Renews on/);
    });

    await t.test('the reader changes the card at Stripe', async () => {
      const card = await paper.act(maria, 'card');
      assert.equal(card.status, 303);
      assert.ok(card.location.startsWith(`${standIn.url}/portal/`), card.location);
      const { params } = posts(standIn, '/v1/billing_portal/sessions').at(-1);
      assert.deepEqual([params.customer, params.return_url, params.flow_data.type], [standIn.object(maria.subscription).customer, `${paper.server.url}/members/`, 'payment_method_update']);
    });

    await t.test('the reader pauses and goes on', async () => {
      assert.equal((await paper.act(maria, 'pause')).status, 303);
      assert.equal(standIn.object(maria.subscription).pause_collection.behavior, 'void');
      assert.equal((await paper.member('maria@example.org')).status, 'paused');
      assert.equal(await paper.reads(forKeepers, maria.cookie), true, 'what is paid for is had');
      assert.equal((await paper.act(maria, 'resume')).status, 303);
      assert.equal(standIn.object(maria.subscription).pause_collection, null);
      assert.equal((await paper.member('maria@example.org')).status, 'active');
    });

    await t.test('each wish has a key of its own, written down with what came of it', async () => {
      const keys = standIn.requests.filter(one => one.method === 'POST').map(one => one.headers['idempotency-key']);
      assert.ok(keys.every(Boolean));
      assert.equal(new Set(keys).size, keys.length);
      const written = Object.fromEntries(paper.sql('SELECT key, answer FROM processor_calls'));
      for (const key of keys.filter(one => !one.startsWith('pledge-'))) assert.notEqual(written[key] ?? '', '', `${key} is written down with its answer`);
    });

    await t.test('a paused membership that nobody pays for closes with the time that was paid for', async () => {
      standIn.now = () => realNow() - 40 * day;
      const given = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'paused@example.org' });
      const paid = standIn.object(given.session.subscription).items.data[0].current_period_end;
      const person = await paper.signIn('paused@example.org');
      await paper.act(person, 'pause');
      standIn.now = () => paid;
      const invoice = await standIn.renew(given.session.subscription);
      standIn.now = realNow;
      await paper.settled();
      assert.equal(invoice.status, 'void');
      assert.equal(new Date((await paper.member('paused@example.org')).paid_until).getTime(), paid * 1000, 'the desk tells until when it is paid for');
      assert.equal(await paper.reads(forPaying, person.cookie), false, 'nobody reads for nothing');
    });

    await t.test('a card fails: a letter, some days of grace, a second try that works', async () => {
      standIn.now = () => realNow() - 33 * day;
      const given = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'late@example.org' });
      const pass = given.back.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
      const paid = standIn.object(given.session.subscription).items.data[0].current_period_end;
      await paper.settled();
      standIn.now = () => paid + 3600;
      await standIn.failRenewal(given.session.subscription);
      await paper.settled();
      assert.equal((await paper.member('late@example.org')).status, 'past_due');
      const letter = await paper.mail('late@example.org', /Your card was refused/);
      assert.match(letter.text, /€10[\s\S]*You go on reading meanwhile/);
      assert.equal(await paper.reads(forPaying, pass), true, 'within the grace');
      await standIn.failRenewal(given.session.subscription);
      await paper.settled();
      assert.equal((await paper.mails('late@example.org', /Your card was refused/)).length, 1, 'one letter for one failure');
      assert.equal(new Date((await paper.member('late@example.org')).paid_until).getTime(), paid * 1000, 'the desk tells until when it is paid for');
      const charges = standIn.all('charge').length;
      await standIn.renew(given.session.subscription);
      standIn.now = realNow;
      await paper.settled();
      const member = await paper.member('late@example.org');
      assert.equal(member.status, 'active');
      assert.ok(new Date(member.paid_until) > Date.now());
      assert.deepEqual(linesOf(await paper.entriesOfCharge(standIn.all('charge').slice(charges)[0].id)).map(([kind]) => kind), ['charge']);
    });

    await t.test('the grace ends: whoever has not paid for more than a week reads no more', async () => {
      standIn.now = () => realNow() - 40 * day;
      const given = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'gone@example.org' });
      const pass = given.back.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
      await paper.settled();
      standIn.now = () => standIn.object(given.session.subscription).items.data[0].current_period_end;
      const failing = standIn.object(given.session.subscription).items.data[0].current_period_end;
      standIn.now = () => failing;
      await standIn.failRenewal(given.session.subscription);
      standIn.now = realNow;
      await paper.settled();
      assert.equal((await paper.member('gone@example.org')).status, 'past_due');
      assert.equal(await paper.reads(forPaying, pass), false);
      await standIn.end(given.session.subscription);
      await paper.settled();
      assert.equal((await paper.member('gone@example.org')).status, 'ended');
    });

    await t.test('free days: a member from the first on, nothing in the books until they pay; once only', async () => {
      const patron = (await paper.server.desk('POST', '/support/tiers', { name: 'Patron', trial_days: 14, prices: [{ currency: 'EUR', month: 2500, year: 0 }] })).body;
      const given = await paper.pay({ cadence: 'month', amount: '25' }, { email: 'trial@example.org' });
      await paper.settled();
      const member = await paper.member('trial@example.org');
      assert.deepEqual([given.session.amount_total, member.status, member.tier.id], [0, 'trial', patron.id]);
      assert.deepEqual((await paper.contribution('trial@example.org')).charges, []);
      const person = await paper.signIn('trial@example.org');
      assert.match((await paper.account(person)).text, /Free until/);
      assert.equal(await paper.reads(forPaying, person.cookie), true);
      await standIn.renew(given.session.subscription);
      await paper.settled();
      assert.equal((await paper.member('trial@example.org')).status, 'active');
      assert.deepEqual((await paper.contribution('trial@example.org')).charges.map(one => one.amount), [2500]);
      const again = await paper.begin({ cadence: 'month', amount: '25' }, { cookie: person.cookie });
      const { params } = posts(standIn, '/v1/checkout/sessions').at(-1);
      assert.equal(params.subscription_data.trial_period_days, undefined);
      assert.equal(params.customer, standIn.object(given.session.subscription).customer, 'and Stripe knows them again');
      assert.equal(again.session.amount_total, 2500);
    });

    await t.test('a membership as a gift costs what the tier does, comes with a letter, and ends by itself', async () => {
      const given = await paper.pay({ gift: '1', gift_tier: keeper.id, gift_months: '3', gift_email: 'niece@example.org', dedication: 'Read on!', amount: '1', amount_once: '1' }, { email: 'aunt@example.org', name: 'Aunt May' });
      assert.deepEqual([given.session.amount_total, given.session.mode], [3000, 'payment']);
      await paper.settled();
      const member = await paper.member('niece@example.org');
      assert.deepEqual([member.kind, member.tier.name, member.ends], ['gift', 'Keeper', true]);
      const months = (new Date(member.paid_until) - Date.now()) / 86400e3;
      assert.ok(months > 88 && months < 93, `${months} days`);
      assert.match((await paper.mail('niece@example.org', /A membership of/)).text, /Aunt May gave you[\s\S]*Read on!/);
      assert.equal(await paper.member('aunt@example.org'), undefined);
      for (const event of standIn.events.filter(one => one.data.object.id === given.checkout)) await standIn.deliver(event, paper.webhook);
      await paper.settled();
      assert.equal((await paper.support('members?query=niece')).members.length, 1, 'told twice, given once');
      assert.equal((await paper.mails('niece@example.org', /A membership of/)).length, 1);
    });

    await t.test('administrators give back, in parts, never more than there is; editors do not', async () => {
      const given = await paper.pay({ amount: '20' }, { email: 'back@example.org' });
      await paper.settled();
      const { id } = await paper.contribution('back@example.org');
      const refund = (amount, headers) => paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount }, headers);
      paper.server.command('staff', 'add', 'second@example.org', '--role', 'editor');
      const editor = { Authorization: `Bearer ${paper.server.tokenOf('second@example.org')}` };
      assert.equal((await refund(500, editor)).status, 403);
      assert.equal(standIn.all('refund').length, 0);
      const part = await refund(500);
      assert.equal(part.status, 200, JSON.stringify(part.body));
      assert.deepEqual(part.body.charges.map(one => [one.amount, one.refunded, one.refundable]), [[2000, 500, 1500]]);
      assert.equal((await refund(500)).status, 200, 'the same amount once more is another refund');
      assert.deepEqual([(await refund(1001)).status, (await refund(0)).status, (await refund(-5)).status, (await refund(1.5)).status, (await refund('5')).status], [422, 422, 422, 422, 422]);
      assert.equal((await refund(1000)).status, 200);
      assert.equal((await refund(1)).status, 422);
      assert.deepEqual(standIn.all('refund').map(one => one.amount), [500, 500, 1000]);
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(given.charge)).slice(1), [500, 500, 1000].map(amount => ['refund', ['processor:stripe', 'EUR', -amount], ['refunds', 'EUR', amount]]));
      const person = await paper.signIn('back@example.org');
      assert.match((await paper.account(person)).text, /given back/);
    });

    await t.test('what is given back of yen is counted in yen', async () => {
      const given = await paper.pay({ currency: 'JPY', amount: '1000' }, { email: 'yenback@example.org' });
      await paper.settled();
      const { id } = await paper.contribution('yenback@example.org');
      assert.equal((await paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount: 400 })).status, 200);
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(given.charge))[1], ['refund', ['processor:stripe', 'EUR', -236], ['exchange', 'EUR', 236], ['exchange', 'JPY', -400], ['refunds', 'JPY', 400]]);
      assert.deepEqual((await paper.contribution('yenback@example.org')).charges.map(one => [one.refunded, one.refundable]), [[400, 600]]);
    });

    await t.test('a refund whose answer is lost is made once', async () => {
      const given = await paper.pay({ amount: '20' }, { email: 'lost@example.org' });
      await paper.settled();
      const { id } = await paper.contribution('lost@example.org');
      standIn.deliverTo(null);
      const refund = () => paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount: 500 });
      const before = standIn.all('refund').length;
      standIn.trouble = ({ path }) => (path === '/v1/refunds' ? { status: 0, after: true } : undefined);
      const lost = await refund();
      standIn.goOn();
      standIn.deliverTo(paper.webhook);
      assert.equal(lost.status, 409);
      assert.equal((await refund()).status, 200);
      assert.equal(standIn.all('refund').length, before + 1);
      assert.deepEqual((await paper.contribution('lost@example.org')).charges.map(one => one.refunded), [500]);
    });

    await t.test('a dispute takes the money and a fee; won, the money is back; lost, it is not', async () => {
      const [lost, won] = [await paper.pay({ amount: '30' }, { email: 'disputes@example.org' }), await paper.pay({ amount: '40' }, { email: 'disputes@example.org' })];
      const [first, second] = [await standIn.dispute(lost.charge), await standIn.dispute(won.charge)];
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(lost.charge))[1], ['dispute', ['processor:stripe', 'EUR', -4500], ['fees', 'EUR', 1500], ['disputes', 'EUR', 3000]]);
      const listed = (await paper.support('contributions?query=disputes')).contributions.find(one => one.charges[0].charge === lost.charge);
      assert.deepEqual(listed.charges.map(one => one.refundable), [0]);
      assert.equal((await paper.server.desk('POST', `/support/contributions/${listed.id}/refund`, { charge: lost.charge, amount: 100 })).status, 422, 'it is not given back twice');
      await standIn.closeDispute(first.id, 'lost');
      await standIn.closeDispute(second.id, 'won');
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(lost.charge)).map(([kind]) => kind), ['charge', 'dispute']);
      assert.deepEqual(linesOf(await paper.entriesOfCharge(won.charge)).at(-1), ['dispute_reversal', ['processor:stripe', 'EUR', 4000], ['disputes', 'EUR', -4000]]);
    });

    await t.test('payouts go to the bank, and come back from it; Stripe\'s own fees are found by comparing', async () => {
      const held = async () => { const total = (await paper.support('money')).totals.find(one => one.currency === 'EUR'); return [total.at_processor, total.at_bank]; };
      const [before] = await held();
      const payout = await standIn.payout(undefined, { currency: 'eur' });
      await paper.settled();
      assert.deepEqual(await held(), [0, before]);
      await standIn.failPayout(payout.id);
      await paper.settled();
      assert.deepEqual(await held(), [before, 0]);
      await standIn.fee(250, { currency: 'eur' });
      const compared = (await paper.compare()).body;
      assert.deepEqual([compared.booked, compared.problems], [1, []]);
      assert.deepEqual((await paper.ledger()).find(one => one.kind === 'fee').lines, [['processor:stripe', 'EUR', -250], ['fees', 'EUR', 250]]);
      assert.deepEqual(await held(), [before - 250, 0]);
    });

    await t.test('a refund that the bank could not hand on is back in the books', async () => {
      const given = await paper.pay({ amount: '6' }, { email: 'refused@example.org' });
      const refund = await standIn.refund(given.charge, 600);
      await standIn.failRefund(refund.id);
      await paper.settled();
      assert.deepEqual(linesOf(await paper.entriesOfCharge(given.charge)).slice(1), [['refund', ['processor:stripe', 'EUR', -600], ['refunds', 'EUR', 600]], ['refund_failure', ['processor:stripe', 'EUR', 600], ['refunds', 'EUR', -600]]]);
    });

    await t.test('a debit takes days: it is on its way, then here, and only then thanked for', async () => {
      const begun = await paper.begin({ amount: '15' });
      await standIn.payLater(begun.checkout, { email: 'debit@example.org', name: 'Debbie Debit' });
      await paper.settled();
      const back = await paper.page(begun.thanks.pathname + begun.thanks.search, { cookie: begun.browser });
      assert.match(back.text, /Your €15 is on its way/);
      assert.equal((await paper.contribution('debit@example.org')).state, 'pending');
      assert.equal((await paper.mails('debit@example.org')).length, 0);
      const session = await standIn.arrive(begun.checkout);
      await paper.settled();
      const charge = standIn.object(session.payment_intent).latest_charge;
      assert.deepEqual(linesOf(await paper.entriesOfCharge(charge)), [['charge', ['processor:stripe', 'EUR', 1465], ['fees', 'EUR', 35], ['income:contributions', 'EUR', -1500]]]);
      assert.equal((await paper.contribution('debit@example.org')).state, 'given');
      await paper.mail('debit@example.org', /Your contribution/);
      await standIn.dispute(charge);  // a debit can be called back for weeks
      await paper.settled();
      assert.deepEqual((await paper.contribution('debit@example.org')).charges.map(one => one.refundable), [0]);
    });

    await t.test('a debit that the bank refuses is no longer on its way', async () => {
      const begun = await paper.begin({ amount: '16' });
      await standIn.payLater(begun.checkout, { email: 'bounced@example.org' });
      await paper.settled();
      await standIn.bounce(begun.checkout);
      await paper.settled();
      assert.equal(paper.sql(`SELECT state FROM pledges WHERE checkout = '${begun.checkout}'`)[0][0], 'ended');
      const back = await paper.page(begun.thanks.pathname + begun.thanks.search, { cookie: begun.browser });
      assert.doesNotMatch(back.text, /is on its way|has arrived/);
      assert.equal((await paper.mails('bounced@example.org', /contribution/)).length, 0);
    });

    await t.test('events that never came: the program asks by itself, and one that Stripe does not know holds up nobody', async () => {
      standIn.deliverTo(null);
      const unknown = await paper.begin({ amount: '5' });
      const begun = await paper.begin({ amount: '10', cadence: 'month' });
      await standIn.pay(begun.checkout, { email: 'unheard@example.org' });
      await paper.down();
      const before = paper.sql("SELECT value FROM settings WHERE name = 'support.compared'")[0][0];
      paper.tamper(`UPDATE pledges SET created_at = created_at - 3600000 WHERE checkout IN ('${unknown.checkout}', '${begun.checkout}'); UPDATE pledges SET checkout = 'cs_test_of_another_account' WHERE checkout = '${unknown.checkout}'`);
      await paper.server.up();
      standIn.deliverTo(paper.webhook);
      try {
        await until(async () => (await paper.member('unheard@example.org'))?.status === 'active', 'the membership that was paid for', 15);
        await until(() => paper.sql("SELECT value FROM settings WHERE name = 'support.compared'")[0][0] !== before, 'the comparison', 15);
      } finally { paper.tamper("UPDATE pledges SET state = 'ended' WHERE checkout = 'cs_test_of_another_account'"); }
    });

    // Movements go on, twenty or more a second, while `work` runs.
    const whileMoneyMoves = async work => {
      let over = false, moved = 0;
      const moving = async () => { for (; !over; ++moved) { await standIn.fee(1, { currency: 'eur' }); await sleep(20); } };
      const [out] = await Promise.all([work().finally(() => { over = true; }), moving()]);
      assert.ok(moved >= 5, `${moved} movements`);
      return out;
    };

    await t.test('comparing while money moves raises no alarm', async () => {
      const found = await whileMoneyMoves(async () => {
        const problems = [];
        for (let i = 0; i < 12; i++) problems.push((await paper.compare()).body.problems);
        return problems;
      });
      assert.deepEqual(found.flat(), []);
    });

    await t.test('the books cannot be changed, and a sum that is wrong is found', async () => {
      await paper.down();
      for (const text of ['UPDATE ledger_lines SET amount = amount + 1', 'DELETE FROM ledger_lines', "UPDATE ledger_entries SET day = '2020-01-01'", 'DELETE FROM ledger_entries'])
        assert.throws(() => paper.tamper(text), /only added to/, text);
      await paper.server.up();
      await paper.compare();
      assert.deepEqual((await paper.compare()).body.problems, []);
      const [entry] = paper.sql('SELECT MIN(id) FROM ledger_entries')[0];
      paper.tamper(`INSERT INTO ledger_lines (entry_id, line, account, currency, amount) VALUES (${entry}, 99, 'bank', 'EUR', 100)`);
      const { problems } = (await whileMoneyMoves(() => paper.compare())).body;
      assert.match(problems.join('\n'), /The books are wrong: the entry .* does not balance/);
      assert.deepEqual((await paper.support('settings')).compared.problems, problems, 'the desk shows it');
    });

    await t.test('no key is in a log, a page, an export, a mail or the database; no card is known to us', async () => {
      const all = paper.everything();
      for (const secret of [secretKey, webhookSecret, secretKey.slice(8)]) assert.ok(!all.includes(secret));
      assert.doesNotMatch(all, /"last4"|fingerprint|exp_month|pm_0000/, 'nothing of what Stripe says of cards is kept');
      for (const where of ['/', '/support/', '/members/', '/support/thanks/']) assert.ok(!(await paper.page(where, { cookie: maria.cookie })).text.includes(secretKey.slice(8)));
      for (const where of ['settings', 'money', 'members', 'contributions']) assert.ok(!JSON.stringify(await paper.support(where)).includes(secretKey.slice(8)));
      const mine = await paper.post('/members/export/', { csrf: maria.csrf }, { cookie: maria.cookie });
      assert.equal(mine.status, 200);
      assert.ok(!mine.text.includes(secretKey.slice(8)));
      assert.match(mine.text, /maria@example\.org/);
      const refused = standIn.requests.filter(one => one.status === 400 && one.params && !['/v1/refunds'].includes(one.path));
      assert.deepEqual(refused.map(one => [one.method, one.path]), [], 'every request of ours had the parameters of the official types');
    });
  });

for (const engine of engines)
  test(`Stripe is away, on ${engine}`, async t => {
    const paper = await SupportPaper.start(engine);
    const { standIn } = paper;
    t.after(() => paper.close());
    const forPaying = await paper.storyFor('paid');

    await t.test('while giving: the form comes back filled in, nothing is charged, and the next try works', async () => {
      for (const status of [500, 503, 429, 0]) {
        standIn.trouble = () => status;
        const sent = await paper.begin({ amount: '12.34', dedication: 'For Ann & Bob' });
        standIn.goOn();
        assert.equal(sent.status, 409, `at ${status}`);
        assert.match(sent.text, /The card processor does not answer just now\. Nothing was charged/);
        assert.match(sent.text, /value="12\.34"/);
        assert.match(sent.text, /For Ann &amp; Bob/);
        assert.deepEqual(sent.cookies, []);
      }
      assert.equal((await paper.begin({ amount: '12.34' })).status, 303);
    });

    await t.test('a Stripe that says nothing keeps no reader from the rest of the site', async () => {
      standIn.trouble = ({ path }) => (path === '/v1/checkout/sessions' ? 'stall' : undefined);
      const givers = Array.from({ length: 24 }, () => paper.begin({ amount: '9' }));
      await until(() => standIn.stalled >= 1, 'the first to wait');
      await sleep(500);
      const began = Date.now();
      const answer = await Promise.race([paper.page('/search/?q=lighthouse').then(({ status }) => status), sleep(8000).then(() => 'nothing for 8 seconds')]);
      const took = Date.now() - began;
      standIn.goOn();
      const ends = await Promise.all(givers);
      assert.equal(answer, 200, `another page, after ${took} ms, while ${ends.length} readers wait for Stripe`);
      for (const { status } of ends) assert.ok([303, 409, 429].includes(status), String(status));
    });

    await t.test('while settling: events are taken, kept over a kill, and settled when Stripe is back', async () => {
      const begun = await paper.begin({ amount: '21' });
      standIn.trouble = ({ method }) => (method === 'GET' ? 500 : undefined);
      const from = standIn.events.length;
      const session = await standIn.pay(begun.checkout, { email: 'waiting@example.org' });
      assert.deepEqual(standIn.undelivered, []);
      // Of an intent we keep nothing; the others wait.
      await until(() => paper.unsettled() === standIn.events.length - from - 1, 'what needs no answer to be settled');
      await paper.down('SIGKILL');
      await paper.server.up();
      assert.equal((await paper.ledger()).length, 0);
      await until(async () => (await paper.support('settings')).troubled.length > 0, 'the desk to show what cannot be settled', 20);
      standIn.goOn();
      await paper.settled(60);
      assert.deepEqual((await paper.ledger()).map(one => one.charge), [standIn.object(session.payment_intent).latest_charge]);
      assert.equal((await paper.contribution('waiting@example.org')).state, 'given');
      assert.equal((await paper.mails('waiting@example.org')).length, 1);
    });

    await t.test('a program that waits for Stripe can be stopped', async () => {
      const begun = await paper.begin({ amount: '22' });
      standIn.trouble = ({ method }) => (method === 'GET' ? 'stall' : undefined);
      standIn.pay(begun.checkout, { email: 'stopping@example.org' });
      await until(() => standIn.stalled >= 1, 'the cashier to wait');
      const began = Date.now();
      const ended = await Promise.race([paper.down('SIGTERM'), sleep(20_000).then(() => 'not after 20 s')]);
      const seconds = (Date.now() - began) / 1000;
      standIn.goOn();
      if (ended !== 0) await paper.server.ended;
      await paper.server.up();
      await paper.settled(60);
      assert.equal(ended, 0);
      assert.ok(seconds < 15, `it took ${seconds.toFixed(1)} s`);
      assert.equal((await paper.contribution('stopping@example.org')).state, 'given');
    });

    await t.test('the webhook says 200 when the event is on the disk, and not before', async () => {
      const event = { ...standIn.events[0], id: 'evt_locked' };
      const holder = paper.server.database
        ? spawn('psql', ['-qX', '-d', process.env.BROADSHEET_TEST_POSTGRES + paper.server.database], { stdio: ['pipe', 'pipe', 'inherit'] })
        : spawn('/usr/bin/python3', ['-u', '-c', `import sqlite3,sys\nc=sqlite3.connect('${paper.server.folder}/broadsheet.sqlite', isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nprint('held')\nsys.stdin.readline()`], { stdio: ['pipe', 'pipe', 'inherit'] });
      if (paper.server.database) holder.stdin.write("BEGIN; LOCK TABLE payment_events IN EXCLUSIVE MODE; SELECT 'held';\n");
      await new Promise(done => holder.stdout.once('data', done));
      const sending = standIn.deliver(event, paper.webhook).then(answer => answer.status, () => 'cut');
      assert.equal(await Promise.race([sending, sleep(1500).then(() => 'waits')]), 'waits');
      await paper.down('SIGKILL');
      assert.equal(await sending, 'cut');
      holder.stdin.end(paper.server.database ? 'ROLLBACK;\n' : '\n');
      await new Promise(done => holder.on('exit', done));
      await paper.server.up();
      assert.equal(paper.sql("SELECT COUNT(*) FROM payment_events WHERE id = 'evt_locked'")[0][0], '0');
      assert.equal((await standIn.deliver(event, paper.webhook)).status, 200);
      await paper.down('SIGKILL');
      await paper.server.up();
      assert.equal(paper.sql("SELECT COUNT(*) FROM payment_events WHERE id = 'evt_locked'")[0][0], '1');
    });

    let kim;
    await t.test('while changing a membership: nothing is changed, the reader is told, the same key is used again', async () => {
      const given = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'kim@example.org', name: 'Kim Wharf' });
      await paper.settled();
      kim = await paper.signIn('kim@example.org');
      kim.subscription = given.session.subscription;
      standIn.failNext(1, 503);
      const refused = await paper.act(kim, 'cancel');
      assert.deepEqual([refused.status, standIn.object(kim.subscription).cancel_at_period_end], [409, false]);
      assert.match(refused.text, /does not answer just now/);
      assert.equal((await paper.act(kim, 'cancel')).status, 303);
      const [first, second] = posts(standIn, `/v1/subscriptions/${kim.subscription}`).slice(-2).map(one => one.headers['idempotency-key']);
      assert.equal(first, second);
      assert.equal((await paper.act(kim, 'go_on')).status, 303);
    });

    await t.test('a 500 that Stripe gives to the same key again and again locks nobody in', async () => {
      standIn.failNext(1, 500, { kept: true });
      assert.equal((await paper.act(kim, 'cancel')).status, 409);
      for (let i = 0; i < 3 && standIn.object(kim.subscription).cancel_at_period_end === false; ++i) await paper.act(kim, 'cancel');
      assert.equal(standIn.object(kim.subscription).cancel_at_period_end, true, 'the reader could leave');
      await paper.act(kim, 'go_on');
    });

    await t.test('while deleting an account: nothing is deleted before Stripe has ended the membership', async () => {
      const forget = () => paper.post('/members/delete/', { csrf: kim.csrf, sure: 'yes' }, { cookie: kim.cookie });
      for (const status of [500, 0]) {
        standIn.trouble = () => status;
        const refused = await forget();
        standIn.goOn();
        assert.equal(refused.status, 503);
        assert.match(refused.text, /Your account is still there/);
        assert.equal(standIn.object(kim.subscription).status, 'active');
        assert.match((await paper.account(kim)).text, /kim@example\.org/);
      }
      // It is ended, but we do not hear that: neither the answer nor the event arrives.
      standIn.deliverTo(null);
      standIn.trouble = () => ({ status: 0, after: true });
      const unheard = await forget();
      standIn.goOn();
      assert.deepEqual([unheard.status, standIn.object(kim.subscription).status], [503, 'canceled']);
      const done = await forget();
      standIn.deliverTo(paper.webhook);
      assert.equal(done.status, 200, 'it has ended, so nothing is in the way');
      assert.match(done.text, /You are forgotten/);
      assert.equal(await paper.member('kim@example.org'), undefined);
      assert.equal(await paper.contribution('kim@example.org'), undefined);
      assert.equal((await paper.ledger()).filter(one => one.lines.some(([account]) => account === 'income:memberships')).length, 1, 'the books keep what was paid');
      assert.deepEqual(paper.sql("SELECT COUNT(*) FROM readers WHERE email LIKE 'kim%'"), [['0']]);
      // Late events about them bring nobody back.
      for (const event of standIn.events.filter(one => JSON.stringify(one).includes(kim.subscription))) await standIn.deliver({ ...event, id: event.id + '_again' }, paper.webhook);
      await paper.settled();
      assert.deepEqual(paper.sql("SELECT COUNT(*) FROM readers WHERE email LIKE 'kim%'"), [['0']]);
      assert.deepEqual(paper.sql("SELECT COUNT(*) FROM pledges WHERE email LIKE 'kim%' OR name LIKE 'Kim%'"), [['0']]);
      assert.deepEqual((await paper.compare()).body.problems, []);
      assert.equal(await paper.reads(forPaying, kim.cookie), false);
    });

    await t.test('whoever is forgotten while their debit is on its way stays forgotten', async () => {
      const first = await paper.pay({ amount: '5' }, { email: 'brief@example.org' });
      await paper.settled();
      assert.ok(first.charge);
      const person = await paper.signIn('brief@example.org');
      const begun = await paper.begin({ amount: '15' }, { cookie: person.cookie });
      await standIn.payLater(begun.checkout, { email: 'brief@example.org' });
      await paper.settled();
      assert.equal((await paper.post('/members/delete/', { csrf: person.csrf, sure: 'yes' }, { cookie: person.cookie })).status, 200);
      await standIn.arrive(begun.checkout);
      await paper.settled();
      assert.deepEqual(paper.sql("SELECT COUNT(*) FROM readers WHERE email = 'brief@example.org'"), [['0']]);
      assert.deepEqual(paper.sql("SELECT COUNT(*) FROM pledges WHERE email = 'brief@example.org'"), [['0']]);
      assert.equal((await paper.ledger()).filter(one => one.lines.some(([, , amount]) => amount === -1500)).length, 1, 'and the money is in the books');
    });

    await t.test('while comparing and giving back: the desk is told, and the books stay as they are', async () => {
      const given = await paper.pay({ amount: '20' }, { email: 'away@example.org' });
      await paper.settled();
      const before = await paper.csvText();
      standIn.trouble = () => 503;
      assert.equal((await paper.compare()).status, 409);
      const { id } = await paper.contribution('away@example.org');
      assert.equal((await paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount: 100 })).status, 409);
      standIn.goOn();
      assert.equal(await paper.csvText(), before);
      assert.equal(standIn.all('refund').length, 0);
      // Done, while the comparison behind it fails: it was done, and the desk says so.
      standIn.trouble = ({ method }) => (method === 'GET' ? 503 : undefined);
      const done = await paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount: 100 });
      standIn.goOn();
      assert.equal(standIn.all('refund').length, 1);
      assert.equal(done.status, 200, 'what has been given back is not called unchanged');
    });
  });

test('the stand-in: debits, faults that stand, answers that stay', async () => {
  const standIn = await StripeStandIn.start({ settles: ['eur', 'usd'] });
  const { default: Stripe } = await import('stripe');
  const stripe = new Stripe(standIn.secretKey, { host: '127.0.0.1', port: standIn.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  const open = (currency = 'eur', key = undefined) => stripe.checkout.sessions.create({ mode: 'payment', success_url: 'https://paper.example/', line_items: [{ quantity: 1, price_data: { currency, unit_amount: 1000, product_data: { name: 'S' } } }] }, key && { idempotencyKey: key });
  try {
    const later = await standIn.payLater((await open()).id);
    assert.deepEqual([later.status, later.payment_status, standIn.object(later.payment_intent).status], ['complete', 'unpaid', 'processing']);
    assert.equal(standIn.all('balance_transaction').length, 0);
    await standIn.arrive(later.id);
    assert.deepEqual(standIn.events.slice(-3).map(one => one.type), ['charge.succeeded', 'payment_intent.succeeded', 'checkout.session.async_payment_succeeded']);
    assert.deepEqual(standIn.all('balance_transaction').map(one => [one.type, one.reporting_category, one.net]), [['payment', 'charge', 965]]);
    const refused = await standIn.payLater((await open()).id);
    const bounced = await standIn.bounce(refused.id);
    assert.deepEqual([bounced.status, bounced.payment_status, standIn.object(bounced.payment_intent).status], ['complete', 'unpaid', 'requires_payment_method']);
    await assert.rejects(standIn.arrive(refused.id), /waits for no money/);
    for (const currency of ['usd', 'jpy']) await standIn.pay((await open(currency)).id);
    assert.deepEqual(standIn.all('balance_transaction').slice(1).map(one => one.currency), ['usd', 'eur']);
    standIn.failNext(1, 500, { kept: true });
    for (let i = 0; i < 2; ++i) await assert.rejects(open('eur', 'kept'), { type: 'StripeAPIError' });
    assert.equal((await open('eur', 'other')).status, 'open');
    standIn.trouble = ({ path }) => (path === '/v1/balance' ? 'stall' : undefined);
    const asking = stripe.balance.retrieve();
    await until(() => standIn.stalled === 1, 'the request');
    standIn.goOn();
    assert.equal((await asking).object, 'balance');
    const count = standIn.all('product').length;
    await assert.rejects(open('xx'), { param: 'line_items[0][price_data][currency]' });
    assert.equal(standIn.all('product').length, count);
  } finally { await standIn.stop(); }
});
