// Another server takes the place of one that runs: nobody is refused, nothing is lost, and two never share a folder.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { binary, engines, Server, sleep, waiter } from './server.mjs';

const until = waiter(60);

// Asks for `where` again and again, over connections of its own or over one that is kept, until `stop()`.
class Reader {
  constructor(port, where, keepAlive) {
    Object.assign(this, { port, where, answers: 0, faults: [], agent: new http.Agent({ keepAlive, maxSockets: 1 }) });
    this.done = this.read();
  }
  ask() {
    return new Promise(done => {
      const fault = error => { this.faults.push(`${this.where}: ${error.code ?? error.message}`); done(); };
      http.get({ port: this.port, host: '127.0.0.1', path: this.where, agent: this.agent, timeout: 20_000 }, answer => {
        answer.on('error', fault);
        answer.resume().on('end', () => { answer.statusCode === 200 ? ++this.answers : this.faults.push(`${this.where}: ${answer.statusCode}`); done(); });
      }).on('error', fault);
    });
  }
  async read() { while (!this.stopped) { await this.ask(); await sleep(2); } }
  async stop() { this.stopped = true; await this.done; this.agent.destroy(); }
}

const servesAs = server => Number.parseInt(fs.readFileSync(path.join(server.folder, 'serve.lock'), 'utf8'), 10);
const lives = pid => { try { process.kill(pid, 0); return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8')); } catch { return false; } };

// Until another process holds the folder and the one before is gone.
async function succeeded(server, before) {
  await until(() => servesAs(server) !== before && !lives(before), 'the successor');
  return servesAs(server);
}

for (const engine of engines) {
  test(`upgrades without a refused connection or a lost word, on ${engine}`, async () => {
    const server = await Server.start(engine);
    let holder = server.process.pid;
    try {
      await server.publish({ headline: 'Still here' });
      await server.get('/still-here/');
      const readers = [['/', false], ['/still-here/', true], ['/feed/', false], ['/', true]].map(([where, kept]) => new Reader(server.port, where, kept));
      const briefs = [];
      let writing = true;
      const faults = [];
      const writer = (async () => {
        for (let i = 0; writing; ++i, await sleep(40)) {
          await server.publish({ kind: 'brief', headline: `Brief ${i}` });
          briefs.push(`Brief ${i}`);
        }
      })().catch(error => faults.push(`writing: ${error.message}`));
      for (let i = 0; i < 3; ++i) {
        await sleep(700);
        process.kill(holder, 'SIGHUP');
        holder = await succeeded(server, holder);
      }
      writing = false;
      await writer;
      for (const reader of readers) await reader.stop();
      assert.deepEqual([...faults, ...readers.flatMap(reader => reader.faults)], []);
      for (const reader of readers) assert.ok(reader.answers > 20, `${reader.where} was asked ${reader.answers} times only`);
      const kept = new Set();
      for (const brief of briefs) if ((await server.get(`/${brief.toLowerCase().replace(' ', '-')}/`)).text.includes(brief)) kept.add(brief);
      assert.ok(briefs.length > 20);
      assert.deepEqual(briefs.filter(one => !kept.has(one)), []);
    } finally {
      if (lives(holder)) process.kill(holder, 'SIGTERM');
      await until(() => !lives(holder), 'the last server to end');
      await server.close();
    }
  });
}

test('a second server on the folder is refused and says what to do; --take-over takes the place', async () => {
  const server = await Server.start('sqlite');
  try {
    const before = server.process.pid;
    assert.throws(() => execFileSync(binary, ['--data', server.folder, 'serve', '--listen', '127.0.0.1:0'], { env: server.env, stdio: 'pipe' }), error => {
      assert.equal(error.status, 1);
      assert.match(String(error.stderr), new RegExp(`is served already, by process ${before}; .broadsheet serve --take-over.`));
      return true;
    });
    assert.equal((await server.get('/')).status, 200);
    server.process = spawn(binary, ['--data', server.folder, 'serve', '--listen', `127.0.0.1:${server.port}`, '--take-over'], { env: server.env, stdio: ['ignore', 'ignore', 'pipe'] });
    server.process.stderr.on('data', text => { server.log += text; });
    server.ended = new Promise(done => server.process.on('exit', done));
    assert.equal(await succeeded(server, before), server.process.pid);
    assert.equal((await server.get('/')).status, 200);
    await server.publish({ kind: 'brief', headline: 'From the new one' });
  } finally {
    await server.close();
  }
});

test('a successor that cannot start changes nothing', async () => {
  const server = await Server.start('sqlite');
  try {
    fs.writeFileSync(path.join(server.folder, 'broadsheet.toml'), '[site]\nno_such_key = "1"\n');
    server.process.kill('SIGHUP');
    await until(() => /successor_ended pid=\d+ status=1/.test(server.log), 'the log to say so');
    assert.match(server.log, /unknown key site\.no_such_key/);
    assert.equal((await server.get('/')).status, 200);
    assert.equal(servesAs(server), server.process.pid);
  } finally {
    await server.close();
  }
});

test('takes the socket that systemd has opened, and says when it is ready', async () => {
  const server = await Server.start('sqlite');
  await server.down();
  const listening = net.createServer();
  await new Promise(done => listening.listen(0, '127.0.0.1', done));
  const { port } = listening.address();
  const told = path.join(server.folder, 'notify');
  const ear = spawn('/usr/bin/python3', ['-c', `import socket; s=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(${JSON.stringify(told)}); print(s.recv(4096).decode(), flush=True)`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let heard = '';
  ear.stdout.on('data', text => { heard += text; });
  await until(() => fs.existsSync(told), 'the ear');
  try {
    server.process = spawn('/bin/sh', ['-c', `LISTEN_PID=$$ LISTEN_FDS=1 NOTIFY_SOCKET="$1" exec "$2" --data "$3" serve`, 'sh', told, binary, server.folder], { env: server.env, stdio: ['ignore', 'ignore', 'pipe', listening._handle.fd] });
    server.process.stderr.on('data', text => { server.log += text; });
    server.ended = new Promise(done => server.process.on('exit', done));
    await until(() => heard.includes('READY=1'), 'READY');
    assert.match(heard, new RegExp(`MAINPID=${server.process.pid}`));
    listening.close();
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
  } finally {
    ear.kill();
    await server.close();
  }
});
