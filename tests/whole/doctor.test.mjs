// What an operator asks at three in the morning: the doctor says what is wrong and what to do, figures and log agree.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { finished, photo, upload } from './photos.mjs';
import { binary, engines, Server } from './server.mjs';

const ask = (server, env = {}) => {
  const answer = spawnSync(binary, ['--data', server.folder, 'doctor'], { env: { ...server.env, ...env }, encoding: 'utf8' });
  return { status: answer.status, text: answer.stdout + answer.stderr };
};
const wrong = (answer, what) => { assert.equal(answer.status, 1, answer.text); assert.match(answer.text, what); };
const files = folder => fs.readdirSync(folder, { recursive: true }).filter(name => !/-(wal|shm)$/.test(name)).sort();

for (const engine of engines) {
  test(`all is well, and looking changes nothing, on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      await finished(server, (await upload(server, photo('ballot-box'))).body.id);
      const there = files(server.folder);
      const answer = ask(server);
      assert.equal(answer.status, 0, answer.text);
      for (const what of [/^ok +database: (SQLite|PostgreSQL) answers$/m, /^ok +server: process \d+ on 127\.0\.0\.1:\d+ answers$/m, /^ok +open files: \d+, of them \d+ for connections and \d+ for open pages$/m, /^ok +pictures and sounds: [1-9]/m, /^ok +books: 0 entries/m, /^note +mail: none goes out/m, /^All is well\.$/m]) assert.match(answer.text, what);
      assert.deepEqual(files(server.folder), there);
      const gone = fs.readdirSync(path.join(server.folder, 'media')).find(name => /^[0-9a-f]{2}$/.test(name));
      fs.rmSync(path.join(server.folder, 'media', gone), { recursive: true });
      wrong(ask(server), /WRONG pictures and sounds: \d+, \d+ missing\n +media\/.* is the first/);
      server.tamper(`INSERT INTO jobs (id, kind, subject, run_at, attempts, leased_until, parked, error) VALUES (1, 'send_mail', '7', 1, 10, 0, 1, 'the server says no')`);
      wrong(ask(server), /WRONG jobs: \d+ waiting, 1 given up\n.*\n +send_mail 7: the server says no/);
      await server.down();
      assert.match(ask(server).text, /^note +server: none runs on this folder/m);
      server.tamper('UPDATE schema_version SET version = 999');
      wrong(ask(server), /WRONG schema: 999 .*\n +The data was written by a newer Broadsheet/);
    } finally {
      await server.close();
    }
  });
}

let server;
before(async () => { server = await Server.start('sqlite', { env: { BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } }); });
after(() => server?.close());

test('a folder without a newspaper is left as it is', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-whole-'));
  wrong(ask({ ...server, folder }), /WRONG database: there is none in .*\n +Is this the right folder/);
  assert.deepEqual(fs.readdirSync(folder), []);
  fs.writeFileSync(path.join(folder, 'broadsheet.toml'), '[mail]\n\nurll = "x"\n');
  wrong(ask({ ...server, folder }), /broadsheet\.toml:3: unknown key mail\.urll/);
  fs.rmSync(folder, { recursive: true });
});

test('services that do not answer are named, with what to look at', async () => {
  const closed = net.createServer();
  const port = await new Promise(done => closed.listen(0, '127.0.0.1', () => done(closed.address().port)));
  await new Promise(done => closed.close(done));
  wrong(ask(server, { BROADSHEET_MAIL_URL: `smtp://127.0.0.1:${port}` }), /WRONG mail: the server says: .*\n +Host, port, user and password/);
  wrong(ask(server, { BROADSHEET_SPEECH_URL: `http://127.0.0.1:${port}` }), /WRONG voices: .* does not answer/);
  wrong(ask(server, { BROADSHEET_DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` }), /WRONG database: .*\n +Readers are served what is in memory\. Is PostgreSQL running\?/);
  wrong(ask(server, { BROADSHEET_SITE_URL: 'http://lantern.invalid' }), /WRONG address: http:\/\/lantern\.invalid\n +Passwords and cookies/);
  wrong(ask(server, { BROADSHEET_SITE_URL: 'https://lantern.invalid' }), /WRONG proxies: 0 trusted/);
  wrong(ask(server, { BROADSHEET_BACKUP_FOLDER: path.join(server.folder, 'nowhere') }), /WRONG copies: 0 in .*, the newest never made/);
  wrong(ask(server, { BROADSHEET_MAIL_URL: `smtp://127.0.0.1:${port}`, BROADSHEET_MAIL_DKIM_KEY: '/nowhere.pem' }), /WRONG mail: /);
});

test('a damaged data file is found', async () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-whole-'));
  try {
    server.command('backup', path.join(folder, 'whole.backup'));
    const copy = path.join(folder, 'copy');
    fs.mkdirSync(copy);
    const env = { ...server.env };
    assert.equal(spawnSync(binary, ['--data', copy, 'restore', path.join(folder, 'whole.backup')], { env }).status, 0);
    const file = path.join(copy, 'broadsheet.sqlite');
    const bytes = fs.readFileSync(file);
    bytes.fill(0xa5, 4096 * 8, 4096 * 30);
    fs.writeFileSync(file, bytes);
    wrong(ask({ ...server, folder: copy }), /WRONG (data file|database): /);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('a full disk is named as such while readers are served', async () => {
  const small = await Server.start('sqlite', { disk: 40 });
  try {
    await small.publish({ headline: 'Still here' });
    await small.get('/still-here/');
    fs.writeFileSync(path.join(small.folder, 'fill'), Buffer.alloc(39 * 1024 * 1024).fill(1));
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }
  try {
    const answer = ask(small);
    wrong(answer, /WRONG disk: 0 MB free under .*\n +Free some space: old logs/);
    assert.match(answer.text, /WRONG folder: .*No space left on device/);
    assert.match(answer.text, /^ok +server: process/m);
    assert.equal((await small.get('/still-here/')).status, 200);
    const refused = await small.desk('POST', '/stories', { headline: 'No room', body_html: '<p>Text.</p>' });
    assert.equal(refused.status, 503);
    fs.rmSync(path.join(small.folder, 'fill'));
    await small.publish({ headline: 'Room again' });
  } finally {
    await small.close();
  }
});

test('figures for Prometheus: well-formed, and what was done is in them', async () => {
  await server.publish({ headline: 'Counted' });
  await server.get('/nothing-here/');
  const where = `http://127.0.0.1:${server.log.match(/operator listen=\S+ port=(\d+)/)[1]}/metrics`;
  const answer = await fetch(where);
  const text = await answer.text();
  assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const names = new Set();
  for (const line of text.trim().split('\n')) {
    const head = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (head?.[1] === 'TYPE') { assert.ok(!names.has(head[2]), `${head[2]} twice`); names.add(head[2]); assert.match(head[3], /^(gauge|counter|histogram)$/); }
    if (!head) assert.match(line, /^[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+$/, line);
  }
  const figure = name => Number(new RegExp(`^${name.replace(/[{}"+]/g, c => `\\${c}`)} (\\S+)$`, 'm').exec(text)[1]);
  assert.ok(figure('broadsheet_answers_total{status="2xx"}') >= 2);
  assert.ok(figure('broadsheet_answers_total{status="4xx"}') >= 1);
  assert.equal(figure('broadsheet_request_seconds_bucket{le="+Inf"}'), figure('broadsheet_request_seconds_count'));
  assert.equal(figure('broadsheet_database_up'), 1);
  assert.ok(figure('broadsheet_disk_free_bytes') > 1e6 && figure('broadsheet_resident_bytes') > 1e7 && figure('broadsheet_open_files') > 5);
});

test('each request has a name in the log, which the answer says; a stranger cannot give it', async () => {
  const made = await server.desk('POST', '/stories', { headline: 'Named', body_html: '<p>Text.</p>' }, { 'X-Request-Id': 'forged' });
  const id = made.headers.get('x-request-id');
  assert.match(id, /^[0-9a-f]+-\d+$/);
  assert.match(server.log, new RegExp(`request id=${id} method=POST path=/desk/api/stories status=201 ms=\\d+`));
  assert.ok(!server.log.includes('forged'));
  const behind = await Server.start('sqlite', { env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' } });
  try {
    const refused = await behind.desk('POST', '/stories', { nonsense: 1 }, { 'X-Request-Id': 'proxy-1.2_A' });
    assert.equal(refused.headers.get('x-request-id'), 'proxy-1.2_A');
    const shaped = await behind.desk('POST', '/stories', { nonsense: 1 }, { 'X-Request-Id': 'a b"c' });
    assert.match(shaped.headers.get('x-request-id'), /^[0-9a-f]+-\d+$/);
  } finally {
    await behind.close();
  }
});

test('a migration can be tried first', () => {
  assert.match(server.command('migrate', '--dry-run'), /^The data is up to date\.\n$/);
  server.tamper('DROP INDEX stories_by_publication; UPDATE schema_version SET version = 16');
  assert.match(server.command('migrate', '--dry-run'), /^would run 0017_podcast_order\nTried and taken back; nothing has changed\.\n$/);
  assert.match(server.command('migrate', '--dry-run'), /would run 0017_podcast_order/);
  assert.match(server.command('migrate'), /^running 0017_podcast_order\nThe data is up to date\.\n$/);
});
