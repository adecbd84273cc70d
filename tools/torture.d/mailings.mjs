// Mailings, one after the other: each to the same imported readers, under a subject of its own.
import { sleep } from '../../tests/whole/server.mjs';
import { repeat } from './newsroom.mjs';

const words = text => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

export class Mailings {
  #now = null;  // the one that goes out
  constructor(room, Register) { Object.assign(this, { room, Register }); }

  async #begin() {
    const { room, Register } = this, { model, server } = room, subject = `Letter ${room.word()}`;
    const made = await model.ask('mailing', () => server.desk('POST', '/mailings', { kind: 'letter', newsletter: room.mailed.id, subject, body: words(`This is ${subject}.`) }));
    if (made?.status !== 201) return;
    const mailing = { subject, id: made.body.id, begun: new Register(false) };
    model.mailings.set(subject, mailing);
    await mailing.begun.change(true, () => model.ask('schedule', () => server.desk('POST', `/mailings/${mailing.id}/schedule`)));
    if (mailing.begun.possible.has(true)) this.#now = mailing;
  }
  async step() {
    if (!this.#now) return this.#begin();
    const shown = await this.room.server.desk('GET', `/mailings/${this.#now.id}`).catch(() => null);
    // Its schedule had no answer: either it was not, or it is on its way.
    if (shown?.status === 200 && ['sent', 'draft'].includes(shown.body.status)) this.#now = null;
  }
  work(pause) { return repeat(this.room, pause, () => this.step()); }

  async check() {
    const { room } = this, { model, server } = room;
    for (const mailing of model.mailings.values()) {
      const show = async () => (await server.desk('GET', `/mailings/${mailing.id}`)).body;
      let shown = await show();
      if (!mailing.begun.saw(shown.status !== 'draft')) { model.wrong(`lost: ${mailing.subject} was begun and is a draft`); continue; }
      for (const end = Date.now() + 120_000; !['sent', 'draft'].includes(shown.status) && Date.now() < end; await sleep(200)) shown = await show();
      if (shown.status === 'draft') continue;
      if (shown.status !== 'sent') { model.wrong(`lost: ${mailing.subject} is ${shown.status} after two minutes: ${shown.trouble ?? ''}`); continue; }
      await this.#compare(mailing, shown);
    }
  }
  async #compare(mailing, shown) {
    const { room } = this, { model, server } = room, doubtful = new Set();
    for (let next = ''; next !== null;) {
      const page = (await server.desk('GET', `/mailings/${mailing.id}/mails?state=in_doubt&after=${next}`)).body;
      for (const { email } of page.mails) doubtful.add(email);
      ({ next } = page);
    }
    mailing.doubtful = doubtful.size;
    for (const email of room.readers) {
      const got = model.letters.get(`${mailing.subject} → ${email}`) ?? 0;
      if (got > 1) model.wrong(`twice: ${email} got ${mailing.subject} ${got} times`);
      if (!got && !doubtful.has(email)) model.wrong(`lost: ${email} did not get ${mailing.subject}, and it is not listed as in doubt`);
    }
    const { taken, in_doubt: listed } = shown.figures;
    if (taken + listed !== room.readers.length) model.wrong(`half: ${mailing.subject} counts ${taken} taken and ${listed} in doubt of ${room.readers.length}`);
  }
}
