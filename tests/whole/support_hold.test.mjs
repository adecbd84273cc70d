// What somebody might try against the money of readers: forged, replayed and re-ordered events, amounts that are none, another's
// session, names of givers, ways to other sites, cards in our hands. On both engines.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { test } from 'node:test';
import { engines, sleep } from './server.mjs';
import { secretKey, stripeEnv, SupportPaper, until, webhookSecret } from './support_paper.mjs';
import { StripeStandIn } from './stripe/stand_in.mjs';

const seconds = () => Math.floor(Date.now() / 1000);
const sign = (body, secret = webhookSecret, time = seconds()) => createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
const header = (body, secret = webhookSecret, time = seconds()) => `t=${time},v1=${sign(body, secret, time)}`;

async function send(paper, body, signature, headers = {}) {
  const answer = await fetch(paper.webhook, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...(signature !== null && { 'Stripe-Signature': signature }), ...headers } });
  return { status: answer.status, text: await answer.text() };
}
// A request with a Host of one's own, which fetch does not allow.
function rawPost(paper, path, body, headers) {
  return new Promise((done, failed) => {
    const request = http.request({ host: '127.0.0.1', port: paper.server.port, path, method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), ...headers } }, response => {
      response.resume();
      response.on('end', () => done({ status: response.statusCode, location: response.headers.location }));
    });
    request.on('error', failed);
    request.end(body);
  });
}
const whereTo = ({ status, location }) => [status, location];
const counts = paper => paper.sql('SELECT (SELECT COUNT(*) FROM payment_events), (SELECT COUNT(*) FROM ledger_entries), (SELECT COUNT(*) FROM pledges), (SELECT COUNT(*) FROM memberships), (SELECT COUNT(*) FROM readers)')[0].map(Number);

for (const engine of engines)
  test(`the hold of the money, on ${engine}`, async t => {
    const paper = await SupportPaper.start(engine);
    const { standIn } = paper;
    t.after(() => paper.close());
    const [friend, keeper] = paper.tiers;
    const forPaying = await paper.storyFor('paid'), forKeepers = await paper.storyFor(keeper.id);
    // Two givers whom others would like to know of.
    const given = await paper.pay({ amount: '20', dedication: 'In memory of Ada' }, { email: 'ada@example.org', name: 'Ada Pier' });
    const joined = await paper.pay({ cadence: 'month', amount: '10' }, { email: 'ben@example.org', name: 'Ben Dock' });
    const other = await paper.pay({ cadence: 'month', amount: '5' }, { email: 'cleo@example.org', name: 'Cleo Mast' });
    await paper.settled();
    const [ada, ben, cleo] = [await paper.signIn('ada@example.org'), await paper.signIn('ben@example.org'), await paper.signIn('cleo@example.org')];

    await t.test('forged events are refused and leave nothing behind', async () => {
      const before = counts(paper), asked = standIn.requests.length;
      const body = JSON.stringify({ ...standIn.events[0], id: 'evt_forged' }), now = seconds();
      for (const [what, text, signature] of [
        ['no signature', body, null], ['an empty one', body, ''], ['another secret', body, header(body, 'whsec_other')], ['no secret', body, header(body, 'x').replace(/v1=.*/, 'v1=')],
        ['an empty secret', body, `t=${now},v1=${createHmac('sha256', '').update(`${now}.${body}`).digest('hex')}`], ['another body', body.replace('evt_forged', 'evt_other'), header(body)],
        ['another time', body, header(body).replace(/t=\d+/, `t=${now - 1}`)], ['an old scheme', body, header(body).replace('v1=', 'v0=')], ['without the time', body, header(body).replace(/t=\d+,/, '')],
        ['without "t."', body, `t=${now},v1=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`], ['half of it', body, header(body).slice(0, -2)], ['upper case', body, header(body).replace(/v1=.*/, one => 'v1=' + one.slice(3).toUpperCase())],
        ['six minutes ago', body, header(body, webhookSecret, now - 360)], ['in six minutes', body, header(body, webhookSecret, now + 360)], ['a time that overflows', body, header(body, webhookSecret, '99999999999999999999')],
        ['a negative time', body, header(body, webhookSecret, '-1')], ['a time with words', body, header(body, webhookSecret, `${now} `)], ['the desk\'s token', body, `Bearer ${paper.server.token}`], ['very long', body, `t=${now},` + 'v1=00,'.repeat(1000)]]) {
        const answer = await send(paper, text, signature);
        assert.equal(answer.status, 400, what);
        assert.ok(!answer.text.includes(sign(body)), 'the right one is not told');
      }
      assert.deepEqual(counts(paper), before);
      assert.equal(standIn.requests.length, asked, 'and Stripe is not asked about them');
    });

    await t.test('what Stripe\'s own package signs is taken, and what it would not take is not', async () => {
      const { stripe } = standIn, event = { ...standIn.events[0], id: 'evt_official' }, body = JSON.stringify(event);
      const official = stripe.webhooks.generateTestHeaderString({ payload: body, secret: webhookSecret });
      assert.equal((await send(paper, body, official)).status, 200);
      // While a secret is rolled, each event bears two signatures.
      const rolling = `t=${seconds()},v1=${sign(body, 'whsec_old')},v1=${sign(body)},v0=${'0'.repeat(64)}`;
      stripe.webhooks.constructEvent(body, rolling, webhookSecret);
      assert.equal((await send(paper, body, rolling)).status, 200);
      stripe.webhooks.constructEvent(body, header(body), webhookSecret);
      for (const wrong of [header(body, 'whsec_x'), header(body, webhookSecret, seconds() - 400)]) {
        assert.throws(() => stripe.webhooks.constructEvent(body, wrong, webhookSecret));
        assert.equal((await send(paper, body, wrong)).status, 400);
      }
    });

    await t.test('replayed events change nothing: the same one, later, and under another id', async () => {
      await paper.settled();
      const [, ...before] = counts(paper), csv = await paper.csvText(), letters = (await paper.mails('example.org')).length;
      for (const event of standIn.events) {
        const body = JSON.stringify(event), signature = header(body);
        for (let i = 0; i < 3; ++i) assert.equal((await send(paper, body, signature)).status, 200);
        assert.equal((await send(paper, body, header(body, webhookSecret, event.created - 3600))).status, 400, 'a recorded message is no message for long');
        assert.equal((await standIn.deliver({ ...event, id: event.id + 'x' }, paper.webhook)).status, 200);
      }
      await paper.settled();
      assert.deepEqual(counts(paper).slice(1), before);
      assert.equal(await paper.csvText(), csv);
      assert.equal((await paper.mails('example.org')).length, letters, 'and nobody gets a second letter');
    });

    await t.test('an event that lies, rightly signed, is not believed: what is booked is what Stripe says of the object', async () => {
      const begun = await paper.begin({ amount: '999' }), wish = await paper.begin({ cadence: 'month', amount: '10' });
      const [, entries, , members] = counts(paper), csv = await paper.csvText();
      const lie = (id, type, object) => standIn.deliver({ id, object: 'event', type, created: seconds(), data: { object } }, paper.webhook);
      const charge = standIn.object(given.charge);
      const lies = [
        lie('evt_lie1', 'checkout.session.completed', { ...standIn.object(begun.checkout), status: 'complete', payment_status: 'paid', customer_details: { email: 'mallory@example.org' } }),
        lie('evt_lie2', 'checkout.session.completed', { ...standIn.object(wish.checkout), status: 'complete', payment_status: 'paid', subscription: standIn.all('subscription')[0].id, customer_details: { email: 'mallory@example.org' } }),
        lie('evt_lie3', 'charge.succeeded', { ...charge, amount: 99_999_999, metadata: { pledge: begun.pledge } }),
        lie('evt_lie4', 'charge.refunded', { ...charge, amount_refunded: charge.amount, refunded: true }),
        lie('evt_lie5', 'customer.subscription.updated', { ...standIn.object(ben.subscription ?? joined.session.subscription), status: 'canceled', metadata: { pledge: wish.pledge } }),
        lie('evt_lie6', 'customer.subscription.deleted', { ...standIn.object(joined.session.subscription), status: 'canceled', ended_at: 1 }),
        lie('evt_lie7', 'payout.paid', { id: 'po_none', object: 'payout', amount: 1 }),
        lie('evt_lie8', 'charge.dispute.created', { id: 'dp_none', object: 'dispute', charge: given.charge, amount: 2000 })];
      for (const answer of await Promise.all(lies)) assert.equal(answer.status, 200);
      await paper.settled();
      assert.deepEqual([counts(paper)[1], counts(paper)[3]], [entries, members]);
      assert.equal(await paper.csvText(), csv);
      assert.equal((await paper.member('ben@example.org')).status, 'active');
      assert.equal(paper.sql("SELECT COUNT(*) FROM readers WHERE email LIKE 'mallory%'")[0][0], '0');
      assert.deepEqual(paper.sql(`SELECT state FROM pledges WHERE checkout IN ('${begun.checkout}', '${wish.checkout}')`), [['open'], ['open']]);
    });

    await t.test('what is no event, and ids that are none, ask nothing of Stripe that was not meant and stop nobody', async part => {
      // Stripe knows nothing of these, so they are asked about for ever; the tests behind this one wait for all others.
      part.after(() => paper.tamper("UPDATE payment_events SET settled_at = 1 WHERE id LIKE 'evt_odd%'"));
      const before = standIn.requests.length, csv = await paper.csvText();
      for (const body of ['', '{', 'null', '[]', '"evt"', '{}', '{"id":"evt_x"}', '{"id":"evt_x","type":"charge.succeeded","data":[]}', '{"id":1,"type":2,"data":{"object":{}}}', '['.repeat(100_000), `{"id":"${'e'.repeat(300)}","type":"x","data":{"object":{}}}`, '{"id":"evt_\u0000","type":"x"}', '\xff\xfe'])
        assert.equal((await send(paper, body, header(body))).status, 400, body.slice(0, 60));
      const large = `{"id":"evt_large","type":"charge.succeeded","data":{"object":{"id":"ch_1","object":"charge","x":"${'x'.repeat(1_100_000)}"}}}`;
      assert.equal((await send(paper, large, header(large)).catch(() => ({ status: 413 }))).status, 413);
      const odd = ['../customers/cus_000001', 'ch_1?expand[]=data.source', 'ch_1&limit=100', 'ch_1\r\nX: y', 'ch_\u{1f980}', '%2e%2e%2fbalance', "' OR 1=1 --", ''];
      for (const [i, id] of odd.entries())
        for (const kind of ['charge', 'subscription', 'checkout.session', 'payout', 'no.such.kind'])
          assert.equal((await standIn.deliver({ id: `evt_odd_${i}_${kind}`, object: 'event', type: `${kind}.updated`, data: { object: { id, object: kind } } }, paper.webhook)).status, 200, `${kind} ${id}`);
      // Somebody who gives meanwhile is not kept waiting by them.
      const late = await paper.pay({ amount: '6' }, { email: 'meanwhile@example.org' });
      await until(async () => (await paper.entriesOfCharge(late.charge)).length === 1, 'a gift among nonsense', 30);
      const paths = new Set(standIn.requests.slice(before).map(one => one.path.replace(/(sub|cs_test|ch)_\d+.*/, '$1')));
      for (const path of paths) assert.match(path, /^\/v1\/(balance_transactions|checkout\/sessions(\/cs_test)?|subscriptions\/[^/]*|charges\/ch|invoice_payments|balance)$/, 'nothing but what is meant is asked');
      assert.ok((await paper.csvText()).startsWith(csv.split('\r\n')[0]));
      for (const { status } of [await paper.page('/'), await paper.page('/support/')]) assert.equal(status, 200);
    });

    await t.test('text that no database can keep is no event', async part => {
      part.after(() => paper.tamper("UPDATE payment_events SET settled_at = 1 WHERE id LIKE 'evt_nul%'"));
      const body = JSON.stringify({ id: 'evt_nul\u0000x', type: 'charge.succeeded', data: { object: { id: 'ch_\u0000', object: 'charge' } } });
      assert.equal((await send(paper, body, header(body))).status, 400);
    });

    await t.test('events in the wrong order: the end, the refund and the dispute before the beginning', async () => {
      standIn.deliverTo(null);
      const from = standIn.events.length;
      const begun = await paper.begin({ cadence: 'month', amount: '10' }), one = await paper.begin({ amount: '40' });
      const subscription = (await standIn.pay(begun.checkout, { email: 'backwards@example.org' })).subscription;
      const charge = standIn.object((await standIn.pay(one.checkout, { email: 'backwards@example.org' })).payment_intent).latest_charge;
      await standIn.failRenewal(subscription);
      await standIn.renew(subscription);
      await standIn.refund(charge, 1000);
      const dispute = await standIn.dispute(standIn.all('charge').at(-1).id);
      await standIn.closeDispute(dispute.id, 'won');
      await standIn.end(subscription);
      for (const event of standIn.events.slice(from).reverse()) assert.equal((await standIn.deliver(event, paper.webhook)).status, 200);
      standIn.deliverTo(paper.webhook);
      await paper.settled();
      assert.equal((await paper.member('backwards@example.org')).status, 'ended');
      assert.deepEqual((await paper.entriesOfCharge(charge)).map(entry => entry.kind).sort(), ['charge', 'refund']);
      const compared = (await paper.compare()).body;
      assert.deepEqual([compared.problems, compared.booked], [[], 0]);
      assert.equal((await paper.mails('backwards@example.org', /You are a member|Your contribution/)).length, 2);
    });

    await t.test('amounts that are none: nothing is asked of Stripe, and the form says so beside the field', async () => {
      const asked = standIn.requests.length, before = counts(paper);
      for (const amount of ['', ' ', '0', '-5', '−5', '+5', '0.99', '1e3', '0x10', 'NaN', 'Infinity', '5..5', '5,5,5', '1,00,000', '١٢', '５', '5€', '5; DROP TABLE pledges', '99999999999999999999999', '9223372036854775807', '18446744073709551621', '1000000.00', '4294967301', '5.00.00', '-0.01', '.', ',', '1000000,00 ']) {
        for (const cadence of ['once', 'month', 'year']) {
          const sent = await paper.begin({ amount, cadence });
          assert.equal(sent.status, 422, `${JSON.stringify(amount)} ${cadence}`);
          assert.match(sent.text, /id="amount-error"/, `${JSON.stringify(amount)} ${cadence}`);
        }
      }
      for (const currency of ['', 'eur', 'XXX', 'GBP', 'BTC', 'EURO', 'JPY2', "EUR' --"]) assert.equal((await paper.begin({ amount: '5', currency })).status, 422, currency);
      for (const gift of [{ gift_tier: 'none' }, { gift_tier: keeper.id, gift_months: '0' }, { gift_tier: keeper.id, gift_email: 'nobody' }, { gift_tier: '', gift_email: '' }])
        assert.equal((await paper.begin({ gift: '1', gift_email: 'friend@example.org', ...gift })).status, 422, JSON.stringify(gift));
      assert.equal(standIn.requests.length, asked);
      assert.deepEqual(counts(paper), before);
      for (const [amount, minor] of [['5', 500], ['5,5', 550], ['1 000', 100_000], ['1.234,56', 123_456], ['1,234.56', 123_456], ['0005', 500], ['999999.99', 99_999_999]])
        assert.equal((await paper.begin({ amount })).session.amount_total, minor, amount);
    });

    await t.test('the same of those who are members already, of refunds and of transfers', async () => {
      const asked = standIn.requests.length, [, entries] = counts(paper);
      for (const amount of ['', '-5', '0', '0.5', '1e9', '99999999999999999999', '9223372036854775807', 'ten']) {
        const answer = await paper.act(ben, 'amount', { amount });
        assert.equal(answer.status, 422, amount);
        assert.match(answer.text, /Nothing was changed/);
      }
      for (const action of ['', 'end_now', 'refund', 'free', 'constructor']) assert.equal((await paper.act(ben, action)).status, 422, action);
      const { id } = await paper.contribution('ada@example.org');
      for (const amount of [-1, 0, 2001, 1e300, -1e300, 9007199254740993, 0.5, '100', null, [100], true])
        assert.equal((await paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge: given.charge, amount })).status, 422, String(amount));
      for (const charge of ['', 'ch_none', joined.charge, "' OR 1=1", standIn.all('charge').at(-1).id])
        assert.equal((await paper.server.desk('POST', `/support/contributions/${id}/refund`, { charge, amount: 1 })).status, 422, 'a payment of somebody else is none of this contribution');
      for (const fields of [{ amount: -1 }, { amount: 0 }, { amount: 1e18 }, { amount: 1.5 }, { amount: 100, day: '2999-01-01' }, { amount: 100, day: '2026-02-30' }, { amount: 100, cadence: 'weekly' }])
        assert.equal((await paper.server.desk('POST', '/support/transfers', { name: 'X', currency: 'EUR', ...fields })).status, 422, JSON.stringify(fields));
      for (const prices of [[{ currency: 'EUR', month: -1 }], [{ currency: 'EUR', month: 1e20 }], [{ currency: 'EUR', month: 1 }], [{ currency: 'ZZZ', month: 500 }]])
        assert.equal((await paper.server.desk('POST', '/support/tiers', { name: 'Odd', prices })).status, 422, JSON.stringify(prices));
      assert.equal(standIn.requests.length, asked);
      assert.equal(counts(paper)[1], entries);
      assert.equal(standIn.object(joined.session.subscription).items.data[0].price.unit_amount, 1000);
    });

    await t.test('what ISO 4217 lists and nobody pays in is no currency', async () => {
      for (const currency of ['XXX', 'XTS', 'XAU']) assert.equal((await paper.server.desk('POST', '/support/transfers', { name: 'X', amount: 100, currency })).status, 422, currency);
    });

    await t.test('whoever changes the form gets what they pay for, and no more', async () => {
      const story = forKeepers;
      const cheap = await paper.pay({ cadence: 'month', amount: '1', tier: keeper.id, gift_tier: keeper.id, trial_days: '365', reader: 'x', percent_off: '100' }, { email: 'cheap@example.org' });
      await paper.settled();
      assert.equal(cheap.session.amount_total, 100);
      assert.equal((await paper.member('cheap@example.org')).tier, null);
      const pass = cheap.back.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
      assert.equal(await paper.reads(story, pass), false);
      for (const months of ['12', '99', '-1', '1000000', '2147483647', '99999999999']) {
        const gift = await paper.begin({ gift: '1', gift_tier: keeper.id, gift_months: months, gift_email: 'friend@example.org', amount: '1', amount_once: '1', other_once: '1' });
        if (gift.status === 303) assert.equal(gift.session.amount_total, 10_000, `a year costs what a year costs: ${months}`);
        else assert.equal(gift.status, 422, months);
      }
      // From less to more and back, in the account: what counts is what is paid, in the currency that it began with.
      await paper.act(cleo, 'amount', { amount: '5', currency: 'JPY', cadence: 'year', tier: keeper.id });
      const item = standIn.object(other.session.subscription).items.data[0].price;
      assert.deepEqual([item.unit_amount, item.currency, item.recurring.interval], [500, 'eur', 'month']);
      assert.equal((await paper.member('cleo@example.org')).tier.id, friend.id);
      assert.equal(await paper.reads(story, cleo.cookie), false);
      // Two fields of one name, and a word in place of a cadence.
      const twice = await paper.post('/support/', [['currency', 'EUR'], ['currency', 'JPY'], ['amount', '5'], ['amount', '0'], ['cadence', 'forever']]);
      assert.equal(standIn.object(twice.location.split('/').pop()).amount_total, 500);
      assert.equal(standIn.object(twice.location.split('/').pop()).mode, 'payment');
    });

    await t.test('another\'s session, account, receipt and membership stay another\'s', async () => {
      const asked = standIn.requests.length;
      const page = where => paper.page(where, { cookie: cleo.cookie });
      // The return of another browser.
      for (const cookie of [undefined, other.browser, cleo.cookie, 'broadsheet_support=', `broadsheet_support=${joined.pledge}`]) {
        const { text, cookies } = await paper.page(joined.thanks.pathname + joined.thanks.search, { cookie });
        assert.doesNotMatch(text, /ben@example\.org|€10/, String(cookie));
        assert.deepEqual(cookies, [], 'and nothing is opened by it');
      }
      const act = (person, fields) => paper.post('/members/membership/', fields, { cookie: person.cookie });
      const theirs = { membership: ben.memberships[0], action: 'cancel' };
      const stranger = await act(cleo, { ...theirs, csrf: cleo.csrf }), nobody = await act(cleo, { ...theirs, membership: '0000000000000', csrf: cleo.csrf });
      assert.deepEqual([stranger.status, stranger.text], [422, nobody.text]);
      for (const csrf of ['', ben.csrf, 'x']) assert.deepEqual(whereTo(await act(cleo, { ...theirs, membership: cleo.memberships[0], csrf })), [303, '/members/'], 'a form that is not ours leads to the account');
      assert.deepEqual(whereTo(await paper.post('/members/membership/', { ...theirs, csrf: ben.csrf })), [303, '/members/']);
      const pass = other.back.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
      assert.deepEqual(whereTo(await paper.post('/members/membership/', { membership: cleo.memberships[0], action: 'cancel', csrf: cleo.csrf }, { cookie: pass })), [303, '/members/'], 'having paid in a browser is not having signed in');
      assert.equal(standIn.requests.length, asked, 'nothing of it reached Stripe');
      assert.equal(standIn.object(joined.session.subscription).cancel_at_period_end, false);
      const [receipt] = /\/members\/receipts\/\w+\.pdf/.exec((await paper.account(ada)).text);
      assert.match((await paper.page(receipt, { cookie: ada.cookie })).text, /^%PDF/);
      const seen = await page(receipt), unseen = await page('/members/receipts/0000000000000.pdf');
      assert.deepEqual([seen.status, unseen.status], [404, 404]);
      for (const cookie of [undefined, pass]) assert.equal((await paper.page(receipt, { cookie })).status, 403);
      assert.equal((await page('/members/receipts/..%2F..%2Fsecrets.key.pdf')).status, 404);
      const mine = await paper.post('/members/export/', { csrf: cleo.csrf }, { cookie: cleo.cookie });
      assert.doesNotMatch(mine.text, /ada@|ben@/);
    });
    await t.test('nobody learns who gives: known and unknown look the same', async () => {
      const seenAs = async (known, unknown) => assert.equal(known.text.replaceAll('ada@example.org', '…').replaceAll('nobody1@example.org', '…').replace(/name="token" value="[^"]+"/g, ''), unknown.text.replaceAll('nobody1@example.org', '…').replace(/name="token" value="[^"]+"/g, ''));
      await seenAs(await paper.post('/members/sign-in/', { email: 'ada@example.org' }), await paper.post('/members/sign-in/', { email: 'nobody1@example.org' }));
      await seenAs(await paper.post('/members/enter/', { email: 'ada@example.org', digits: '000000' }), await paper.post('/members/enter/', { email: 'nobody1@example.org', digits: '000000' }));
      const thanks = pledge => paper.page(`/support/thanks/?pledge=${pledge}`);
      assert.equal((await thanks(given.pledge)).text, (await thanks('0000000000000')).text);
      assert.equal((await thanks(given.pledge)).text, (await thanks("' OR 1=1")).text);
      for (const where of ['/', '/support/', '/support/thanks/', new URL(forPaying.url).pathname, '/feed.json', '/rss/', '/sitemap.xml', '/search/?q=Ada']) assert.doesNotMatch((await paper.page(where)).text, /ada@example|Ada Pier|In memory of Ada|Ben Dock/, where);
      paper.server.command('staff', 'add', 'author@example.org', '--role', 'author');
      const author = { Authorization: `Bearer ${paper.server.tokenOf('author@example.org')}` };
      for (const where of ['members', 'contributions', 'money', 'settings', 'appeals']) {
        assert.equal((await paper.server.desk('GET', `/support/${where}`, undefined, author)).status, 403, where);
        assert.equal((await paper.server.desk('GET', `/support/${where}`, undefined, { Authorization: undefined })).status, 401, where);
      }
      for (const headers of [author, {}]) assert.ok([401, 403].includes((await fetch(`${paper.server.url}/desk/api/support/ledger.csv`, { headers })).status));
      for (const [method, where] of [['POST', 'compare'], ['POST', 'members'], ['POST', 'transfers'], ['PATCH', 'settings'], ['POST', 'tiers']]) assert.equal((await paper.server.desk(method, `/support/${where}`, {}, author)).status, 403, where);
    });

    await t.test('no way leads to another site', async () => {
      for (const from of ['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example', '\\\\evil.example', '/a b', 'data:text/html,x']) {
        const paid = await paper.pay({ amount: '5', from }, { email: 'way@example.org' });
        assert.doesNotMatch(paid.back.text, /evil\.example|javascript:|data:text/, from);
        const form = await paper.page(`/support/?from=${encodeURIComponent(from)}`);
        assert.doesNotMatch(form.text, /evil\.example|javascript:alert/, from);
      }
      assert.match((await paper.pay({ amount: '5', from: '/section/news/?page=2' }, { email: 'way@example.org' })).back.text, /href="\/section\/news\/\?page(=|&#x3d;|&#61;)2">Back to the story/i);
      // The address of the site is its own, whatever a request says.
      const begun = await rawPost(paper, '/support/', 'currency=EUR&cadence=once&amount=5', { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example', Origin: 'https://evil.example', 'X-Forwarded-For': paper.newClient() });
      assert.equal(begun.status, 303);
      const { success_url, cancel_url } = standIn.object(begun.location.split('/').pop());
      for (const url of [success_url, cancel_url]) assert.ok(url.startsWith(paper.server.url + '/support/'), url);
      // Browsers are told the same: forms lead to us and to Stripe.
      for (const where of ['/support/', '/members/']) {
        const policy = (await paper.page(where)).headers.get('content-security-policy');
        assert.match(policy, new RegExp(`form-action 'self' ${standIn.url}(;|$)`), policy);
        assert.doesNotMatch(policy, /unsafe-inline|https:(\s|;)|\*/);
      }
    });

    await t.test('a processor that names a page of somebody else is not followed', async () => {
      const { url } = standIn;
      for (const foreign of ['https://evil.example', `${url}.evil.example`, url.replace('http://', 'http://user@evil.example:80/'), 'javascript://x', '']) {
        Object.defineProperty(standIn, 'url', { value: foreign, configurable: true, writable: true });
        const [sent, card] = [await paper.begin({ amount: '5' }), await paper.act(ben, 'card')];
        standIn.url = url;
        assert.deepEqual([sent.status, card.status], [409, 409], foreign);
        assert.ok(!(sent.text + card.text).includes('evil.example'));
      }
      assert.equal((await paper.begin({ amount: '5' })).status, 303);
    });

    await t.test('no card comes near us: no field, no script, no page of practice', async () => {
      for (const where of ['/support/', '/support/?cadence=month', '/support/thanks/', '/members/']) {
        const { text } = await paper.page(where, { cookie: ben.cookie });
        assert.doesNotMatch(text, /cc-(number|csc|exp)|name="(card|number|cvc|cvv|iban|exp)/i, where);
        for (const [, source] of text.matchAll(/<(?:script|iframe|link|img)[^>]+(?:src|href)="([^"]+)"/g)) assert.ok(source.startsWith('/') || source.startsWith(paper.server.url), `${where}: ${source}`);
      }
      for (const answer of [await paper.page('/support/practice/?checkout=x'), await paper.post('/support/practice/', { checkout: given.checkout, email: 'x@example.org' })]) assert.equal(answer.status, 404);
      assert.equal((await paper.page('/support/')).text.includes('we never see your card'), true);
      const body = await paper.post('/support/', { currency: 'EUR', cadence: 'once', amount: '5', card_number: '4242424242424242', cvc: '123' });
      assert.equal(body.status, 303);
      assert.doesNotMatch(JSON.stringify(standIn.requests.at(-1).params), /4242424242424242/);
      assert.doesNotMatch(paper.everything(), /4242424242424242/, 'nor is kept what somebody types into a form of their own');
    });

    await t.test('what a giver writes is no formula in the bookkeeper\'s file, no mark on a page and no line of a mail', async () => {
      for (const text of ['=HYPERLINK("https://evil.example")', '+1+cmd|\' /C calc\'!A0', '-2+3+cmd|\' /C calc\'!A0', '@SUM(1)', '\t=1+1', '"=1+1"', 'a,b"c\r\nd,=1'])
        assert.equal((await paper.server.desk('POST', '/support/transfers', { name: text.replace(/[\r\n]/g, ' '), currency: 'EUR', amount: 100 })).status, 201, text);
      const notes = (await paper.ledger()).filter(one => one.kind === 'transfer' && one.lines[0][1] === 'EUR').map(one => one.note);
      assert.equal(notes.length, 7);
      for (const note of notes) assert.doesNotMatch(note, /^[=+\-@\t\r]/, note);
      const name = '<script>alert(1)</script> Bcc: all@example.org', dedication = '"><img src=x onerror=alert(1)>\r\nBcc: all@example.org';
      const paid = await paper.pay({ amount: '5', dedication }, { email: 'odd@example.org', name });
      assert.doesNotMatch(paid.back.text, /<script>alert|<img src=x/);
      await paper.settled();
      const mail = await paper.mail('odd@example.org', /Your contribution/);
      assert.doesNotMatch(mail.source.split('\r\n\r\n')[0], /^Bcc:/m);
      assert.match(mail.text, /Dedicated to: .*Bcc: all@example\.org/, 'in one line of the letter, where it is a word like others');
      assert.doesNotMatch(mail.html, /<script>alert|<img src=x/);
    });

    await t.test('who begins payments by the dozen must wait; others need not', async () => {
      const client = paper.newClient(), asked = standIn.requests.length;
      const answers = [];
      for (let i = 0; i < 25; ++i) answers.push((await paper.begin({ amount: '5' }, { client })).status);
      assert.ok(answers.filter(one => one === 303).length <= 12, answers.join(' '));
      assert.equal(answers.at(-1), 429);
      assert.ok(standIn.requests.length - asked <= 12, 'Stripe is not asked for more');
      assert.equal((await paper.begin({ amount: '5' })).status, 303);
    });

    await t.test('a wrong key is the newsroom\'s business: readers are told to come back, and nobody is told the key', async () => {
      const wrong = await StripeStandIn.start({ secretKey: 'sk_test_another', webhookSecret });
      try {
        await paper.down();
        paper.server.env = { ...paper.server.env, ...stripeEnv(wrong), BROADSHEET_STRIPE_SECRET_KEY: secretKey };
        await paper.server.up();
        const sent = await paper.begin({ amount: '5' });
        assert.equal(sent.status, 409);
        assert.match(sent.text, /does not answer just now/);
        assert.equal((await paper.compare()).status, 409);
        await sleep(300);
        const all = sent.text + paper.everything();
        for (const secret of [secretKey, secretKey.slice(8), webhookSecret, 'sk_test_'.padEnd(12, '*')]) assert.ok(!all.includes(secret));
      } finally { await wrong.stop(); }
    });
  });

test('without a webhook secret there is no webhook', async t => {
  const paper = await SupportPaper.start('sqlite', { live: false, env: { BROADSHEET_STRIPE_WEBHOOK_SECRET: '' } });
  t.after(() => paper.close());
  const body = JSON.stringify({ id: 'evt_1', type: 'charge.succeeded', data: { object: { id: 'ch_1', object: 'charge' } } });
  for (const secret of ['', webhookSecret, 'null', 'undefined']) assert.equal((await send(paper, body, header(body, secret))).status, 404);
});
