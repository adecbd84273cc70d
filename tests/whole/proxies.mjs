// nginx and Caddy before the real server, with the very files that operators get: only ports, folders and the
// certificate are put in.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { root, sleep } from './server.mjs';

const freePort = () => new Promise(done => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)); });
});
// The file with each `from` replaced; one that is not there is a file that has changed under us.
const edited = (file, changes) => changes.reduce((text, [from, to]) => {
  assert.ok(text.includes(from), `${file} has no "${from}"`);
  return text.replaceAll(from, to);
}, readFileSync(path.join(root, 'packaging', file), 'utf8'));

// Stands between proxy and server and counts connections; closed, it is a server that is away.
export class Relay {
  static async to(port) {
    const relay = new Relay();
    relay.to = port;
    relay.port = await freePort();
    await relay.open();
    return relay;
  }
  open() {
    this.made = 0;
    this.sockets = new Set();
    this.server = net.createServer({ noDelay: true }, near => {
      this.made++;
      const far = net.connect({ port: this.to, host: '127.0.0.1', noDelay: true });
      for (const [one, other] of [[near, far], [far, near]]) {
        this.sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy()).on('close', () => { this.sockets.delete(one); other.destroy(); });
      }
    });
    return new Promise(done => this.server.listen(this.port, '127.0.0.1', done));
  }
  close() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise(done => this.server.close(done));
  }
}

export class Proxy {
  static async start(kind, upstream) {
    const proxy = new Proxy();
    proxy.folder = mkdtempSync(path.join(tmpdir(), `broadsheet-${kind}-`));
    proxy.kind = kind;
    [proxy.plain, proxy.secure] = [await freePort(), await freePort()];
    const at = name => path.join(proxy.folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=paper.example',
      '-addext', 'subjectAltName=DNS:paper.example', '-keyout', at('key.pem'), '-out', at('cert.pem')], { stdio: 'ignore' });
    proxy.ca = readFileSync(at('cert.pem'));
    const [program, words] = proxy[kind](at, upstream);
    proxy.log = '';
    proxy.process = spawn(program, words, { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, HOME: proxy.folder, XDG_DATA_HOME: proxy.folder, XDG_CONFIG_HOME: proxy.folder }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [proxy.process.stdout, proxy.process.stderr]) stream.on('data', text => { proxy.log += text; });
    proxy.ended = new Promise(done => proxy.process.on('exit', done).on('error', error => { proxy.log += error.message; done(); }));
    for (let i = 0; i < 400; i++) {
      try { await proxy.get('/healthz'); return proxy; } catch { /* not up yet */ }
      assert.equal(proxy.process.exitCode, null, proxy.log);
      await sleep(25);
    }
    assert.fail(`${kind} did not come up: ${proxy.log}`);
  }

  nginx(at, upstream) {
    writeFileSync(at('site.conf'), edited('nginx/broadsheet.conf', [
      ['listen 80;', `listen 127.0.0.1:${this.plain};`], ['    listen [::]:80;\n', ''],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${this.secure} ssl http2;`], ['    listen [::]:443 ssl http2;\n', ''],
      ['/etc/letsencrypt/live/paper.example/fullchain.pem', at('cert.pem')], ['/etc/letsencrypt/live/paper.example/privkey.pem', at('key.pem')],
      ['/var/cache/nginx/broadsheet', at('cache')], ['server 127.0.0.1:8080;', `server 127.0.0.1:${upstream};`]]));
    const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${at(name)};`).join(' ');
    writeFileSync(at('nginx.conf'), `daemon off; ${process.getuid() === 0 ? 'user root;' : ''} pid ${at('pid')}; error_log stderr warn; events { worker_connections 512; }
      http { access_log off; ${kept} include ${at('site.conf')}; }`);
    return ['nginx', ['-p', this.folder, '-e', 'stderr', '-c', at('nginx.conf')]];
  }

  caddy(at, upstream) {
    mkdirSync(at('data'));
    const file = edited('caddy/Caddyfile', [['paper.example {', `paper.example:${this.secure} {\n\ttls ${at('cert.pem')} ${at('key.pem')}`], ['127.0.0.1:8080', `127.0.0.1:${upstream}`]]);
    writeFileSync(at('Caddyfile'), `{\n\tadmin off\n\thttp_port ${this.plain}\n\thttps_port ${this.secure}\n\tdefault_bind 127.0.0.1\n\tstorage file_system ${at('data')}\n}\n${file}`);
    return ['caddy', ['run', '--adapter', 'caddyfile', '--config', at('Caddyfile')]];
  }

  // One HTTP/2 connection, as a browser at `from` would have it.
  connect(from = '127.0.0.1') {
    return new Promise((done, failed) => {
      const session = http2.connect('https://paper.example', {
        createConnection: () => tls.connect({ host: '127.0.0.1', port: this.secure, localAddress: from, servername: 'paper.example', ca: this.ca, ALPNProtocols: ['h2'] }),
      });
      session.on('error', failed).on('connect', () => done(session));
    });
  }

  // An answer over a connection of its own, or over `session`; `body` a string or bytes.
  async ask(method, where, { headers = {}, body, session: given, from } = {}) {
    const session = given ?? await this.connect(from);
    try {
      return await new Promise((done, failed) => {
        const stream = session.request({ ':method': method, ':path': where, ...headers }, { endStream: body === undefined });
        const chunks = [];
        let head;
        stream.on('response', got => { head = got; }).on('data', chunk => chunks.push(chunk)).on('error', error => { if (!head) failed(error); })
          .on('close', () => head ? done({ status: head[':status'], headers: head, body: Buffer.concat(chunks), text: Buffer.concat(chunks).toString() }) : failed(new Error('no answer')));
        if (body !== undefined) stream.end(body);
      });
    } finally { if (!given) session.close(); }
  }
  get(where, headers = {}, more = {}) { return this.ask('GET', where, { headers, ...more }); }

  async close() {
    this.process.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
