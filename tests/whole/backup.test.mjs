// A copy made while the newspaper works comes back whole, on either engine; a damaged one is refused.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { photo, upload } from './photos.mjs';
import { binary, engines, psql, Server, sleep, waiter } from './server.mjs';

const until = waiter(60);
const run = (folder, env, ...words) => spawnSync(binary, ['--data', folder, ...words], { env, encoding: 'utf8', maxBuffer: 1 << 28 });

// A place for a restore: a server that is not started, on an empty folder and database.
class Elsewhere {
  constructor(engine, name) {
    this.folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-whole-'));
    this.env = { ...process.env, BROADSHEET_SPEECH_THREADS: '0' };
    if (engine === 'postgresql') {
      this.database = `whole_${process.pid}_${name}`;
      psql(process.env.BROADSHEET_TEST_POSTGRES + 'postgres', `CREATE DATABASE ${this.database}`);
      this.env.BROADSHEET_DATABASE_URL = process.env.BROADSHEET_TEST_POSTGRES + this.database;
    }
  }
  run(...words) { return run(this.folder, this.env, ...words); }
  // Serves what is there, at the address at which the original was.
  async serve(original, work) {
    const server = Object.assign(new Server(), { folder: this.folder, port: original.port, url: original.url, env: { ...original.env, ...this.env, BROADSHEET_DATABASE_URL: this.env.BROADSHEET_DATABASE_URL ?? '' }, token: original.token });
    await server.up();
    try { await work(server); } finally { await server.down(); }
  }
  close() {
    if (this.database) psql(process.env.BROADSHEET_TEST_POSTGRES + 'postgres', `DROP DATABASE ${this.database} WITH (FORCE)`);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

// What readers see, without the moment at which a page was made.
async function seen(server, paths) {
  const out = {};
  for (const where of paths) {
    const answer = await server.get(where);
    out[where] = [answer.status, answer.text.replace(/<p class="dateline">.*?<\/p>/g, '')];
  }
  return out;
}

for (const engine of engines) {
  test(`backup while writing, restore onto each engine, compare, on ${engine}`, { timeout: 240_000 }, async () => {
    const server = await Server.start(engine, { demo: true });
    const file = path.join(tmpdir(), `broadsheet-${process.pid}-${server.port}.backup`);
    const places = engines.map((to, i) => [to, new Elsewhere(to, `${server.port}_${i}`)]);
    try {
      assert.equal((await upload(server, photo('ballot-box'))).status, 201);
      await server.publish({ headline: 'Before the copy', body_html: '<p>Слова “as they are” — all of them.</p>' });
      let writing = true;
      const during = [];
      const writer = (async () => { for (let i = 0; writing; ++i) { await server.publish({ kind: 'brief', headline: `During ${i}` }); during.push(i); } })();
      await until(() => during.length > 2, 'some briefs');
      const made = server.command('backup', file);
      writing = false;
      await writer;
      assert.match(made, /^Backed up \d+ records, \d+ pictures and sounds, from (SQLite|PostgreSQL), as of .*\nRead again and in order: /);
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
      await server.publish({ headline: 'After the copy' });
      const paths = ['/before-the-copy/', '/support/', '/newsletters/', '/feed.json', '/sitemap.xml'];
      await server.down();

      for (const [to, place] of places) {
        const restored = place.run('restore', file);
        assert.equal(restored.status, 0, `${to}: ${restored.stderr}`);
        assert.match(restored.stdout, /^Restored and compared: \d+ records/);
        const again = place.run('restore', file);
        assert.equal(again.status, 1);
        assert.match(again.stderr, /holds a newspaper already/);
        assert.deepEqual(fs.readdirSync(place.folder).filter(name => name.startsWith('.restore')), []);
        await place.serve(server, async copy => {
          assert.equal((await copy.get('/before-the-copy/')).status, 200);
          assert.match((await copy.get('/before-the-copy/')).text, /Слова “as they are”/);
          assert.equal((await copy.get('/after-the-copy/')).status, 404);
          assert.equal((await copy.get('/during-0/')).status, 200);
          assert.equal((await copy.desk('GET', '/stories')).status, 200, 'the token of the original lets in');
          await until(async () => { await sleep(1000); return (await copy.get('/search/?q=copy')).text.includes('/before-the-copy/'); }, 'the search index');
          const page = (await copy.get('/')).text;
          for (const [, address] of [...page.matchAll(/src="(\/media\/[^"]+)"/g)].slice(0, 5)) assert.equal((await copy.get(address)).status, 200, address);
          place.pages = await seen(copy, paths);
        });
      }
      if (places.length > 1) assert.deepEqual(places[1][1].pages, places[0][1].pages);
    } finally {
      for (const [, place] of places) place.close();
      fs.rmSync(file, { force: true });
      await server.close();
    }
  });
}

test('a damaged, cut or foreign file is refused, and nothing is left of the try', { timeout: 120_000 }, async () => {
  const server = await Server.start('sqlite');
  const place = new Elsewhere('sqlite');
  const file = path.join(server.folder, 'whole.backup');
  try {
    await server.publish({ headline: 'One' });
    server.command('backup', file);
    assert.match(server.command('backup', '--check', file), /^In order: /);
    const bytes = fs.readFileSync(file);
    const flipped = Buffer.from(bytes);
    flipped[Math.floor(bytes.length / 2)] ^= 1;
    const bad = { cut: bytes.subarray(0, bytes.length - 200), flipped, empty: Buffer.alloc(0), foreign: Buffer.from('not a backup at all') };
    for (const [name, content] of Object.entries(bad)) {
      const damaged = path.join(server.folder, `${name}.backup`);
      fs.writeFileSync(damaged, content);
      for (const words of [['backup', '--check', damaged], ['restore', damaged]]) {
        const answer = place.run(...words);
        assert.equal(answer.status, 1, `${name}: ${answer.stdout}`);
        assert.match(answer.stderr, /^broadsheet: .*(damaged|no backup)/m, name);
      }
      assert.deepEqual(fs.readdirSync(place.folder).filter(one => one !== 'serve.lock'), [], name);
    }
    const absent = place.run('restore', path.join(server.folder, 'absent'));
    assert.match(absent.stderr, /cannot read .*absent: No such file/);
    const running = run(server.folder, server.env, 'restore', file);
    assert.match(running.stderr, /is served already/);
    // By way of a pipe, as to another machine.
    const piped = execFileSync('/bin/sh', ['-c', '"$1" --data "$2" backup - | "$1" --data "$3" restore -', 'sh', binary, server.folder, place.folder], { env: server.env, encoding: 'utf8' });
    assert.match(piped, /^Restored and compared/);
  } finally {
    place.close();
    await server.close();
  }
});

test('copies are made by themselves, share their pictures, and each can be restored', { timeout: 120_000 }, async () => {
  const copies = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-copies-'));
  const server = await Server.start('sqlite', { env: { BROADSHEET_BACKUP_FOLDER: copies, BROADSHEET_BACKUP_EVERY_HOURS: '1', BROADSHEET_BACKUP_DAYS: '0', BROADSHEET_BACKUP_WEEKS: '0', BROADSHEET_BACKUP_MONTHS: '0' } });
  const place = new Elsewhere('sqlite');
  const made = () => fs.readdirSync(copies).filter(name => name.endsWith('.backup'));
  try {
    await until(() => made().length === 1, 'the first copy');
    const [first] = made();
    const picture = await upload(server, photo('ballot-box'));
    assert.equal(picture.status, 201, JSON.stringify(picture.body));
    // An hour passes: the copy seems older than it is.
    const older = first.replace(/T\d\d/, 'T00').replace(/^\d{4}/, '2020');
    fs.renameSync(path.join(copies, first), path.join(copies, older));
    await server.down();
    await server.up();
    await until(() => made().length === 1 && made()[0] !== older, 'the next copy, and the old one thinned out');
    assert.ok(fs.readdirSync(path.join(copies, 'media')).length > 0);
    const restored = place.run('restore', path.join(copies, made()[0]));
    assert.equal(restored.status, 0, restored.stderr);
    await place.serve(server, async copy => assert.equal((await copy.desk('GET', `/pictures/${picture.body.id}`)).status, 200));
  } finally {
    place.close();
    await server.close();
    fs.rmSync(copies, { recursive: true, force: true });
  }
});
