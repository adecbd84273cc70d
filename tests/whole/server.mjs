// Starts the real binary for a test, on SQLite or on a PostgreSQL database of its own, and talks to it as a client would.
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import net from 'node:net';

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
export const binary = process.env.BROADSHEET_BINARY ?? path.join(root, 'build/debug/broadsheet');
export const engines = process.env.BROADSHEET_TEST_POSTGRES ? ['sqlite', 'postgresql'] : ['sqlite'];
// Node 18 has them in one line only; ours name no day, so a comma before a name parts them.
export const cookiesOf = answer => (answer.headers.get('set-cookie') ?? '').split(/, (?=[^;, ]+=)/).filter(Boolean);
export const sleep = ms => new Promise(done => setTimeout(done, ms));

// A function that asks again and again until there is an answer, which it returns; `usual` seconds at most unless it is
// told. What throws meanwhile is no answer yet, or with `strict` the end.
export const waiter = (usual, { strict = false } = {}) => async (work, what, seconds = usual) => {
  let last;
  for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
    try { if ((last = await work())) return last; } catch (error) { if (strict) throw error; last = error; }
    if (Date.now() > end) assert.fail(`waited in vain for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
  }
};

const freePort = () => new Promise(done => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)); });
});

export function psql(url, text) {
  return execFileSync('psql', ['-qtAX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { encoding: 'utf8' });
}

export class Server {
  // `disk`: megabytes of a disk of its own for the data folder (root only). `speech`: stories are read out, which takes
  // the machine's time and makes their pages anew.
  static async start(engine, { env = {}, demo = false, disk = 0, speech = false } = {}) {
    const server = new Server();
    server.folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-whole-'));
    server.disk = disk;
    if (disk) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}m`, 'tmpfs', server.folder]);
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    server.env = { ...process.env, BROADSHEET_SITE_URL: server.url, BROADSHEET_SPEECH_THREADS: speech ? '1' : '0', ...env };
    if (engine === 'postgresql') {
      const base = process.env.BROADSHEET_TEST_POSTGRES;
      server.database = `whole_${process.pid}_${server.port}`;
      psql(base + 'postgres', `CREATE DATABASE ${server.database}`);
      server.env.BROADSHEET_DATABASE_URL = base + server.database;
    }
    if (demo) server.demo = server.command('demo');
    server.command('staff', 'add', 'editor@example.org', '--role', 'administrator');
    server.token = server.tokenOf('editor@example.org');
    await server.up();
    return server;
  }

  command(...words) { return execFileSync(binary, ['--data', this.folder, ...words], { env: this.env, encoding: 'utf8' }); }
  tokenOf(email) { return this.command('staff', 'token', email).trim().split('\n').pop(); }

  async up(seconds) {
    this.launch();
    await this.ready(seconds);
  }
  // Not waited for: it may be killed while it starts.
  launch() {
    this.look();
    this.log = '';
    this.process = spawn(binary, ['--data', this.folder, 'serve', '--listen', `127.0.0.1:${this.port}`], { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.on('data', text => { this.log += text; });
    this.told = new Promise(done => this.process.stderr.on('close', done));
    this.ended = new Promise(done => this.process.on('exit', (code, signal) => done(signal ?? code)));
  }
  async ready(seconds = 10) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(25)) {
      try { if ((await fetch(this.url + '/healthz')).ok) return; } catch { /* not up yet */ }
      if (this.process.exitCode !== null) throw new Error('the server ended: ' + this.log);
    }
    throw new Error('the server did not come up: ' + this.log);
  }

  async down(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.ended;
  }

  async close() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.down();
    if (this.database) psql(process.env.BROADSHEET_TEST_POSTGRES + 'postgres', `DROP DATABASE ${this.database} WITH (FORCE)`);
    if (this.disk) execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
    await Promise.race([this.told, sleep(1000)]);  // a successor may hold the log open
    this.look();
  }

  // What the sanitizers say of the process that has ended: wrong memory, undefined behaviour, leaks.
  look() {
    if (/ERROR: (Address|Leak)Sanitizer|runtime error:/.test(this.log ?? '')) throw new Error(this.log);
  }

  // Writes past the program, which must be down unless it notices: time that has gone by, and what nobody should be able
  // to do.
  tamper(text) {
    if (this.database) return psql(process.env.BROADSHEET_TEST_POSTGRES + this.database, text);
    const code = `import sqlite3,sys; c=sqlite3.connect('${this.folder}/broadsheet.sqlite', timeout=20); c.executescript(sys.argv[1]); c.commit()`;
    return execFileSync('/usr/bin/python3', ['-c', code, text], { encoding: 'utf8', stdio: 'pipe' });
  }

  // One call to the desk's API; `body` an object (JSON), FormData or nothing.
  async desk(method, where, body, headers = {}) {
    const given = { Authorization: `Bearer ${this.token}`, ...headers };
    for (const name of Object.keys(given)) if (given[name] === undefined) delete given[name];
    const plain = body && !(body instanceof FormData) && typeof body !== 'string' && !(body instanceof Uint8Array);
    const response = await fetch(this.url + '/desk/api' + where, { method, headers: given, body: plain ? JSON.stringify(body) : body, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  }

  async get(where, headers = {}) {
    const response = await fetch(this.url + where, { headers, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  // A published story; `fields` over a short text.
  async publish(fields = {}, publish = undefined) {
    const made = await this.desk('POST', '/stories', { headline: 'A story', body_html: '<p>Text.</p>', ...fields });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const done = await this.desk('POST', `/stories/${made.body.id}/publish`, publish);
    if (done.status !== 200) throw new Error(JSON.stringify(done.body));
    return done.body;
  }
}
