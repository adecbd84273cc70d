// What becomes of mails: servers that turn them away, bounces and complaints that come back, signatures.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { MailSink } from './mail_sink.mjs';
import { binary, engines, Server, sleep } from './server.mjs';

const words = text => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

class Post {
  static async open(engine, answer, env = {}) {
    const post = new Post();
    post.sink = await MailSink.open({ keep: true, answer });
    post.server = await Server.start(engine, { env: { BROADSHEET_MAIL_URL: post.sink.url, BROADSHEET_MAIL_RETURN_PATH: 'news@paper.example', ...env } });
    post.newsletter = (await post.server.desk('POST', '/newsletters', { name: 'The Morning' })).body;
    return post;
  }
  async close() { await this.server.close(); await this.sink.close(); }
  async readers(...emails) {
    const { body } = await this.server.desk('POST', '/readers/import?newsletter=the-morning', ['email', ...emails].join('\n'));
    for (;; await sleep(50)) {
      const state = (await this.server.desk('GET', `/readers/imports/${body.import}`)).body;
      if (state.ended) return state.report;
    }
  }
  async send(subject = 'Hello') {
    const { body } = await this.server.desk('POST', '/mailings', { kind: 'letter', newsletter: this.newsletter.id, subject, body: words('Words.') });
    await this.server.desk('POST', `/mailings/${body.id}/schedule`);
    return body.id;
  }
  show = async id => (await this.server.desk('GET', `/mailings/${id}`)).body;
  async until(id, fits, what) {
    for (const end = Date.now() + 30_000; ; await sleep(100)) {
      const mailing = await this.show(id);
      if (fits(mailing)) return mailing;
      assert.ok(Date.now() < end, `${what}: ${mailing.status} ${mailing.trouble} ${JSON.stringify(mailing.figures)}`);
    }
  }
  receive(mime) {
    const done = spawnSync(binary, ['--data', this.server.folder, 'mail', 'receive'], { env: this.server.env, input: mime, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  }
  suppressed = async () => Object.fromEntries((await this.server.desk('GET', '/readers/suppressions')).body.suppressions.map(one => [one.email, one.reason]));
  mailTo = to => this.sink.mails.find(mail => mail.to === to);
}
const dsn = (mail, status, text) => `From: MAILER-DAEMON@mx.example\r\nTo: ${mail.from}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ${mail.to}\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${text}\r\n\r\n--b--\r\n`;
const complaint = mail => `From: fbl@big.example\r\nTo: news@paper.example\r\nSubject: complaint\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${mail.data}\r\n--b--\r\n`;

for (const engine of engines) {
  test(`servers that turn mails away, on ${engine}`, async t => {
    let moody = {};
    const post = await Post.open(engine, (step, who) => moody[step]?.(who) ?? null);
    t.after(() => post.close());

    await t.test('no such mailbox: the mail is refused, the address gets no more', async () => {
      moody = { rcpt: who => (who.startsWith('gone') ? '550 5.1.1 no such user' : who.startsWith('full') ? '452 4.2.2 mailbox full' : who.startsWith('spam') ? '554 5.7.1 we do not like it' : null) };
      await post.readers('one@example.org', 'gone@example.org', 'full@full.example', 'spam@strict.example', 'two@example.org');
      const id = await post.send();
      const { figures } = await post.until(id, mailing => mailing.figures?.taken === 2 && mailing.figures.refused === 2, 'two and two');
      assert.deepEqual([figures.taken, figures.refused, figures.deferred], [2, 2, 1]);
      assert.deepEqual(await post.suppressed(), { 'gone@example.org': 'bounce' });
      const refused = (await post.server.desk('GET', `/mailings/${id}/mails?state=refused`)).body.mails;
      assert.ok(refused.some(mail => mail.email === 'gone@example.org' && mail.answer.includes('no such user')));
      const waiting = (await post.server.desk('GET', `/mailings/${id}/mails?state=deferred`)).body.mails;
      assert.equal(waiting[0].attempts, 1);
      assert.ok(Date.parse(waiting[0].next_at) - Date.now() > 20_000);
      assert.equal((await post.readers('gone@example.org')).refusals[0].reason, 'Mails to this address came back.');
    });

    await t.test('a server that is away or says 421 is waited for; nobody is lost', async () => {
      const back = Date.now() + 2500;
      moody = { mail: () => (Date.now() < back ? '421 4.3.2 closing' : null) };
      const before = post.sink.arrived.get('one@example.org');
      const id = await post.send('Again');
      const waiting = await post.until(id, mailing => mailing.trouble, 'the trouble to be told');
      assert.match(waiting.trouble, /421|closing/);
      assert.equal(waiting.status, 'sending');
      await post.until(id, mailing => mailing.figures?.taken >= 2 && !mailing.trouble, 'the server to work again');
      assert.equal(post.sink.arrived.get('one@example.org'), before + 1);
    });

    await t.test('a connection that ends after the last byte: in doubt, told, sent again only by hand', async () => {
      moody = { data: who => (who === 'two@example.org' ? 'cut' : null) };
      const id = await post.send('Doubt');
      await post.until(id, mailing => mailing.figures?.in_doubt === 1, 'the doubt');
      const count = post.sink.arrived.get('two@example.org');
      await sleep(1500);
      assert.equal(post.sink.arrived.get('two@example.org'), count);
      assert.deepEqual((await post.server.desk('GET', `/mailings/${id}/mails?state=in_doubt`)).body.mails.map(mail => mail.email), ['two@example.org']);
      moody = {};
      assert.equal((await post.server.desk('POST', `/mailings/${id}/send-again`, {})).status, 200);
      await post.until(id, mailing => mailing.figures.in_doubt === 0, 'the second try');
      for (let i = 0; i < 50 && post.sink.arrived.get('two@example.org') === count; ++i) await sleep(100);
      assert.equal(post.sink.arrived.get('two@example.org'), count + 1);
    });
  });

  test(`bounces and complaints, on ${engine}`, async t => {
    const post = await Post.open(engine, () => null);
    t.after(() => post.close());
    await post.readers('hard@example.org', 'angry@example.org', 'soft@example.org', 'fine@example.org');
    const id = await post.send();
    await post.until(id, mailing => mailing.status === 'sent', 'the sending');
    assert.match(post.mailTo('hard@example.org').from, /^news\+[0-9a-z-]+@paper\.example$/);

    await t.test('a hard bounce ends the address, a complaint also all newsletters, a soft one counts', async () => {
      assert.equal(post.receive(dsn(post.mailTo('hard@example.org'), '5.1.1', '550 no such user')), 'Noted.\n');
      assert.equal(post.receive(complaint(post.mailTo('angry@example.org'))), 'Noted.\n');
      assert.equal(post.receive(dsn(post.mailTo('soft@example.org'), '4.2.2', '452 full')), 'Noted.\n');
      assert.deepEqual(await post.suppressed(), { 'hard@example.org': 'bounce', 'angry@example.org': 'complaint' });
      const { figures } = await post.show(id);
      assert.deepEqual([figures.taken, figures.bounced, figures.left], [2, 2, 1]);
      assert.equal((await post.server.desk('GET', `/mailings/${id}/reach`)).body.count, 2);
      const again = await post.send('Second');
      await post.until(again, mailing => mailing.status === 'sent', 'the second');
      assert.deepEqual(post.sink.mails.filter(mail => /^Subject: Second/m.test(mail.data)).map(mail => mail.to).sort(), ['fine@example.org', 'soft@example.org']);
    });

    await t.test('reports that anybody could have made up change nothing', async () => {
      const fine = post.mailTo('fine@example.org');
      const forged = { from: fine.from.replace(/.(?=@)/, last => (last === 'x' ? 'y' : 'x')), to: 'fine@example.org' };
      assert.match(post.receive(dsn(forged, '5.1.1', '550 gone')), /no report about a mail of ours/);
      assert.match(post.receive('From: a@b.example\r\nSubject: Out of office\r\n\r\nI am away.\r\n'), /no report/);
      assert.match(post.receive(''), /no report/);
      assert.equal((await post.suppressed())['fine@example.org'], undefined);
    });

    await t.test('an address that bounced may sign up again; one that complained is left in peace', async () => {
      const page = await (await fetch(post.server.url + '/newsletters/')).text(), token = /name="token" value="([^"]+)"/.exec(page)[1];
      for (const email of ['hard@example.org', 'angry@example.org'])
        assert.equal((await fetch(post.server.url + '/newsletters/', { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams({ email, newsletter: 'the-morning', token }) })).status, 200);
      for (let i = 0; i < 60 && !post.sink.mails.some(mail => mail.to === 'hard@example.org' && /confirm/i.test(mail.data)); ++i) await sleep(100);
      const mail = post.sink.mails.filter(one => one.to === 'hard@example.org').at(-1);
      const code = /confirm\/\?code=3?D?([\w-]+)/.exec(mail.data.replace(/=\r?\n/g, ''))[1];
      assert.equal((await fetch(post.server.url + '/newsletters/confirm/', { method: 'POST', body: new URLSearchParams({ code }) })).status, 200);
      assert.deepEqual(await post.suppressed(), { 'angry@example.org': 'complaint' });
      assert.ok(!post.sink.mails.some(one => one.to === 'angry@example.org' && /confirm/i.test(one.data)));
    });
  });
}

test('mails are signed where a key is given (checked by python3-dkim)', { skip: spawnSync('/usr/bin/python3', ['-c', 'import dkim']).status !== 0 && 'python3-dkim is not there' }, async t => {
  const key = path.join(process.env.TMPDIR ?? '/tmp', `broadsheet-dkim-${process.pid}.pem`);
  execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key], { stdio: 'ignore' });
  const record = 'v=DKIM1; k=rsa; p=' + execFileSync('openssl', ['pkey', '-in', key, '-pubout', '-outform', 'DER']).toString('base64');
  const post = await Post.open(engines[0], () => null, { BROADSHEET_MAIL_DKIM_KEY: key, BROADSHEET_MAIL_DKIM_SELECTOR: 'press' });
  t.after(() => post.close());
  await post.readers('one@example.org');
  const id = await post.send('Signed: підпис');
  await post.until(id, mailing => mailing.status === 'sent', 'the sending');
  const check = data => {
    const file = key + '.eml';
    writeFileSync(file, Buffer.from(data + '\r\n', 'latin1'));
    return execFileSync('/usr/bin/python3', ['-c', 'import dkim,sys; print(dkim.verify(open(sys.argv[1],"rb").read(), dnsfunc=lambda name, timeout=5: sys.argv[2].encode() if name.rstrip(b".") == b"press._domainkey.paper.example" else b""))', file, record], { encoding: 'utf8' }).trim();
  };
  const { data } = post.mailTo('one@example.org');
  assert.match(data, /^DKIM-Signature: /);
  assert.equal(check(data), 'True');
  assert.equal(check(data.replace('Words.', 'Lies..')), 'False');
});
