// The newspaper that is tortured: the real binary with a desk, two newsletters, a mail server and a card processor beside
// it that both outlive every kill.
import { MailSink } from '../../tests/whole/mail_sink.mjs';
import { randomFrom } from '../../tests/whole/random.mjs';
import { sleep } from '../../tests/whole/server.mjs';
import { SupportPaper, until } from '../../tests/whole/support_paper.mjs';
import { Model } from './model.mjs';

export class Newsroom {
  // `readers`: how many of them get the mailings; `mailRate`: mails a second; the rest as for Server.start.
  static async open(engine, { seed = 1, readers = 200, mailRate = 200, env = {}, ...rest } = {}) {
    const room = Object.assign(new Newsroom(), { engine, model: new Model(), random: randomFrom(seed), restarts: 0, gentle: false, retracting: 0 });
    room.sink = await MailSink.open({ delay: () => Math.random() * 8, arrives: mail => room.model.took(mail) });
    const mail = { BROADSHEET_MAIL_URL: room.sink.url, BROADSHEET_MAIL_CONNECTIONS: '4', BROADSHEET_MAIL_RATE: String(mailRate), BROADSHEET_MAIL_RETURN_PATH: 'paper@example.org' };
    try {
      room.paper = await SupportPaper.start(engine, { ...rest, live: false, currencies: ['EUR', 'USD'], env: { ...mail, ...env } });
      process.on('exit', () => room.server.process.kill('SIGKILL'));  // nothing may be left running
      await room.#furnish(readers);
    } catch (error) {
      await room.close().catch(() => {});
      throw error;
    }
    return room;
  }
  get server() { return this.paper.server; }

  async #furnish(readers) {
    const { server } = this, made = async (where, body) => (await server.desk('POST', where, body)).body;
    this.section = await made('/sections', { name: 'Torture' });
    this.mailed = await made('/newsletters', { name: 'The Morning' });
    this.joined = await made('/newsletters', { name: 'The Weekend' });
    this.readers = Array.from({ length: readers }, (_, i) => `imported${i}@example.org`);
    const { import: name } = await made('/readers/import?newsletter=the-morning', 'email\n' + this.readers.join('\n'));
    await until(async () => (await server.desk('GET', `/readers/imports/${name}`)).body.ended, 'the readers');
    this.token = /name="token" value="([^"]+)"/.exec((await server.get('/newsletters/')).text)[1];
    this.opens();
  }

  // Workers wait at this door while the newspaper is down; who was inside meets the consequences.
  opens() { this.isOpen = true; this.#open?.(); }
  shuts() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#whenOpen = new Promise(done => { this.#open = done; });
  }
  #open; #whenOpen = Promise.resolve();
  async door() { while (!this.isOpen) await this.#whenOpen; }

  word() { return 'zq' + Array.from({ length: 9 }, () => 'bcdfghjkmnprstvw'[this.random.upTo(16)]).join(''); }

  async kill() {
    this.shuts();
    await this.paper.down('SIGKILL');
    this.restarts += 1;
  }
  async start() {
    await this.server.up(60);  // the machine may have other things to do
    this.opens();
  }

  async close() {
    try { if (this.paper) await this.paper.close(); } finally { await this.sink.close(); }
  }
}

// Runs `work` again and again until `stop()` is called, which waits for the last round.
export function repeat(room, pause, work) {
  let going = true;
  const done = (async () => {
    while (going) {
      await room.door();
      if (going) await work();
      await sleep(pause * (0.5 + room.random.next()));
    }
  })();
  done.catch(() => {});  // told by whoever stops
  return async () => { going = false; room.opens(); await done; };
}
