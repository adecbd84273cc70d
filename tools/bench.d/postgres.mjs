// A PostgreSQL 15 as Debian ships it, all settings as they come, on loopback. Its data stays where papers are kept.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { folder, freePort, pause, run, start } from './processes.mjs';
import { papersFolder } from './servers.mjs';

const bin = '/usr/lib/postgresql/15/bin';
const root = process.getuid() === 0;  // as which PostgreSQL refuses to run
const asPostgres = (command, args) => root ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];

// `fresh`: without what an earlier bench left in it.
export async function startPostgres(fresh) {
  if (!fs.existsSync(`${bin}/initdb`)) throw new Error(`${bin}/initdb is missing (Debian package postgresql-15)`);
  const cluster = path.join(papersFolder(), 'postgresql-cluster');
  if (fresh) fs.rmSync(cluster, { recursive: true, force: true });
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) {
    fs.mkdirSync(cluster, { recursive: true });
    if (root) execFileSync('chown', ['postgres:', cluster]);
    await run(...asPostgres(`${bin}/initdb`, ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']));
  }
  const port = await freePort();
  const child = start('postgres', ...asPostgres(`${bin}/postgres`, ['-D', cluster, '-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'unix_socket_directories=']));
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  for (const end = Date.now() + 30_000; ; await pause(100)) {
    try {
      await run('psql', ['-qtAX', '-d', url, '-c', 'SELECT 1']);
      return { child, url };
    } catch (error) {
      if (Date.now() > end) throw new Error(`PostgreSQL did not start: ${fs.readFileSync(`${folder}/postgres.log`, 'utf8')}`);
    }
  }
}
