// The promise of the books: a year of Stripe's events in any order, a fifth of them twice and the program killed in between, ends in
// the same ledger, totals and memberships as the same year told event by event as it happened; entry by entry, on both engines. The
// ordered year is told to the first engine, and what the others make of it in any order is compared with that.
// BROADSHEET_EVENTS: how many events; BROADSHEET_KILLS: how often; BROADSHEET_SEED: another year; BROADSHEET_ORDERED=all: each engine
// is told the ordered year too.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import Stripe from 'stripe';
import { randomFrom } from './random.mjs';
import { engines, psql, Server, sleep } from './server.mjs';
import { entriesOf, expectedEntries, SupportPaper, until } from './support_paper.mjs';

const wanted = Number(process.env.BROADSHEET_EVENTS ?? 10_000), kills = Number(process.env.BROADSHEET_KILLS ?? 12), seed = Number(process.env.BROADSHEET_SEED ?? 7);
const share = wanted / 10_000, month = 30.4 * 86400, begin = Date.UTC(2025, 8, 3, 8) / 1000;
const monthlyOnce = Math.max(2, Math.round(12 * share)), firstMembers = Math.max(4, Math.round(60 * share)), newMembers = Math.max(2, Math.round(14 * share)), opened = 10;

// As the stand-in delivers, but over connections that are kept: thousands of events would wait for new ones.
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
function deliver(standIn, event, url) {
  const payload = JSON.stringify(event, null, 2);
  const signature = standIn.stripe.webhooks.generateTestHeaderString({ payload, secret: standIn.webhookSecret });
  const { hostname, port, pathname } = new URL(url);
  return new Promise((done, failed) => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(payload), 'Stripe-Signature': signature };
    const request = http.request({ agent, hostname, port, path: pathname, method: 'POST', headers, timeout: 20_000 }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', part => { text += part; }).on('error', failed).on('end', () => done({ ok: response.statusCode === 200, status: response.statusCode, text: async () => text }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', failed).end(payload);
  });
}

// What readers begin on our page, month by month; they pay at Stripe within a day.
async function beginAll(paper) {
  const random = randomFrom(seed), begun = [];
  let person = 0;
  for (let m = 0; m < opened; ++m) {
    paper.standIn.now = () => begin + m * month;
    const wishes = [];
    for (let i = 0; i < monthlyOnce; ++i) wishes.push({ cadence: 'once', currency: random.of(['EUR', 'EUR', 'EUR', 'USD', 'JPY', 'UAH']), times: 1 + random.upTo(20) });
    for (let i = 0; i < (m ? newMembers : firstMembers); ++i) wishes.push({ cadence: random.of(['month', 'month', 'month', 'month', 'year']), currency: random.of(['EUR', 'EUR', 'EUR', 'USD', 'JPY']), times: random.of([1, 1, 2, 3]) });
    for (const { cadence, currency, times } of wishes) {
      const amount = { EUR: 500, USD: 550, JPY: 750, UAH: 20_000 }[currency] * times * (cadence === 'year' ? 10 : 1);
      const written = currency === 'JPY' ? String(amount) : (amount / 100).toFixed(2);
      const sent = await paper.begin({ cadence, currency, amount: written });
      assert.equal(sent.status, 303, sent.text?.slice(0, 500));
      begun.push({ m, cadence, checkout: sent.checkout, pledge: sent.pledge, email: `reader${++person}@example.org`, name: `Reader ${person}` });
    }
  }
  return begun;
}

// Ten months and more of money: payments, renewals, cards that fail, changes, refunds, disputes, payouts. The same for each run.
async function liveThrough(paper, begun) {
  const { standIn } = paper, random = randomFrom(seed + 1);
  const stripe = new Stripe(standIn.secretKey, { host: '127.0.0.1', port: standIn.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  let now = begin, keys = 0, fees = 0;
  standIn.now = () => now;
  const members = [], charges = [], disputes = [];
  const chargeOf = intent => standIn.object(intent)?.latest_charge;
  // The charge that came of what was just done, if any.
  const keepCharge = from => { const told = standIn.events.slice(from).find(({ type }) => type === 'charge.succeeded'); if (told) charges.push(told.data.object.id); };
  const change = (id, fields) => stripe.subscriptions.update(id, fields, { idempotencyKey: `scenario-${++keys}` });
  const running = id => standIn.object(id).status !== 'canceled';
  for (let m = 0; m < opened || standIn.events.length < wanted; ++m) {
    now = Math.floor(begin + m * month);
    for (const one of begun.filter(each => each.m === m)) {
      now += random.upTo(200);
      if (one.cadence !== 'once') {
        const from = standIn.events.length;
        members.push({ ...one, id: (await standIn.pay(one.checkout, one)).subscription });
        keepCharge(from);
      } else if (random.next() < 0.15) {  // by debit: it takes days, and may not come
        await standIn.payLater(one.checkout, one);
        one.debit = random.next() < 0.8 ? 'comes' : 'bounces';
      } else charges.push(chargeOf((await standIn.pay(one.checkout, one)).payment_intent));
    }
    for (const one of begun.filter(each => each.m === m && each.debit)) {
      now += random.upTo(500);
      await (one.debit === 'comes' ? standIn.arrive(one.checkout) : standIn.bounce(one.checkout));
    }
    for (const member of members) {
      if (member.m === m || !running(member.id) || (member.cadence === 'year' && random.next() < 0.8)) continue;
      now += random.upTo(60);
      const what = random.next(), from = standIn.events.length;
      if (what < 0.03) await standIn.failRenewal(member.id);
      else if (what < 0.04) await standIn.end(member.id);
      else if (what < 0.06) await change(member.id, { cancel_at_period_end: true });
      else if (what < 0.07) await change(member.id, { cancel_at_period_end: false });
      else if (what < 0.08) await change(member.id, { pause_collection: { behavior: 'void' } });
      else if (what < 0.09) await change(member.id, { pause_collection: '' });
      else await standIn.renew(member.id);
      keepCharge(from);
    }
    for (let i = 0; i < 5; ++i) {
      const charge = standIn.object(random.of(charges));
      now += random.upTo(3000);
      const rest = charge.amount - charge.amount_refunded, part = 1 + random.upTo(rest);
      if (rest > 0 && !charge.disputed) {
        const refund = await standIn.refund(charge.id, random.next() < 0.5 ? rest : part);
        if (random.next() < 0.15) await standIn.failRefund(refund.id);
      }
      const other = standIn.object(random.of(charges));
      if (i < 2 && !other.disputed && other.amount_refunded === 0) disputes.push((await standIn.dispute(other.id)).id);
    }
    while (disputes.length > 2) await standIn.closeDispute(disputes.shift(), random.of(['won', 'lost']));
    for (const currency of ['eur', 'usd']) {
      now += 3600;
      await standIn.fee(25 + random.upTo(100), { currency });
      ++fees;
      const payout = await standIn.payout(undefined, { currency }).catch(error => { if (!/nothing to pay out/.test(error.message)) throw error; });
      if (random.next() < 0.2 && payout) await standIn.failPayout(payout.id);
    }
    await standIn.settled();
  }
  return { fees };
}

// Another server with all that this one has, at the same address.
async function copyOf(server) {
  assert.equal(await server.down(), 0);
  const twin = Object.assign(new Server(), { env: { ...server.env }, port: server.port, url: server.url, token: server.token });
  twin.folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-whole-'));
  fs.cpSync(server.folder, twin.folder, { recursive: true, filter: one => !one.endsWith('serve.sock') });
  if (server.database) {
    twin.database = server.database + '_twin';
    const base = process.env.BROADSHEET_TEST_POSTGRES;
    psql(base + 'postgres', `CREATE DATABASE ${twin.database} TEMPLATE ${server.database}`);
    twin.env.BROADSHEET_DATABASE_URL = base + twin.database;
  }
  return twin;
}

async function all(paper, where, name) {
  const out = [];
  for (let before = ''; before !== null;) {
    const page = await paper.support(`${where}?before=${before}`);
    out.push(...page[name]);
    before = page.next;
  }
  return out;
}
// What people would see of it; times of our own clock and ids that are drawn afresh are left out.
async function outcome(paper) {
  const by = {};
  for (const group of ['day', 'month', 'tier', 'appeal']) by[group] = await paper.support(`money?from=2000-01-01&to=2099-12-31&by=${group}`);
  for (const one of Object.values(by)) for (const row of one.rows) if (row.name) row.group = row.name;
  const named = ({ tier, ...rest }) => ({ ...rest, tier: tier?.name ?? null });
  const members = (await all(paper, 'members', 'members')).map(({ id, reader, ...rest }) => named(rest)).sort((a, b) => (a.email < b.email ? -1 : 1));
  const contributions = (await all(paper, 'contributions', 'contributions')).map(({ id, at, ...rest }) => named(rest));
  const counts = (await paper.support('members')).counts.map(({ tier, ...rest }) => JSON.stringify({ ...rest, tier: paper.tiers.find(one => one.id === tier)?.name ?? null })).sort();
  return {
    csv: await paper.csvText(), by, members, contributions, counts, paying: paper.sql('SELECT email, paid FROM readers ORDER BY email'),
    pledges: paper.sql('SELECT checkout, state, email, name, payer, subscription, CASE WHEN settled_at > 0 THEN 1 ELSE 0 END FROM pledges ORDER BY checkout'),
  };
}
function same(one, other, what) {
  const [a, b] = [entriesOf(one.csv), entriesOf(other.csv)];
  for (let i = 0; i < Math.max(a.length, b.length); ++i) assert.deepEqual(b[i], a[i], `${what}: entry ${i + 1} of the ledger`);
  assert.equal(other.csv, one.csv, `${what}: the bookkeeper's file, byte for byte`);
  for (const name of ['by', 'members', 'counts', 'contributions', 'paying', 'pledges']) assert.deepEqual(other[name], one[name], `${what}: ${name}`);
}

// Where the lists of all movements and the balance are asked for: without them nothing but events brings anything into the books.
const comparing = ({ path: where, params }) => (where === '/v1/balance' || (where === '/v1/balance_transactions' && !params.source) ? 503 : undefined);

function checkBooks(paper, found) {
  const { standIn } = paper;
  const intents = new Set(standIn.all('invoice_payment').map(one => one.payment.payment_intent));
  const expected = expectedEntries(standIn, { recurring: id => intents.has(standIn.object(id).payment_intent) });
  const booked = entriesOf(found.csv);
  const byKey = list => Object.fromEntries(list.map(({ entry, kind, charge, lines }) => [entry, { kind, charge, lines }]));
  assert.equal(new Set(booked.map(one => one.entry)).size, booked.length, 'no movement is booked twice');
  assert.deepEqual(byKey(booked), byKey(expected), 'each movement of Stripe\'s balance, and nothing else');
  for (const { entry, lines } of booked) {
    const sums = {};
    for (const [, currency, amount] of lines) sums[currency] = (sums[currency] ?? 0) + amount;
    assert.ok(Object.values(sums).every(sum => sum === 0), `${entry} balances`);
  }
  const held = {};
  for (const one of standIn.all('balance_transaction')) held[one.currency.toUpperCase()] = (held[one.currency.toUpperCase()] ?? 0) + one.net;
  for (const total of found.by.month.totals) assert.equal(total.at_processor, held[total.currency] ?? 0, `what Stripe holds in ${total.currency}`);
}

let inOrder, ordered;
for (const engine of engines)
  test(`${wanted} events in random order, a fifth twice, ${kills} kills, on ${engine}`, async t => {
    const clock = { began: Date.now(), marks: [] };
    const mark = what => { clock.marks.push(`${what} ${((Date.now() - clock.began) / 1000).toFixed(1)} s`); clock.began = Date.now(); };
    const paper = await SupportPaper.start(engine, { settles: ['eur', 'usd'], live: false });
    let twin;
    t.after(async () => { await paper.close(); await twin?.close(); });
    const { standIn } = paper;
    standIn.deliver = (event, url) => deliver(standIn, event, url);
    const begun = await beginAll(paper);
    mark(`${begun.length} checkouts`);

    // As it happens, each event in its turn.
    const tells = !inOrder || process.env.BROADSHEET_ORDERED === 'all';
    if (tells) {
      twin = await copyOf(paper.server);
      standIn.trouble = comparing;
      await paper.server.up();
      standIn.deliverTo(paper.webhook);
    }
    const { fees } = await liveThrough(paper, begun);
    const { events } = standIn, unrefused = standIn.requests.filter(one => one.status >= 400 && one.status !== 503);
    if (tells) {
      standIn.deliverTo(null);
      assert.deepEqual(standIn.undelivered, []);
      mark(`${events.length} events in order`);
      await until(async () => paper.unsettled() === 0 || (await sleep(1000), false), 'all to be settled', 600);
      mark('settled');
      const alone = paper.sql('SELECT COUNT(*) FROM ledger_entries')[0][0];
      standIn.goOn();
      const compared = (await paper.compare()).body;
      assert.deepEqual([compared.problems, compared.booked], [[], fees], 'Stripe\'s own fees have no event; the comparison finds them and nothing else');
      ordered = { engine, alone, events: events.length };
      const before = inOrder;
      inOrder = await outcome(paper);
      if (before) same(before, inOrder, 'in order on both engines');
      checkBooks(paper, inOrder);
      assert.ok(inOrder.members.length > 3 && new Set(inOrder.members.map(one => one.status)).size >= 3, 'there are memberships of several states');
      assert.equal(await paper.down(), 0);
      [paper.server, twin] = [twin, paper.server];
      standIn.trouble = comparing;
      await paper.server.up();
      mark('compared');
    }
    assert.equal(events.length, ordered.events, 'the same year');
    assert.deepEqual(unrefused.map(one => `${one.method} ${one.path} ${one.status}`), [], 'Stripe refused none of our requests');

    // In any order.
    const random = randomFrom(seed + 2);
    const queue = events.map(event => ({ event, at: random.next() }));
    for (let i = 0; i < events.length / 5; ++i) queue.push({ event: random.of(events), at: random.next() });
    queue.sort((a, b) => a.at - b.at);
    const total = queue.length;
    standIn.trouble = comparing;
    let taken = 0, failed = 0, killed = 0, up = true;
    const killAt = Array.from({ length: kills }, (_, i) => Math.floor(total * (i + 0.2 + 0.6 * random.next()) / (kills + 0.5)));
    const deliverer = async () => {
      for (let one; (one = queue.shift());) {
        while (!up) await sleep(20);
        const answer = await standIn.deliver(one.event, paper.webhook).catch(() => null);
        await answer?.text().catch(() => null);
        if (answer?.status === 200) ++taken;
        else {  // Stripe tries again later, and only then
          ++failed;
          queue.splice(random.upTo(queue.length + 1), 0, one);
        }
      }
    };
    const kill = async () => {
      up = false;
      ++killed;
      assert.equal(await paper.down('SIGKILL'), 'SIGKILL');
      await paper.server.up();
      up = true;
    };
    const delivering = Promise.all(Array.from({ length: 8 }, deliverer));
    for (const when of killAt) {
      while (taken < when && queue.length) await sleep(5);
      await sleep(random.upTo(40));
      await kill();
    }
    await delivering;
    mark(`${total} deliveries, ${failed} of them again`);
    // What is left is settled by a program that is killed while it does so.
    for (let i = 0; i < 2; ++i) {
      await sleep(200 + random.upTo(600));
      await kill();
    }
    assert.equal(Number(paper.sql('SELECT COUNT(*) FROM payment_events')[0][0]), events.length, 'each event that was answered with 200 is on the disk, once');
    await until(async () => paper.unsettled() === 0 || (await sleep(1000), false), 'all to be settled', 600);
    mark('settled');
    assert.equal(paper.sql('SELECT COUNT(*) FROM ledger_entries')[0][0], ordered.alone, 'events alone brought in what they brought in when they came in order');
    standIn.goOn();
    const again = (await paper.compare()).body;
    assert.deepEqual([again.problems, again.booked], [[], fees]);
    const shuffled = await outcome(paper);
    same(inOrder, shuffled, `in any order on ${engine}, in order on ${ordered.engine}`);
    checkBooks(paper, shuffled);

    mark('compared');
    // Nobody is thanked twice; nobody is left out whose letter is not known to be in doubt.
    const thanked = new Map(), given = inOrder.contributions.filter(one => one.state === 'given');
    const letters = () => fs.readdirSync(path.join(paper.server.folder, 'outbox')).filter(name => name.endsWith('.eml')).map(name => fs.readFileSync(path.join(paper.server.folder, 'outbox', name), 'utf8'));
    const doubt = async () => (await paper.server.desk('GET', '/outbox')).body.in_doubt ?? [];
    // A letter whose job was killed is taken up when that job's lease ends, after five minutes.
    await until(async () => letters().filter(one => /^Subject: (You are a member|Your contribution)/m.test(one)).length + (await doubt()).length >= given.length, 'the letters', 330);
    for (const one of letters()) if (/^Subject: (You are a member|Your contribution)/m.test(one)) { const to = /^To: .*?([\w.]+@[\w.]+)/m.exec(one)[1]; thanked.set(to, (thanked.get(to) ?? 0) + 1); }
    assert.deepEqual([...thanked].filter(([, count]) => count > 1), [], 'thanked twice');
    assert.ok(!/AddressSanitizer|runtime error:|ledger_disagrees/.test(paper.logs + paper.server.log), 'nothing broke, and the books never disagreed');
    mark('letters');
    const later = (paper.logs + paper.server.log).match(/payment_event_postponed .*/g) ?? [];
    console.log(`# ${later.length} events were put off${later[0] ? `: ${later[0]}` : ''}`);
    console.log(`# ${engine}: ${events.length} events, ${total} deliveries, ${killed} kills, ${failed} deliveries not answered, ${entriesOf(shuffled.csv).length} ledger entries, ${inOrder.members.length} members; ${clock.marks.join(', ')}`);
  });
