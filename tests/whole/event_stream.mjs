// Reads /live as a program would: every byte as it comes.
import http from 'node:http';

export class EventStream {
  static open(server, { after, headers = {}, method = 'GET' } = {}) {
    return new Promise((done, failed) => {
      const path = '/live' + (after === undefined ? '' : `?after=${after}`);
      const request = http.request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, response => done(new EventStream(request, response)));
      request.on('error', failed).end();
    });
  }

  constructor(request, response) {
    this.request = request;
    this.status = response.statusCode;
    this.headers = response.headers;
    this.events = [];   // {event, id, data, at (ms)} but beats
    this.beats = 0;
    this.retry = undefined;
    this.text = '';
    this.ended = new Promise(done => response.on('close', done));
    this.waiting = [];
    response.setEncoding('utf8').on('data', text => this.#take(text)).on('error', () => {});
    request.on('error', () => {});
  }

  #take(text) {
    this.text += text;
    for (let end; (end = this.text.indexOf('\n\n')) >= 0; this.text = this.text.slice(end + 2)) {
      const fields = Object.fromEntries(this.text.slice(0, end).split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
      if (fields.retry) this.retry = Number(fields.retry);
      if (fields.event === 'beat') this.beats++;
      else if (fields.event) this.events.push({ event: fields.event, id: Number(fields.id), data: JSON.parse(fields.data), at: performance.now() });
    }
    for (const check of this.waiting.splice(0)) check();
  }

  // The first event for which `wanted` is true; throws after `ms`.
  async first(wanted, ms = 5000) {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.events.find(wanted);
      if (found) return found;
      if (Date.now() > end) throw new Error('no such event among ' + JSON.stringify(this.events));
      await new Promise(done => { const timer = setTimeout(done, 50); this.waiting.push(() => { clearTimeout(timer); done(); }); });
    }
  }

  get lastId() { return this.events.at(-1)?.id; }
  close() { this.request.destroy(); }
}
