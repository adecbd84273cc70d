// A newspaper that takes money, for tests: the real binary beside the stand-in for Stripe, and what readers, the newsroom and
// the bookkeeper do with them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cookiesOf, psql, Server, waiter } from './server.mjs';
import { StripeStandIn } from './stripe/stand_in.mjs';

export const secretKey = 'sk_test_k7Qz5n1TzWf0n4x1secretsecret';
export const webhookSecret = 'whsec_m2Vd9sLr6Hj3secretsecret';

export const until = waiter(20);

// RFC 4180; the rows as objects with the names of the first line.
export function parseCsv(text) {
  const rows = [];
  let row = [], cell = '', quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += c; ++i; } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') { row.push(cell); cell = ''; }
    else if (c === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); row = []; cell = ''; }
    else cell += c;
  }
  const [names, ...rest] = rows;
  return rest.map(one => Object.fromEntries(names.map((name, i) => [name, one[i]])));
}
// Digits behind the point where a currency is written, as ISO 4217 has it.
export const digitsOf = currency => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().minimumFractionDigits;
export const minor = (text, currency) => (text === '' ? 0 : Math.round(Number(text) * 10 ** digitsOf(currency)));

export const stripeEnv = standIn => ({
  BROADSHEET_STRIPE_SECRET_KEY: standIn.secretKey, BROADSHEET_STRIPE_WEBHOOK_SECRET: standIn.webhookSecret, BROADSHEET_STRIPE_API: standIn.url,
  BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1',
});

export class SupportPaper {
  tiers = [];  // Friend, then Keeper
  logs = '';   // of the runs before this one

  // `settles`: as for the stand-in; `live`: events go to the server as they happen; the rest as for the server.
  static async start(engine, { settles = null, live = true, env = {}, currencies = ['EUR', 'USD', 'JPY', 'UAH'], ...rest } = {}) {
    const paper = new SupportPaper();
    paper.engine = engine;
    paper.standIn = await StripeStandIn.start({ secretKey, webhookSecret, settles });
    try {
      paper.server = await Server.start(engine, { ...rest, env: { ...stripeEnv(paper.standIn), ...env } });
      await paper.#open(currencies);
    } catch (error) {  // nothing may be left running
      const log = paper.server?.log ?? '';
      await paper.close().catch(() => {});
      throw new Error(`the paper did not open: ${error.message}\n${log.slice(-3000)}`, { cause: error });
    }
    if (live) paper.standIn.deliverTo(paper.webhook);
    return paper;
  }
  async #open(currencies) {
    const smallest = { JPY: 100, UAH: 4000 };
    const amounts = currency => [1, 2, 4].map(times => times * (smallest[currency] ?? 500));
    const opened = await this.server.desk('PATCH', '/support/settings', {
      open: true, headline: 'Keep us going', currencies: currencies.map(currency => ({ currency, once: amounts(currency), month: amounts(currency), year: amounts(currency).map(one => one * 10) })),
    });
    assert.equal(opened.status, 200, JSON.stringify(opened.body));
    for (const [name, price] of [['Friend', 5], ['Keeper', 10]]) {
      const prices = [{ currency: 'EUR', month: price * 100, year: price * 1000 }, { currency: 'USD', month: price * 110, year: price * 1100 }, { currency: 'JPY', month: price * 150, year: price * 1500 }];
      const made = await this.server.desk('POST', '/support/tiers', { name, prices, benefits: ['All stories'] });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      this.tiers.push(made.body);
    }
  }
  get webhook() { return this.server.url + '/payments/stripe/webhook'; }
  async close() {
    try { await this.server?.close(); } finally { await this.standIn.stop(); }
  }
  async down(signal) {
    const ended = await this.server.down(signal);
    this.logs += this.server.log;
    return ended;
  }

  // ---- Readers ----------------------------------------------------------------------------------------------------------

  // Each has a network address of their own, as the counters are by network.
  #clients = 0;
  newClient() { const n = ++this.#clients; return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`; }

  async post(where, fields, { cookie, client = this.newClient(), headers = {} } = {}) {
    const answer = await fetch(this.server.url + where, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { 'X-Forwarded-For': client, ...(cookie && { Cookie: cookie }), ...headers } });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), cookies: cookiesOf(answer), headers: answer.headers };
  }
  async page(where, { cookie, headers = {} } = {}) {
    const answer = await fetch(new URL(where, this.server.url), { redirect: 'manual', headers: { ...(cookie && { Cookie: cookie }), ...headers } });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), cookies: cookiesOf(answer), headers: answer.headers };
  }

  // The form of /support/, sent. Gives the session at Stripe and the browser's cookie, or what was said instead.
  async begin(fields, options) {
    const sent = await this.post('/support/', { currency: 'EUR', cadence: 'once', ...fields }, options);
    if (sent.status !== 303) return sent;
    const checkout = sent.location.split('/').pop();
    const session = this.standIn.object(checkout);
    return { ...sent, checkout, session, pledge: session.client_reference_id, browser: sent.cookies[0].split(';')[0], thanks: new URL(session.success_url) };
  }
  // And paid on Stripe's page. The events are on their way; gives also the page that the reader comes back to.
  async pay(fields, who, options) {
    const begun = await this.begin(fields, options);
    assert.equal(begun.status, 303, `the checkout is opened: ${begun.text?.slice(0, 2000)}`);
    const session = await this.standIn.pay(begun.checkout, who);
    const back = await this.page(begun.thanks.pathname + begun.thanks.search, { cookie: begun.browser });
    return { ...begun, session, charge: this.standIn.object(session.payment_intent)?.latest_charge, back };
  }

  async mails(to, subject = /./) {
    const { mails } = (await this.server.desk('GET', '/outbox')).body;
    const found = mails.filter(mail => mail.to.toLowerCase().includes(to.toLowerCase()) && subject.test(mail.subject));
    return Promise.all(found.map(async mail => (await this.server.desk('GET', `/outbox/${mail.name}`)).body));
  }
  async mail(to, subject, count = 1) { return (await until(async () => { const found = await this.mails(to, subject); return found.length >= count && found; }, `mail ${subject} to ${to}`))[0]; }

  // Signs somebody in whom the newspaper knows.
  async signIn(email) {
    const letters = async () => (await this.mails(email)).filter(one => /\/members\/enter\//.test(one.text)).sort((a, b) => (a.at < b.at ? 1 : -1));
    const had = (await letters()).length;
    assert.equal((await this.post('/members/sign-in/', { email })).status, 200);
    const [mail] = await until(async () => { const found = await letters(); return found.length > had && found; }, `the link for ${email}`);
    const link = new URL(/https?:\/\/\S+\/members\/enter\/\S+/.exec(mail.text)[0]);
    const entered = await this.post('/members/enter/', { code: link.searchParams.get('code') });
    assert.equal(entered.status, 303, entered.text);
    const cookie = entered.cookies.find(one => one.startsWith('broadsheet_reader=')).split(';')[0];
    const { text } = await this.page('/members/', { cookie });
    return { email, cookie, csrf: /name="csrf" value="([^"]+)"/.exec(text)[1], memberships: [...new Set([...text.matchAll(/name="membership" value="([^"]+)"/g)].map(match => match[1]))] };
  }
  account = person => this.page('/members/', { cookie: person.cookie });
  act(person, action, more = {}) {
    return this.post('/members/membership/', { csrf: person.csrf, membership: person.memberships[0], action, ...more }, { cookie: person.cookie });
  }
  // Whether a story for members is open to a browser.
  async reads(story, cookie) {
    const { status, text } = await this.page(new URL(story.url).pathname, { cookie });
    assert.equal(status, 200);
    return text.includes('The last paragraph.');
  }
  async storyFor(visibility) {
    return this.server.publish({ headline: `For ${visibility}`, visibility, body_html: '<p>One.</p><p>Two.</p><p>Three.</p><p>The last paragraph.</p>' });
  }

  // ---- The newsroom and the bookkeeper ----------------------------------------------------------------------------------

  async support(where) {
    const found = await this.server.desk('GET', `/support/${where}`);
    assert.equal(found.status, 200, JSON.stringify(found.body));
    return found.body;
  }
  async csvText(period = 'from=2000-01-01&to=2099-12-31') {
    const answer = await fetch(`${this.server.url}/desk/api/support/ledger.csv?${period}`, { headers: { Authorization: `Bearer ${this.server.token}` } });
    assert.equal(answer.status, 200);
    return answer.text();
  }
  // Entries in their order: {entry, kind, day, charge, note, tier, lines: [[account, currency, minor units]]}; a debit is positive.
  async ledger() { return entriesOf(await this.csvText()); }
  async entriesOfCharge(charge) { return (await this.ledger()).filter(one => one.charge === charge); }
  async member(email) { return (await this.support(`members?query=${encodeURIComponent(email)}`)).members[0]; }
  async contribution(email) { return (await this.support(`contributions?query=${encodeURIComponent(email)}`)).contributions[0]; }
  compare() { return this.server.desk('POST', '/support/compare'); }

  // Rows of texts, from the database itself; for what no page says.
  sql(text) {
    if (this.server.database) return psql(process.env.BROADSHEET_TEST_POSTGRES + this.server.database, `COPY (${text}) TO STDOUT`).split('\n').filter(Boolean).map(line => line.split('\t'));
    const code = `import sqlite3,json,sys; print(json.dumps([[str(v) for v in row] for row in sqlite3.connect('file:${this.server.folder}/broadsheet.sqlite?mode=ro', uri=True, timeout=20).execute(sys.argv[1])]))`;
    return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, text], { encoding: 'utf8', maxBuffer: 1e8 }));
  }
  tamper(text) { return this.server.tamper(text); }
  unsettled() { return Number(this.sql('SELECT COUNT(*) FROM payment_events WHERE settled_at = 0')[0][0]); }
  // All events that were received have been settled.
  async settled(seconds = 30) {
    await this.standIn.settled();
    await until(() => this.unsettled() === 0, 'the events to be settled', seconds);
  }

  // Everything that is kept or was said: the database's files or dump, the mails, the log.
  everything() {
    let out = this.logs + this.server.log;
    const walk = folder => {
      for (const one of fs.readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, one.name);
        if (one.isDirectory()) walk(file);
        else if (one.isFile()) out += fs.readFileSync(file, 'latin1');
      }
    };
    walk(this.server.folder);
    if (this.server.database) out += execFileSync('pg_dump', ['-d', process.env.BROADSHEET_TEST_POSTGRES + this.server.database], { encoding: 'latin1', maxBuffer: 1e9 });
    return out;
  }
}

export function entriesOf(csv) {
  const entries = new Map();
  for (const row of parseCsv(csv)) {
    if (!entries.has(row.entry)) entries.set(row.entry, { entry: row.entry, kind: row.kind, day: row.day, charge: row.charge, note: row.note, tier: row.tier, lines: [] });
    entries.get(row.entry).lines.push([row.account, row.currency, minor(row.debit, row.currency) - minor(row.credit, row.currency)]);
  }
  return [...entries.values()];
}

// What the bookkeeper should find of each movement of Stripe's balance, from Stripe's objects alone. `recurring(charge)`: whether
// a membership's payment; `ours(charge)`: whether it began on our page.
export function expectedEntries(standIn, { recurring, ours = () => true }) {
  const upper = text => text.toUpperCase();
  return standIn.all('balance_transaction').map(one => {
    const source = one.source ? standIn.object(one.source) : null;
    const charge = source?.object === 'charge' ? source.id : source?.charge ?? '';
    const kind = { payout_reversal: 'payout_failure' }[one.reporting_category] ?? one.reporting_category;
    const income = kind !== 'charge' ? null : !ours(charge) ? 'income:other' : recurring(charge) ? 'income:memberships' : 'income:contributions';
    const other = { charge: income, refund: 'refunds', refund_failure: 'refunds', dispute: 'disputes', dispute_reversal: 'disputes', fee: 'fees', payout: 'bank', payout_failure: 'bank' }[kind];
    const shown = source && source.currency !== one.currency ? [source.currency, Math.sign(one.amount) * Math.abs(source.amount)] : null;
    const lines = [['processor:stripe', upper(one.currency), one.net], ['fees', upper(one.currency), one.fee]];
    if (shown) lines.push(['exchange', upper(one.currency), -one.amount], ['exchange', upper(shown[0]), shown[1]], [other, upper(shown[0]), -shown[1]]);
    else lines.push([other, upper(one.currency), -one.amount]);
    return { entry: `stripe:${one.id}`, kind, charge, lines: lines.filter(([, , amount]) => amount !== 0) };
  });
}
