// A mail server that only counts: how often each recipient's mail arrived whole (and was answered, or not). Slow on
// purpose where `delay` says so; `answer(step, recipient)` may give another reply than the usual one, or 'cut'.
import net from 'node:net';

export class MailSink {
  static async open(options = {}) {
    const sink = new MailSink(options);
    await new Promise(done => sink.server.listen(0, '127.0.0.1', done));
    sink.url = `smtp://127.0.0.1:${sink.server.address().port}`;
    return sink;
  }
  arrived = new Map();   // recipient → how often the final dot of their mail came
  connections = 0;
  mails = [];            // {from, to, data}, where `keep`
  // `arrives({from, to, data})`: told of each mail that came whole.
  constructor({ delay = () => 0, answer = () => null, keep = false, arrives = null } = {}) {
    Object.assign(this, { delay, answer, keep, arrives });
    this.sockets = new Set();
    this.server = net.createServer(socket => this.#talk(socket));
  }
  close() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise(done => this.server.close(done));
  }
  #talk(socket) {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
    let rest = '', from = '', to = '', inData = false, chain = Promise.resolve();
    const say = line => { if (line === 'cut') socket.destroy(); else if (!socket.destroyed) socket.write(line + '\r\n'); };
    say(this.answer('greeting', '') ?? '220 sink ESMTP');
    const line = async command => {
      const word = command.slice(0, 4).toUpperCase(), address = () => /<([^>]*)>/.exec(command)?.[1] ?? '';
      if (word === 'EHLO') say('250-sink\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 SIZE 10000000');
      else if (word === 'MAIL') { from = address(); say(this.answer('mail', from) ?? '250 2.1.0 fine'); }
      else if (word === 'RCPT') {
        to = address();
        const reply = this.answer('rcpt', to);
        if (reply) to = '';
        say(reply ?? '250 2.1.5 fine');
      } else if (word === 'DATA') {
        if (!to) return say('503 5.5.1 nobody to send it to');
        inData = true;
        say('354 go on');
      } else if (word === 'QUIT') { say('221 bye'); socket.end(); }
      else say('250 fine');
    };
    const self = this;
    const feed = async () => {
      for (;;) {
        if (inData) {
          const end = rest.startsWith('.\r\n') ? 0 : rest.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const data = rest.slice(0, end);
          rest = rest.slice(end + (end ? 5 : 3));
          inData = false;
          await self.#take(from, to, data, say);
          continue;
        }
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const command = rest.slice(0, end);
        rest = rest.slice(end + 2);
        await line(command);
      }
    };
    socket.on('data', bytes => {
      rest += bytes.toString('latin1');
      chain = chain.then(feed).catch(() => {});
    });
  }
  async #take(from, to, data, say) {
    const reply = this.answer('data', to);
    if (reply && reply !== 'cut') return say(reply);
    this.arrived.set(to, (this.arrived.get(to) ?? 0) + 1);
    if (this.keep) this.mails.push({ from, to, data });
    this.arrives?.({ from, to, data });
    if (reply === 'cut') return say('cut');
    const wait = this.delay();
    if (wait) await new Promise(done => setTimeout(done, wait));
    say('250 2.0.0 taken');
  }
}
