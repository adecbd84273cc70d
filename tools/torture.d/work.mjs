// All that goes on in a newsroom at once, and the comparison of what came of it with the model.
import { sleep } from '../../tests/whole/server.mjs';
import { Mailings } from './mailings.mjs';
import { Register } from './model.mjs';
import { Payments } from './payments.mjs';
import { SignUps } from './sign_ups.mjs';
import { checkStories, checkStory, publish } from './stories.mjs';

export class Work {
  constructor(room) {
    this.room = room;
    this.signUps = new SignUps(room, Register);
    this.mailings = new Mailings(room, Register);
    this.payments = new Payments(room, Register);
  }
  // `pace`: milliseconds between two stories of one of the three who write.
  begin({ pace = 150 } = {}) {
    this.stops = [1, 2, 3].map(() => publish(this.room, Register, pace)).concat(this.signUps.work(pace * 2), this.mailings.work(pace), this.payments.work(pace * 3));
  }
  async end() { await Promise.all(this.stops.map(stop => stop())); }

  // A few stories that were there before, while the others work: they are not theirs any more.
  async checkSome(count) {
    const { room } = this, settled = [...room.model.stories.values()].filter(story => story.sampled || story.state.value !== undefined).slice(0, -6);
    for (let i = 0; i < count && settled.length; ++i) {
      const story = room.random.of(settled), { value } = story.state;
      if (value !== undefined) await checkStory(room, story);
    }
  }

  // At the end, with the newspaper up and nobody at work.
  // `mayDisagree`: the books were behind the processor for a while; payments.check compares them now.
  async checkAll({ sample = 400, patient = false, mayDisagree = false } = {}) {
    const { room } = this, { model } = room;
    this.#letTimeGoBy();
    // Letters under way are taken or in doubt.
    await sleep(patient ? 61_000 : 3000);
    const doubtful = await this.#doubtful(patient);
    this.doubtfulLetters = doubtful.size;
    await this.signUps.check(doubtful);
    await this.mailings.check();
    await this.payments.check(await this.#doubtful(patient));
    const stories = await checkStories(room, { sample });
    for (const [id, one] of model.arrivals) if (one.count > 1) model.wrong(`twice: mail ${id} (${one.subject}) came ${one.count} times to ${one.to}`);
    for (const one of new Set(model.strange)) model.wrong(`refused: ${one}`);
    const broken = (mayDisagree ? /.*(AddressSanitizer|runtime error:).*/ : /.*(AddressSanitizer|runtime error:|ledger_disagrees).*/).exec(room.paper.logs + room.server.log);
    if (broken) model.wrong(`broken: ${broken[0]}`);
    return stories;
  }
  // PostgreSQL may serve several programs, so what one that was killed had taken is taken again when its lease ends.
  #letTimeGoBy() {
    if (this.room.engine === 'postgresql') this.room.server.tamper('UPDATE jobs SET leased_until = 0');
  }
  // Addresses whose letter began to be handed over and nobody knows how it ended. The desk lists them after a minute.
  async #doubtful(patient) {
    if (!patient) return new Set(this.room.paper.sql('SELECT recipient FROM mails WHERE handed_at > 0').flat());
    return new Set((await this.room.server.desk('GET', '/outbox')).body.in_doubt.map(one => one.to));
  }
  get doubtfulMails() { return [...this.room.model.mailings.values()].reduce((sum, one) => sum + (one.doubtful ?? 0), 0); }
}
