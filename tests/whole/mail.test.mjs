// Mail as a real mail server gets it, and the captured outbox where there is none.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { root, Server, sleep } from './server.mjs';

class MailServer {
  static start(...words) {
    const mail = new MailServer();
    mail.mails = [];
    mail.process = spawn('/usr/bin/python3', [path.join(root, 'tests/whole/smtp_server.py'), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    return new Promise((done, failed) => {
      mail.process.on('exit', code => failed(new Error(`the mail server ended: ${code}`)));
      mail.process.stdout.on('data', more => {
        text += more;
        for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) {
          const line = JSON.parse(text.slice(0, end));
          if (line.port) { mail.port = line.port; done(mail); } else mail.mails.push(line);
        }
      });
    });
  }
  get url() { return `smtp://127.0.0.1:${this.port}`; }
  close() { this.process.kill(); }
}

async function withMail(words, env, check) {
  const mail = await MailServer.start(...words);
  const server = await Server.start('sqlite', { env: { BROADSHEET_MAIL_RETURN_PATH: 'news@example.org', ...env(mail) } });
  try { await check(server, mail); } finally { await server.close(); mail.close(); }
}
const testMail = server => server.desk('POST', '/mail/test', { to: 'reader@example.net' });

test('a mail arrives as it was written, from the return path', async () => {
  await withMail([], mail => ({ BROADSHEET_MAIL_URL: mail.url }), async (server, mail) => {
    const sent = await testMail(server);
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    assert.deepEqual(sent.body, { sent: 'smtp' });
    for (let i = 0; i < 200 && mail.mails.length === 0; i++) await sleep(20);  // the stand-in tells of it a moment later
    assert.equal(mail.mails.length, 1);
    assert.equal(mail.mails[0].from, 'news@example.org');
    assert.deepEqual(mail.mails[0].to, ['reader@example.net']);
    assert.match(mail.mails[0].data, /^From: .*<news@example\.org>\r$/m);
    assert.match(mail.mails[0].data, /^Subject: A test mail of /m);
    assert.deepEqual((await server.desk('GET', '/outbox')).body, { mails: [], in_doubt: [], leaves: 'smtp', sender: 'news@example.org' });
  });
});

test('what the server says is told; the queue tries again and keeps the link sealed', async () => {
  await withMail(['refuse'], mail => ({ BROADSHEET_MAIL_URL: mail.url }), async server => {
    const refused = await testMail(server);
    assert.equal(refused.status, 502);
    assert.match(refused.headers.get('content-type'), /problem\+json/);
    assert.equal(refused.body.detail, '550 5.1.1 No such mailbox here');
    assert.equal((await server.desk('POST', '/staff', { email: 'new@example.org', name: 'New', role: 'author' })).status, 201);
    for (let i = 0; i < 100 && !server.log.includes('job_failed'); i++) await sleep(50);
    assert.match(server.log, /job_failed kind=mail\.send .*No such mailbox here/);
    const strings = execFileSync('/usr/bin/python3', ['-c', `import sqlite3; print(sqlite3.connect('${server.folder}/broadsheet.sqlite').execute('SELECT message FROM mails').fetchall())`], { encoding: 'utf8' });
    assert.doesNotMatch(strings, /desk\/join|Subject/);
    assert.ok(strings.length > 500, 'it waits there');
    assert.doesNotMatch(server.log, /desk\/join/);
  });
});

test('a mail that waited goes out when the server is back', async () => {
  const first = await MailServer.start('refuse');
  const server = await Server.start('sqlite', { env: { BROADSHEET_MAIL_URL: first.url } });
  await server.desk('POST', '/staff', { email: 'new@example.org', name: 'New', role: 'author' });
  for (let i = 0; i < 100 && !server.log.includes('job_failed'); i++) await sleep(50);
  await server.down('SIGKILL');
  first.close();
  const second = await MailServer.start();
  server.env.BROADSHEET_MAIL_URL = second.url;
  await server.up();
  for (let i = 0; i < 200 && !second.mails.length; i++) await sleep(50);
  assert.equal(second.mails.length, 1);
  assert.match(second.mails[0].data, /\/desk\/join\//);
  second.close();
  await server.close();
});

test('TLS where it is offered: never without it, never with a stranger, passwords never in the clear', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-cert-'));
  const [cert, key] = [path.join(folder, 'cert'), path.join(folder, 'key')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  await withMail(['tls', cert, key], mail => ({ BROADSHEET_MAIL_URL: mail.url }), async (server, mail) => {
    const answer = await testMail(server);
    assert.equal(answer.status, 502, 'nobody whom we trust vouches for this certificate');
    assert.match(answer.body.detail, /certificate/i);
    assert.equal(mail.mails.length, 0);
  });
  await withMail(['deny-tls', cert, key], mail => ({ BROADSHEET_MAIL_URL: mail.url }), async (server, mail) => {
    const answer = await testMail(server);
    assert.equal(answer.status, 502);
    assert.match(answer.body.detail, /STARTTLS was offered, then refused: 454/);
    assert.equal(mail.mails.length, 0);
  });
  rmSync(folder, { recursive: true });
});

test('a name and a password are given, and stay out of log and answers', async () => {
  await withMail(['auth', 'news', 'p@ss:word'], mail => ({ BROADSHEET_MAIL_URL: `smtp://news:p%40ss%3Aword@127.0.0.1:${mail.port}` }), async (server, mail) => {
    assert.equal((await testMail(server)).status, 200);
    assert.equal(mail.mails[0].user, 'news');
  });
  await withMail(['auth', 'news', 'other'], mail => ({ BROADSHEET_MAIL_URL: `smtp://news:s3cretpass@127.0.0.1:${mail.port}` }), async (server, mail) => {
    const answer = await testMail(server);
    assert.equal(answer.status, 502);
    assert.match(answer.body.detail, /535|denied/i);
    assert.equal(mail.mails.length, 0);
    assert.doesNotMatch(JSON.stringify(answer.body) + server.log, /s3cretpass/);
  });
});

test('without a mail server mails are captured, whole and private', async () => {
  const server = await Server.start('sqlite');
  try {
    assert.deepEqual((await testMail(server)).body, { sent: 'outbox' });
    const [file] = readdirSync(path.join(server.folder, 'outbox'));
    assert.match(file, /^\d{8}-\d{6}-[0-9a-z]+\.eml$/);
    assert.equal(statSync(path.join(server.folder, 'outbox', file)).mode & 0o777, 0o600);
    const { mails } = (await server.desk('GET', '/outbox')).body;
    assert.deepEqual(Object.keys(mails[0]), ['name', 'to', 'subject', 'at']);
    assert.equal(mails[0].name, file);
    assert.equal(mails[0].to, 'reader@example.net');
    const mail = (await server.desk('GET', `/outbox/${file}`)).body;
    assert.equal(mail.from, 'Broadsheet <broadsheet@127.0.0.1>');
    assert.match(mail.text, /Its mail settings work/);
    assert.match(mail.html, /Its mail settings work/);
    assert.match(mail.source, /^Message-Id: </m);
    for (const name of ['..%2Fsecrets.key', '..%2Fbroadsheet.sqlite', 'x', '20260101-000000-x.eml', '20260101-000000-..%2F..%2Fx.eml'])
      assert.equal((await server.desk('GET', `/outbox/${name}`)).status, 404, name);
    for (const to of ['', 'nobody', 'a@b.org, c@d.org', 'A <a@b.org>', 'a@b.org\r\nBcc: c@d.org'])
      assert.equal((await server.desk('POST', '/mail/test', { to })).body.field, 'to', to);
    assert.equal(readdirSync(path.join(server.folder, 'outbox')).length, 1);
  } finally { await server.close(); }
});

test('settings that cannot be right end the start, without the password', async () => {
  for (const [name, value] of [['BROADSHEET_MAIL_URL', 'http://u:s3cretpass@example.org'], ['BROADSHEET_MAIL_URL', 'smtp://u:s3cretpass@example.org/x'], ['BROADSHEET_MAIL_RETURN_PATH', 'not an address']])
    await assert.rejects(Server.start('sqlite', { env: { [name]: value } }), error => /\[mail\]/.test(error.message) && !/s3cretpass/.test(error.message));
});
