// Mailings as editors write and send them, on both engines, into the captured outbox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, Server, sleep } from './server.mjs';

const unfolded = source => source.replace(/\r?\n[ \t]+/g, ' ');
const words = text => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

class Office {
  static async open(engine, options = {}) {
    const office = new Office();
    office.server = await Server.start(engine, { demo: true, ...options });
    const { newsletters } = (await office.call('GET', '/newsletters')).body;
    office.morning = newsletters.find(one => one.slug === 'lit-at-seven');
    office.ukrainian = newsletters.find(one => one.slug === 'likhtar');
    return office;
  }
  close = () => this.server.close();
  call = (...args) => this.server.desk(...args);
  // Readers without the detour of signing up.
  async addReaders(newsletter, emails) {
    const answer = await this.call('POST', '/readers/import', ['email,newsletters', ...emails.map(email => `${email},${newsletter.slug}`)].join('\n'), { 'Content-Type': 'text/csv' });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    for (;; await sleep(50)) {
      const { body } = await this.call('GET', `/readers/imports/${answer.body.import}`);
      if (body.ended) return body.report;
    }
  }
  make = fields => this.call('POST', '/mailings', fields);
  show = async id => (await this.call('GET', `/mailings/${id}`)).body;
  async until(id, status, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; ;) {
      const mailing = await this.show(id);
      if (mailing.status === status) return mailing;
      if (Date.now() > end) assert.fail(`still ${mailing.status} (${mailing.trouble}): ${JSON.stringify(mailing.figures)}`);
      await sleep(100);
    }
  }
  async outbox(subject) {
    const { mails } = (await this.call('GET', '/outbox')).body;
    return mails.filter(mail => mail.subject === subject);
  }
  read = async mail => (await this.call('GET', `/outbox/${mail.name}`)).body;
}

for (const engine of engines)
  test(`mailings on ${engine}`, async t => {
    const office = await Office.open(engine);
    t.after(office.close);
    const emails = Array.from({ length: 40 }, (_, i) => `reader${i}@example.org`);
    await office.addReaders(office.morning, emails);
    let edition;

    await t.test('an edition is filled in by its rule, edited by hand, looked at and tried', async () => {
      await office.call('PATCH', `/newsletters/${office.morning.id}`, { edition: { hours: 24 * 60, stories: 5, briefs: 3 }, sender_name: 'The Lantern', reply_to: 'desk@example.org' });
      const made = await office.make({ newsletter: office.morning.id });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      edition = made.body;
      assert.equal(edition.stories.length, 5);
      assert.equal(edition.briefs.length, 3);
      const lacks = await office.call('POST', `/mailings/${edition.id}/schedule`, {});
      assert.deepEqual([lacks.status, lacks.body.field], [422, 'subject']);
      const changed = await office.call('PATCH', `/mailings/${edition.id}`, { subject: 'The river & the bread', preview: 'Good morning.', stories: edition.stories.slice(0, 3).reverse(), body: words('Good morning, Vilkhava.') }, { 'If-Match': `"${edition.version}"` });
      assert.equal(changed.status, 200, JSON.stringify(changed.body));
      const late = await office.call('PATCH', `/mailings/${edition.id}`, { subject: 'Mine' }, { 'If-Match': `"${edition.version}"` });
      assert.equal(late.status, 412);
      assert.equal(late.body.current.subject, 'The river & the bread');
      edition = changed.body;
      const preview = (await office.call('GET', `/mailings/${edition.id}/preview`)).body;
      assert.ok(preview.html.includes('Good morning, Vilkhava.') && preview.bytes < 102_000);
      assert.equal((await office.call('GET', `/mailings/${edition.id}/reach`)).body.count, 40);
      assert.equal((await office.call('POST', `/mailings/${edition.id}/test`, { to: 'me@example.org' })).status, 200);
      const [mail] = await office.outbox('[Test] The river & the bread');
      assert.equal(mail.to, 'me@example.org');
      for (const [fields, field] of [[{ stories: ['nothing'] }, 'stories/0'], [{ segment: { support: 'rich' } }, 'segment/support'], [{ body: { type: 'doc', content: [{ type: 'script' }] } }, 'body/content/0/type'], [{ subject: 'a\nBcc: b' }, 'subject']])
        assert.equal((await office.call('PATCH', `/mailings/${edition.id}`, fields)).body.field, field);
    });

    await t.test('scheduled for later it can be called back; sent, each reader gets one mail of their own', async () => {
      const later = await office.call('POST', `/mailings/${edition.id}/schedule`, { at: new Date(Date.now() + 3600_000).toISOString() });
      assert.equal(later.body.status, 'scheduled', JSON.stringify(later.body));
      assert.equal((await office.call('PATCH', `/mailings/${edition.id}`, { subject: 'x' })).status, 409);
      assert.equal((await office.call('POST', `/mailings/${edition.id}/cancel`)).body.status, 'cancelled');
      assert.equal((await office.call('POST', `/mailings/${edition.id}/schedule`)).status, 200);
      const sent = await office.until(edition.id, 'sent');
      assert.equal(sent.audience, 40);
      assert.deepEqual(sent.figures, { taken: 40, deferred: 0, refused: 0, in_doubt: 0, bounced: 0, opened: 0, clicked: 0, left: 0 });
      const mails = await office.outbox('The river & the bread');
      assert.deepEqual(mails.map(mail => mail.to).sort(), [...emails].sort());
      assert.equal((await office.call('POST', `/mailings/${edition.id}/cancel`)).status, 409);
      const mail = await office.read(mails[0]), head = unfolded(mail.source.slice(0, mail.source.search(/\r?\n\r?\n/)));
      assert.match(head, /^From: The Lantern <broadsheet@127\.0\.0\.1>/m);
      assert.match(head, /^Reply-To: <?desk@example\.org>?/m);
      assert.match(head, /^List-Id: <lit-at-seven\.127\.0\.0\.1>/m);
      assert.match(head, /^Feedback-ID: /m);
      assert.match(head, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
      const link = new URL(/^List-Unsubscribe: <([^>]+)>/m.exec(head)[1]);
      assert.ok(mail.html.includes(link.href.replaceAll('&', '&amp;')), 'the link stands in the mail');
      assert.ok(mail.text.includes(link.href) && mail.text.includes('Good morning, Vilkhava.'));
      assert.equal((await fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })).status, 200);
      assert.equal((await office.show(edition.id)).figures.left, 1);
      assert.equal((await office.call('GET', `/mailings/${edition.id}/reach`)).body.count, 39);
      assert.ok(!/newsletters\/(opened|follow)/.test(mail.html), 'nobody is watched who was not asked to be');
    });

    await t.test('openings and clicks, where the newsroom counts them', async () => {
      await office.call('PATCH', '/settings', { mail_figures: true });
      const link = `${office.server.url}/?a=1&b=2`;
      const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Here', marks: [{ type: 'link', attrs: { href: link } }] }] }] };
      const letter = (await office.make({ kind: 'letter', newsletter: office.morning.id, subject: 'Counted', body })).body;
      await office.call('POST', `/mailings/${letter.id}/test`, { to: 'me@example.org' });
      assert.ok(!/newsletters\/(opened|follow)/.test((await office.read((await office.outbox('[Test] Counted'))[0])).html), 'a test is not counted');
      await office.call('POST', `/mailings/${letter.id}/schedule`);
      await office.until(letter.id, 'sent');
      const mails = await office.outbox('Counted'), read = async i => (await office.read(mails[i])).html.replaceAll('&amp;', '&');
      const [first, second, third] = [await read(0), await read(1), await read(2)];
      const linksOf = html => [...html.matchAll(/href="([^"]*newsletters\/follow[^"]*)"/g)].map(found => found[1]), pixelOf = html => /src="([^"]*newsletters\/opened[^"]*)"/.exec(html)[1];
      assert.ok((await office.read(mails[0])).text.includes(link), 'the plain text has the links themselves');
      const get = (url, headers = {}, method = 'GET') => fetch(url, { method, headers, redirect: 'manual' });
      const pixel = await get(pixelOf(first));
      assert.deepEqual([pixel.status, pixel.headers.get('content-type'), pixel.headers.get('cache-control')], [200, 'image/gif', 'private, no-store']);
      assert.equal(Buffer.from(await pixel.arrayBuffer()).subarray(0, 6).toString(), 'GIF89a');
      const targets = [];
      for (const one of linksOf(second)) {
        const answer = await get(one);
        assert.deepEqual([answer.status, answer.headers.get('referrer-policy')], [302, 'no-referrer']);
        targets.push(answer.headers.get('location'));
      }
      assert.ok(targets.includes(link), targets.join(' '));
      // Neither those who said no, nor programs that only look, nor somebody's own invention.
      await get(pixelOf(third), { 'Sec-GPC': '1' });
      await get(linksOf(third)[0], {}, 'HEAD');
      for (const forged of [linksOf(third)[0].replace(/link=\d+/, 'link=99'), linksOf(third)[0].replace(/link=\d+/, 'link=-1'), linksOf(third)[0].replace(/.(?=&link)/, '_'), `${office.server.url}/newsletters/follow/?link=0`])
        assert.equal((await get(forged)).status, 404, forged);
      for (const end = Date.now() + 10_000; ; await sleep(50)) {
        const { figures } = await office.show(letter.id);
        if (figures.opened === 2 && figures.clicked === 1) break;
        assert.ok(Date.now() < end, JSON.stringify(figures));
      }
      const engaged = (await office.make({ kind: 'letter', newsletter: office.morning.id, subject: 'To those who read', body, segment: { engaged_days: 7 } })).body;
      assert.equal((await office.call('GET', `/mailings/${engaged.id}/reach`)).body.count, 2);
      await office.call('PATCH', '/settings', { mail_figures: false });
      assert.equal((await get(linksOf(third)[0])).status, 302, 'links of old mails go on leading');
      await office.call('DELETE', `/mailings/${engaged.id}`);
    });

    await t.test('a letter to a segment; a story whole; a figure corrected a minute ago is right', async () => {
      const letter = (await office.make({ kind: 'letter', newsletter: office.morning.id, subject: 'A letter', body: words('From the editor.'), segment: { language: 'uk' } })).body;
      assert.equal((await office.call('GET', `/mailings/${letter.id}/reach`)).body.count, 0);
      await office.call('POST', `/mailings/${letter.id}/schedule`);
      await office.until(letter.id, 'sent');
      const story = await office.server.publish({ headline: 'Seventeen generators', body_html: '<p>There are 17 of them.</p>' });
      const mailing = (await office.make({ kind: 'story', newsletter: office.morning.id, story: story.id })).body;
      assert.equal(mailing.subject, 'Seventeen generators');
      await office.call('PATCH', `/stories/${story.id}/staged`, { body_html: '<p>There are 16 of them.</p>' });
      await office.call('POST', `/stories/${story.id}/publish`);
      await office.call('POST', `/mailings/${mailing.id}/schedule`);
      await office.until(mailing.id, 'sent');
      const [mail] = await office.outbox('Seventeen generators');
      assert.match((await office.read(mail)).text, /There are 16 of them\./);
      const secret = await office.server.publish({ headline: 'For supporters', visibility: 'paid', standfirst: 'A summary.', body_html: '<p>The open beginning.</p><p>The secret end of it all.</p>'.repeat(8) });
      const paid = (await office.make({ kind: 'story', newsletter: office.morning.id, story: secret.id })).body;
      const preview = (await office.call('GET', `/mailings/${paid.id}/preview`)).body;
      assert.ok(!preview.html.includes('secret end of it all.</p><') && !/(secret end[^]*){8}/.test(preview.text), 'not everybody may read it whole');
    });

    await t.test('only editors write mailings; what was sent stays', async () => {
      office.server.command('staff', 'add', 'writer@example.org', '--role', 'author');
      const writer = { Authorization: `Bearer ${office.server.tokenOf('writer@example.org')}` };
      assert.equal((await office.call('POST', '/mailings', { newsletter: office.morning.id }, writer)).status, 403);
      assert.equal((await office.call('DELETE', `/mailings/${edition.id}`)).status, 409);
      const draft = (await office.make({ kind: 'letter', newsletter: office.morning.id })).body;
      assert.equal((await office.call('DELETE', `/mailings/${draft.id}`)).status, 204);
      assert.equal((await office.call('GET', `/mailings/${draft.id}`)).status, 404);
      assert.equal((await office.call('GET', '/mailings?status=sent')).body.mailings.length, 4);
    });
  });
