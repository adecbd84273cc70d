// A PostgreSQL 15 that may be stopped, frozen and started again, with the settings that Debian ships: what it has
// acknowledged is on its disk.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { sleep } from '../../tests/whole/server.mjs';

const bin = '/usr/lib/postgresql/15/bin';
const root = process.getuid() === 0;  // as which PostgreSQL refuses to run
const asPostgres = (command, args) => (root ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args]);

const freePort = () => new Promise(done => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)); });
});

export class Postgres {
  static async start() {
    const postgres = new Postgres();
    postgres.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broadsheet-torture-postgresql-'));
    if (root) execFileSync('chown', ['postgres:', postgres.folder]);
    execFileSync(...asPostgres(`${bin}/initdb`, ['-D', `${postgres.folder}/data`, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']), { stdio: 'ignore', cwd: '/' });
    postgres.port = await freePort();
    postgres.url = `postgresql://postgres@127.0.0.1:${postgres.port}/`;
    process.on('exit', () => postgres.#end());
    await postgres.up();
    return postgres;
  }
  async up() {
    this.#launch();
    for (const end = Date.now() + 60_000; ; await sleep(50)) {
      try { execFileSync('psql', ['-qtAX', '-d', this.url + 'postgres', '-c', 'SELECT 1'], { stdio: 'ignore' }); return; } catch (error) { if (Date.now() > end) throw error; }
    }
  }
  #launch() {
    const log = fs.openSync(path.join(this.folder, 'log'), 'a');
    const given = ['-D', `${this.folder}/data`, '-c', 'listen_addresses=127.0.0.1', '-c', `port=${this.port}`, '-c', 'unix_socket_directories=', '-c', 'max_connections=60'];
    this.process = spawn(...asPostgres(`${bin}/postgres`, given), { stdio: ['ignore', log, log], cwd: '/' });
    fs.closeSync(log);
    this.ended = new Promise(done => this.process.on('exit', done));
  }
  get pid() { return Number(fs.readFileSync(`${this.folder}/data/postmaster.pid`, 'utf8').split('\n')[0]); }
  // `how`: SIGINT asks nobody and rolls back, SIGQUIT ends as a crash does.
  async down(how = 'SIGINT') {
    process.kill(this.pid, how);
    await this.ended;
  }
  #family() {
    const children = fs.readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim();
    return [this.pid, ...children.split(' ').filter(Boolean).map(Number)];
  }
  // It takes connections and requests and answers none.
  freeze() { this.#signal('SIGSTOP'); }
  thaw() { this.#signal('SIGCONT'); }
  #signal(signal) { for (const pid of this.#family()) try { process.kill(pid, signal); } catch { /* it has just ended */ } }

  #end() { try { this.thaw(); process.kill(this.pid, 'SIGQUIT'); } catch { /* it has ended */ } }
  async close() {
    this.#end();
    await this.ended;
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
