// Newsletters as readers meet them: signing up, confirming by mail, their own page, leaving. On both engines; the mails
// are read in the captured outbox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, Server, sleep } from './server.mjs';

class Paper {
  static async start(engine, options = {}) {
    const paper = new Paper();
    paper.server = await Server.start(engine, options);
    paper.morning = (await paper.server.desk('POST', '/newsletters', { name: 'The Morning', description: 'What happened overnight.', schedule: 'Every day at seven' })).body;
    paper.weekend = (await paper.server.desk('POST', '/newsletters', { name: 'The Weekend' })).body;
    return paper;
  }
  close() { return this.server.close(); }
  url = path => new URL(path, this.server.url).href;
  async page(path, cookie) {
    const answer = await fetch(this.url(path), { headers: cookie ? { Cookie: cookie } : {}, redirect: 'manual' });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }
  async post(path, fields, { cookie, json = false, headers = {} } = {}) {
    const answer = await fetch(this.url(path), { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { ...(cookie && { Cookie: cookie }), ...(json && { Accept: 'application/json' }), ...headers } });
    const text = await answer.text();
    return { status: answer.status, text, body: json && text ? JSON.parse(text) : null, location: answer.headers.get('location'), cookie: answer.headers.get('set-cookie')?.split(';')[0] };
  }
  token = async () => /name="token" value="([^"]+)"/.exec((await this.page('/newsletters/')).text)[1];
  // The counters are by network; each person of these tests has one of their own.
  async signUp(email, newsletters = ['the-morning'], more = {}) {
    const fields = [['email', email], ['token', await this.token()], ...newsletters.map(slug => ['newsletter', slug]), ...Object.entries(more)];
    return this.post('/newsletters/', fields, { json: true, headers: { 'X-Forwarded-For': `198.51.100.${++this.people}` } });
  }
  people = 0;
  async mails(to) {
    const { mails } = (await this.server.desk('GET', '/outbox')).body;
    return Promise.all(mails.filter(mail => mail.to.includes(to)).map(async mail => (await this.server.desk('GET', `/outbox/${mail.name}`)).body));
  }
  async mail(to, count = 1) {
    for (const end = Date.now() + 15000; ;) {
      const found = await this.mails(to);
      if (found.length >= count) return found[0];
      if (Date.now() > end) assert.fail(`no mail number ${count} to ${to}`);
      await sleep(100);
    }
  }
  linkIn = mail => new URL(/https?:\/\/\S+(?:confirm|enter)\/\S+/.exec(mail.text)[0]);
  async confirmed(email, newsletters) {
    await this.signUp(email, newsletters);
    const link = this.linkIn(await this.mail(email));
    const answer = await this.post('/newsletters/confirm/', { code: link.searchParams.get('code') });
    assert.equal(answer.status, 200);
    return answer.cookie;
  }
  csrf = async cookie => /name="csrf" value="([^"]+)"/.exec((await this.page('/members/', cookie)).text)[1];
}
const proxied = { env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' } };

for (const engine of engines)
  test(`newsletters on ${engine}`, async t => {
    const paper = await Paper.start(engine, proxied);
    t.after(() => paper.close());

    await t.test('a box stands in the feed column, under stories and where a text has one, each with ids of its own', async () => {
      const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Some words.' }] }, { type: 'newsletterBox', attrs: { newsletters: ['the-weekend'] } }, { type: 'newsletterBox' }] };
      const story = await paper.server.publish({ headline: 'With boxes', body_html: undefined, body });
      const { text } = await paper.page(new URL(story.url).pathname);
      assert.equal(text.match(/<form class="sign-up"/g).length, 4);
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(match => match[1]);
      assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
      assert.match(text, /text-box-1-title"[^>]*>The Weekend/);
      assert.ok((await paper.page('/')).text.includes('feed-box-email'));
    });

    await t.test('signing up: the mail, the page with one button, the welcome; a GET changes nothing', async () => {
      const answer = await paper.signUp('Olha@Example.org', ['the-morning', 'the-weekend']);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.body, { sent: true });
      const mail = await paper.mail('Olha@example.org');
      assert.match(mail.text, /The Morning \(Every day at seven\)/);
      assert.match(mail.source, /^Auto-Submitted: auto-generated\r?$/m);
      const link = paper.linkIn(mail);
      for (let i = 0; i < 3; ++i) {
        const page = await paper.page(link.pathname + link.search);
        assert.equal(page.status, 200);
        assert.match(page.text, /Olha@example\.org will get:/);
        assert.match(page.headers.get('cache-control'), /no-store/);
      }
      const list = async () => (await paper.server.desk('GET', '/newsletters')).body.newsletters.map(one => one.readers);
      assert.deepEqual(await list(), [0, 0]);
      const confirmed = await paper.post('/newsletters/confirm/', { code: link.searchParams.get('code') });
      assert.equal(confirmed.status, 200);
      assert.deepEqual(await list(), [1, 1]);
      assert.ok(confirmed.cookie.startsWith('broadsheet_reader='));
      const welcome = await paper.mail('Olha@example.org', 2);
      assert.match(welcome.subject, /Welcome/);
      assert.match(welcome.source, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
      assert.equal((await paper.post('/newsletters/confirm/', { code: link.searchParams.get('code') })).status, 410);
      assert.equal((await paper.page(link.pathname + link.search)).status, 410);
    });

    await t.test('the answer is the same for who is new, pending, subscribed or blocked', async () => {
      const answers = [];
      for (const email of ['new@example.org', 'new@example.org', 'olha@example.org']) answers.push(await paper.signUp(email));
      for (const answer of answers) assert.deepEqual({ status: answer.status, text: answer.text }, { status: 200, text: '{"sent":true}' });
      assert.match((await paper.mail('Olha@example.org', 3)).subject, /already/);
      await sleep(500);
      assert.equal((await paper.mails('new@example.org')).length, 1, 'one mail in two minutes');
    });

    await t.test('each fault stands beside its field, with the field kept filled, with and without JavaScript', async () => {
      const token = await paper.token();
      for (const [fields, field, words] of [
        [{ email: '' }, 'email', 'Please give your mail address.'], [{ email: 'olha' }, 'email', 'looks like name@example.org'],
        [{ email: 'olha@example' }, 'email', 'is not whole'], [{ email: 'olha@gmial.com' }, 'email', 'Did you mean olha@gmail.com?'],
        [{ email: 'olha@example.org', newsletter: 'no-such' }, 'newsletter', 'at least one'], [{ email: 'olha@example.org', token: 'old' }, '', 'open for very long']]) {
        const given = { newsletter: 'the-morning', token, ...fields };
        const told = await paper.post('/newsletters/', given, { json: true });
        assert.equal(told.status, 422, JSON.stringify(fields));
        assert.equal(told.body.field ?? '', field);
        assert.ok(told.body.detail.includes(words), told.body.detail);
        const page = await paper.post('/newsletters/', given);
        assert.equal(page.status, 422);
        assert.ok(page.text.includes(words), words);
        const input = /<input id="newsletters-email"[^>]*>/.exec(page.text)[0];
        assert.ok(input.includes(`value="${fields.email}"`), input);
        assert.equal(input.includes('aria-invalid'), field === 'email');
      }
      const meant = await paper.post('/newsletters/', { email: 'kept@gmial.com', newsletter: 'the-morning', token, use: 'suggested' }, { headers: { 'X-Forwarded-For': '203.0.113.9' } });
      assert.equal(meant.status, 303);
      assert.equal(meant.location, '/newsletters/sent/');
      await paper.mail('kept@gmail.com');
      const check = await paper.post('/newsletters/check/', { email: 'olha@gmial.com' }, { json: true });
      assert.deepEqual(check.body, { ok: true, suggestion: 'olha@gmail.com' });
    });

    await t.test('robots: the hidden field, and limits by network unless the browser has worked', async () => {
      const token = await paper.token();
      const robot = await paper.post('/newsletters/', { email: 'robot@example.org', newsletter: 'the-morning', token, website: 'https://spam.example' }, { json: true });
      assert.deepEqual(robot.body, { sent: true });
      const from = { 'X-Forwarded-For': '203.0.113.77' }, statuses = [];
      for (let i = 0; i < 5; ++i) statuses.push((await paper.post('/newsletters/', { email: `flood${i}@example.org`, newsletter: 'the-morning', token }, { json: true, headers: from })).status);
      assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
      const { createHash } = await import('node:crypto');
      let work = 0;
      const digest = () => createHash('sha256').update(`${token}:worker@example.org:${work}`).digest();
      while (digest().readUInt16BE(0) >> 2 !== 0) ++work;
      assert.equal((await paper.post('/newsletters/', { email: 'worker@example.org', newsletter: 'the-morning', token, work }, { json: true, headers: from })).status, 200);
      await sleep(500);
      assert.equal((await paper.mails('robot@example.org')).length, 0);
    });

    await t.test('the own page: a code or a link, newsletters on and off, export', async () => {
      const asked = await paper.post('/members/sign-in/', { email: 'OLHA@example.org' }, { headers: { 'X-Forwarded-For': '203.0.113.80' } });
      const unknown = await paper.post('/members/sign-in/', { email: 'nobody@example.org' }, { headers: { 'X-Forwarded-For': '203.0.113.81' } });
      assert.equal(asked.status, 200);
      assert.equal(asked.text.replaceAll('OLHA@example.org', ''), unknown.text.replaceAll('nobody@example.org', ''));
      const mail = await paper.mail('Olha@example.org', 4);
      const digits = /\b\d{6}\b/.exec(mail.subject)[0];
      assert.equal((await paper.post('/members/enter/', { email: 'olha@example.org', digits: digits === '111111' ? '222222' : '111111' })).status, 422);
      const entered = await paper.post('/members/enter/', { email: 'olha@example.org', digits: `${digits.slice(0, 3)} ${digits.slice(3)}` });
      assert.equal(entered.status, 303);
      assert.equal((await paper.post('/members/enter/', { email: 'olha@example.org', digits })).status, 422, 'a code works once');
      assert.equal((await paper.page('/members/enter/?code=' + paper.linkIn(mail).searchParams.get('code'))).status, 410, 'the link goes with it');
      const { cookie } = entered, csrf = await paper.csrf(cookie);
      assert.equal((await paper.post('/members/', { newsletter: paper.weekend.id, language: 'uk', name: 'Ольга' }, { cookie })).location, '/members/', 'without the token nothing happens');
      assert.equal((await paper.post('/members/', { csrf, newsletter: paper.weekend.id, language: 'uk', name: 'Ольга' }, { cookie })).location, '/members/?saved=1');
      const own = await paper.page('/members/?saved=1', cookie);
      assert.match(own.text, /Saved\./);
      assert.equal(own.text.match(/name="newsletter"[^>]* checked/g).length, 1);
      assert.deepEqual((await paper.server.desk('GET', '/newsletters')).body.newsletters.map(one => one.readers), [0, 1]);
      const held = await paper.post('/members/export/', { csrf }, { cookie, json: true });
      assert.equal(held.body.email, 'Olha@example.org');
      assert.equal(held.body.name, 'Ольга');
      assert.deepEqual(held.body.newsletters.map(one => one.name), ['The Weekend']);
    });

    await t.test('leaving takes one click of the mail program, or one press on the page; and back', async () => {
      await paper.confirmed('leaver@example.org', ['the-morning']);
      const welcome = await paper.mail('leaver@example.org', 2);
      const link = new URL(/List-Unsubscribe:\s*<([^>]+)>/.exec(welcome.source.replace(/\r?\n[ \t]/g, ''))[1]);
      const path = link.pathname + link.search;
      const readers = async () => (await paper.server.desk('GET', '/newsletters')).body.newsletters[0].readers;
      assert.equal((await paper.page(path)).status, 200);
      assert.equal(await readers(), 1, 'a scanner that follows the link changes nothing');
      assert.equal((await paper.post(path, { 'List-Unsubscribe': 'One-Click' })).status, 200);
      assert.equal(await readers(), 0);
      assert.equal((await paper.post(path, { 'List-Unsubscribe': 'One-Click' })).status, 200, 'a second time is fine');
      assert.equal((await paper.post(path.replace('/leave/', '/return/'), {})).status, 200);
      assert.equal(await readers(), 1);
      assert.equal((await paper.page(path.slice(0, -2) + 'xx')).status, 404);
      assert.equal((await paper.post(path.slice(0, -2) + 'xx', {})).status, 404);
      assert.equal(await readers(), 1);
      const growth = (await paper.server.desk('GET', `/newsletters/${paper.morning.id}/growth`)).body;
      assert.deepEqual([growth.days.at(-1).joined, growth.days.at(-1).left], [3, 2]);
    });

    await t.test('whoever wants to be forgotten is', async () => {
      const cookie = await paper.confirmed('gone@example.org', ['the-weekend']);
      const csrf = await paper.csrf(cookie);
      assert.equal((await paper.post('/members/delete/', { csrf }, { cookie })).status, 303);
      assert.equal((await paper.post('/members/delete/', { csrf, sure: 'yes' }, { cookie })).status, 200);
      assert.ok((await paper.page('/members/', cookie)).text.includes('/members/sign-in/'));
      assert.equal((await paper.server.desk('GET', '/newsletters')).body.newsletters[1].readers, 1);
    });

    await t.test('the desk makes, changes, orders and removes newsletters; readers see it at once', async () => {
      const made = await paper.server.desk('POST', '/newsletters', { name: 'Літературна', slug: 'letters', reply_to: 'desk@example.org', edition: { stories: 3, hours: 168 } });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual({ ...made.body.edition }, { sections: [], stories: 3, briefs: 5, hours: 168, picks: true });
      assert.ok((await paper.page('/newsletters/')).text.includes('Літературна'));
      for (const [fields, field] of [[{ reply_to: 'no address' }, 'reply_to'], [{ slug: 'the-morning' }, 'slug'], [{ language: '??' }, 'language'], [{ edition: { hours: 0 } }, 'edition/hours'], [{ picture: 'nothing' }, 'picture'], [{ name: '' }, 'name'], [{ more: 1 }, 'more']]) {
        const refused = await paper.server.desk('PATCH', `/newsletters/${made.body.id}`, fields);
        assert.equal(refused.status, 422, field);
        assert.equal(refused.body.field, field);
      }
      const order = [made.body.id, paper.weekend.id, paper.morning.id];
      assert.deepEqual((await paper.server.desk('PUT', '/newsletters/order', { newsletters: order })).body.newsletters.map(one => one.id), order);
      assert.equal((await paper.server.desk('PATCH', `/newsletters/${made.body.id}`, { offered: false })).status, 200);
      assert.ok(!(await paper.page('/newsletters/')).text.includes('Літературна'));
      assert.equal((await paper.server.desk('DELETE', `/newsletters/${paper.weekend.id}`)).status, 409);
      assert.equal((await paper.server.desk('DELETE', `/newsletters/${made.body.id}`)).status, 204);
      paper.server.command('staff', 'add', 'writer@example.org', '--role', 'author');
      const writer = { Authorization: `Bearer ${paper.server.tokenOf('writer@example.org')}` };
      assert.equal((await paper.server.desk('POST', '/newsletters', { name: 'Mine' }, writer)).status, 403);
    });
  });
