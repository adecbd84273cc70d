// Signing up: the box, the mail with its button, the welcome.
import { sleep } from '../../tests/whole/server.mjs';
import { repeat } from './newsroom.mjs';

const decoded = data => Buffer.from(data.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');
const codeIn = data => /\/newsletters\/confirm\/\?code=([\w-]+)/.exec(decoded(data))?.[1];

export class SignUps {
  waiting = [];  // {email, code} of mails whose button nobody has pressed yet
  constructor(room, Register) {
    Object.assign(this, { room, Register });
    room.sink.arrives = mail => {
      room.model.took(mail);
      const one = room.model.signUps.get(mail.to), code = one && codeIn(mail.data);
      if (code) this.waiting.push({ email: mail.to, code });
    };
  }
  // Each reader has a network of their own, as the counters are by network.
  #client() { return { 'X-Forwarded-For': `10.7.${++this.people >> 8 & 255}.${this.people & 255}` }; }
  people = 0;

  async #post(where, fields) {
    const { room } = this, answer = await fetch(room.server.url + where, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { Accept: 'application/json', ...this.#client() } });
    return { status: answer.status, text: await answer.text() };
  }
  async signUp() {
    const { room, Register } = this, { model } = room, email = `${room.word()}@example.org`;
    const one = { asked: 0, sure: false, confirmed: new Register(false) };
    model.signUps.set(email, one);
    // Who gets no answer sends the form once more, as people do.
    for (let i = 0; i < 2 && !one.sure; ++i) {
      one.asked += 1;
      const answer = await model.ask('sign-up', () => this.#post('/newsletters/', { email, newsletter: this.room.joined.slug, token: room.token }));
      one.sure = answer?.status === 200;
      if (!one.sure) { await sleep(100); await room.door(); }
    }
  }
  async confirm() {
    const { model } = this.room, next = this.waiting.shift();
    if (!next) return;
    const { confirmed } = model.signUps.get(next.email), tried = confirmed.possible.has(true);
    const answer = await confirmed.change(true, () => model.ask('confirmation', () => this.#post('/newsletters/confirm/', { code: next.code })));
    // Used up: by us, or there was a second mail, whose code counts.
    if (answer?.status === 410) { if (tried && !model.signUps.get(next.email).second) confirmed.possible = new Set([true]); } else if (!(answer?.status < 300)) this.waiting.push(next);
  }
  work(pause) {
    const stops = [repeat(this.room, pause, () => this.signUp()), repeat(this.room, pause / 2, () => this.confirm())];
    return () => Promise.all(stops.map(stop => stop()));
  }

  // At the end: presses what is left to press, then looks at mails and at the list of readers. `doubtful`: addresses with
  // letters in doubt.
  async check(doubtful) {
    const { room } = this, { model, server } = room;
    const short = () => [...model.signUps].filter(([email, one]) => one.sure && !model.lettersTo(email, /confirm/i) && !doubtful.has(email));
    for (const end = Date.now() + 30_000; short().length && Date.now() < end;) await sleep(100);
    for (const [email] of short()) model.wrong(`lost: ${email} signed up and got no mail`);
    while (this.waiting.length) await this.confirm();
    const readers = new Map();
    for (let before = ''; before !== null;) {
      const page = (await server.desk('GET', `/readers?newsletter=${room.joined.slug}&before=${before}`)).body;
      for (const one of page.readers) readers.set(one.email, (readers.get(one.email) ?? 0) + 1);
      before = page.next;
    }
    for (const [email, one] of model.signUps) {
      if (!one.confirmed.saw(readers.has(email))) model.wrong(`lost: ${email} has ${readers.has(email) ? 'not pressed the button and is' : 'pressed the button and is not'} among the readers`);
      if (readers.get(email) > 1) model.wrong(`twice: ${email} is among the readers ${readers.get(email)} times`);
      if (model.lettersTo(email, /confirm/i) > one.asked) model.wrong(`twice: ${email} asked ${one.asked} times and got ${model.lettersTo(email, /confirm/i)} mails to confirm`);
      if (model.lettersTo(email, /welcome/i) > 1) model.wrong(`twice: ${email} was welcomed ${model.lettersTo(email, /welcome/i)} times`);
    }
    const unwelcome = () => [...readers.keys()].filter(email => model.signUps.has(email) && !model.lettersTo(email, /welcome/i) && !doubtful.has(email));
    for (const end = Date.now() + 30_000; unwelcome().length && Date.now() < end;) await sleep(100);
    for (const email of unwelcome()) model.wrong(`lost: ${email} is a reader and was not welcomed, nor is that in doubt`);
  }
}
