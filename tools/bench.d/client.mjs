// A small HTTP client on one kept connection: node:http costs more than what is to be measured.
import net from 'node:net';
import zlib from 'node:zlib';

export class Connection {
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => { socket.off('error', reject); resolve(new Connection(socket, port)); });
    });
  }

  constructor(socket, port) {
    this.socket = socket;
    this.port = port;
    this.received = Buffer.alloc(0);
    socket.on('data', data => { this.received = this.received.length ? Buffer.concat([this.received, data]) : data; this.#advance(); });
    socket.on('error', error => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  close() { this.socket.destroy(); }

  // {status, headers (lower-case names), raw (the body as it came)}; one request at a time.
  request(method, path, { headers = {}, body } = {}) {
    let text = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n`;
    for (const [name, value] of Object.entries(headers)) text += `${name}: ${value}\r\n`;
    if (body !== undefined) text += `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.timer = setTimeout(() => this.#fail(new Error(`${method} ${path}: no answer in 30 s`)), 30_000);
      this.waiting = { resolve, reject };
      if (this.failed) return this.#fail(this.failed);
      this.socket.write(text + '\r\n' + (body ?? ''));
    });
  }

  get(path, headers = { 'Accept-Encoding': 'gzip' }) { return this.request('GET', path, { headers }); }

  #fail(error) {
    this.failed ??= error;
    this.#answer('reject', error);
  }

  #answer(how, what) {
    const waiting = this.waiting;
    this.waiting = undefined;
    clearTimeout(this.timer);
    waiting?.[how](what);
  }

  #advance() {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0 || !this.waiting) return;
    const [first, ...lines] = this.received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const status = Number(first.split(' ')[1]);
    if (headers['content-length'] === undefined && status !== 204) return this.#fail(new Error('an answer without Content-Length'));
    const whole = end + 4 + Number(headers['content-length'] ?? 0);
    if (this.received.length < whole) return;
    const raw = Buffer.from(this.received.subarray(end + 4, whole));
    this.received = this.received.subarray(whole);
    this.#answer('resolve', { status, headers, raw });
  }
}

export const textOf = answer => (answer.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(answer.raw) : answer.raw).toString('utf8');

// The editorial desk's API, as a program with a token uses it.
export class Desk {
  static async open(port, token) { return new Desk(await Connection.open(port), token); }

  constructor(connection, token) {
    this.connection = connection;
    this.headers = { Authorization: `Bearer ${token}` };
  }

  close() { this.connection.close(); }

  async call(method, path, body) {
    const text = body === undefined ? (method === 'GET' ? undefined : '{}') : JSON.stringify(body);
    const answer = await this.connection.request(method, '/desk/api/' + path, { headers: this.headers, body: text });
    if (answer.status >= 300) throw new Error(`${method} /desk/api/${path} answered ${answer.status}: ${textOf(answer)}`);
    return JSON.parse(textOf(answer));
  }

  draft(story) { return this.call('POST', 'stories', story); }
  publish(story) { return this.call('POST', `stories/${story.id}/publish`); }
}

// The same with as many calls at once as one likes, each answered in full before it counts. A `body` that is no object is
// sent as it is; null where there is no answer.
export class ManyCalls {
  constructor(server) { this.server = server; }
  async call(method, where, body, headers = {}) {
    const answer = await fetch(`http://127.0.0.1:${this.server.port}/desk/api${where}`, { method, body: typeof body === 'object' ? JSON.stringify(body) : body, headers: { Authorization: `Bearer ${this.server.paper.token}`, ...headers } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${where} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : null;
  }
}
