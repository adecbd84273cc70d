// Money: readers give on the support page and pay at the processor, whose events come when they can; the newsroom gives
// some of it back. The processor's books are the model.
import { sleep } from '../../tests/whole/server.mjs';
import { entriesOf, expectedEntries, until } from '../../tests/whole/support_paper.mjs';
import { repeat } from './newsroom.mjs';

export class Payments {
  #told = 0;       // how many of the processor's events have been put into the queue
  #queue = [];
  constructor(room, Register) { Object.assign(this, { room, Register }); }
  get standIn() { return this.room.paper.standIn; }

  async give() {
    const { room, Register } = this, { model, random, paper } = room, email = `payer-${room.word()}@example.org`;
    const once = random.next() < 0.7, amount = once ? random.of([5, 10, 20]) : 5;
    const begun = await model.ask('contribution', () => paper.begin({ cadence: once ? 'once' : 'month', amount: amount.toFixed(2) }));
    if (begun?.status !== 303) return;
    const session = await this.standIn.pay(begun.checkout, { email });
    const intent = session.payment_intent;
    model.contributions.push({ pledge: begun.pledge, checkout: begun.checkout, email, amount: amount * 100, once, charge: intent ? this.standIn.object(intent).latest_charge : null, refunded: new Register(0) });
  }
  // The newsroom gives a contribution back; without an answer it presses again, which must not give back more.
  async refund() {
    const { room } = this, { model, random, server } = room;
    const one = model.contributions.length && random.of(model.contributions);
    if (!one?.charge || !one.refunded.possible.has(0)) return;
    const known = await server.desk('GET', `/support/contributions?query=${encodeURIComponent(one.email)}`).catch(() => null);
    if (!known?.body?.contributions?.[0]?.charges?.length) return;  // not settled yet
    await one.refunded.change(one.amount, () => model.ask('refund', async () => {
      const answer = await server.desk('POST', `/support/contributions/${one.pledge}/refund`, { charge: one.charge, amount: one.amount });
      // An earlier try of which we had no answer has done it.
      return answer.status === 409 || answer.status === 422 ? { status: 410 } : answer;
    }));
  }
  // As Stripe does: again until there is a 200, some of them twice.
  async deliver() {
    const { room, standIn } = this, { model, random } = room;
    for (const { events } = standIn; this.#told < events.length; ++this.#told) {
      this.#queue.push(events[this.#told]);
      model.events.set(events[this.#told].id, false);
    }
    const event = this.#queue.shift();
    if (!event) return;
    const answer = await standIn.deliver(event, room.paper.webhook).catch(() => null);
    await answer?.text().catch(() => null);
    if (answer?.status === 200) model.events.set(event.id, true);
    if (answer?.status !== 200 || random.next() < 0.1) this.#queue.splice(random.upTo(this.#queue.length + 1), 0, event);
  }
  work(pause) {
    const stops = [repeat(this.room, pause, () => this.give()), repeat(this.room, pause * 4, () => this.refund()), repeat(this.room, 5, () => this.deliver()), repeat(this.room, 5, () => this.deliver())];
    return () => Promise.all(stops.map(stop => stop()));
  }

  async check(doubtful) {
    const { room, standIn } = this, { model, paper } = room;
    for (const end = Date.now() + 60_000; (this.#queue.length || this.#told < standIn.events.length) && Date.now() < end;) await this.deliver();
    const kept = new Map(paper.sql('SELECT id, COUNT(*) FROM payment_events GROUP BY id').map(([id, count]) => [id, Number(count)]));
    for (const [id, sure] of model.events) if (sure && kept.get(id) !== 1) model.wrong(`lost: event ${id} was answered with 200 and is kept ${kept.get(id) ?? 0} times`);
    await until(async () => paper.unsettled() === 0 || (await sleep(200), false), 'the events to be settled', 120);
    const compared = (await paper.compare()).body;
    for (const problem of compared.problems ?? ['no answer']) model.wrong(`lost: the books disagree with the processor: ${problem}`);
    this.#checkProcessor();
    await this.#checkBooks();
    const unthanked = () => model.contributions.filter(({ email }) => !model.lettersTo(email, /./) && !doubtful.has(email));
    for (const end = Date.now() + 30_000; unthanked().length && Date.now() < end;) await sleep(100);
    for (const { email } of unthanked()) model.wrong(`lost: ${email} paid and was not thanked, nor is that in doubt`);
    for (const { email } of model.contributions) if (model.lettersTo(email, /You are a member|Your contribution/) > 1) model.wrong(`twice: ${email} was thanked ${model.lettersTo(email, /You are a member|Your contribution/)} times`);
  }
  // Nothing was opened, charged or given back twice.
  #checkProcessor() {
    const { model } = this.room, sessions = new Map();
    for (const one of this.standIn.all('checkout.session')) sessions.set(one.client_reference_id, (sessions.get(one.client_reference_id) ?? 0) + 1);
    for (const [pledge, count] of sessions) if (count > 1) model.wrong(`twice: pledge ${pledge} has ${count} checkouts`);
    const charges = this.standIn.all('charge');
    if (charges.length !== model.contributions.length) model.wrong(`twice: ${model.contributions.length} payments and ${charges.length} charges`);
    const refunds = this.standIn.all('refund'), given = new Map();
    for (const { charge, amount } of refunds) given.set(charge, (given.get(charge) ?? 0) + amount);
    for (const one of model.contributions) if (one.charge && !one.refunded.saw(given.get(one.charge) ?? 0)) model.wrong(`${given.has(one.charge) ? 'twice' : 'lost'}: of ${one.email}'s ${one.amount}, ${given.get(one.charge) ?? 0} were given back, not ${[...one.refunded.possible].join(' or ')}`);
  }
  async #checkBooks() {
    const { model, paper } = this.room, { standIn } = this;
    const intents = new Set(standIn.all('invoice_payment').map(one => one.payment.payment_intent));
    const expected = expectedEntries(standIn, { recurring: id => intents.has(standIn.object(id).payment_intent) });
    const booked = entriesOf(await paper.csvText()), byKey = new Map(booked.map(one => [one.entry, one]));
    if (byKey.size !== booked.length) model.wrong(`twice: ${booked.length - byKey.size} movements are booked twice`);
    const told = ({ kind, charge, lines }) => JSON.stringify([kind, charge, lines]);
    for (const one of expected) {
      const found = byKey.get(one.entry);
      if (!found) model.wrong(`lost: ${one.entry} is not in the books`);
      else if (told(found) !== told(one)) model.wrong(`half: ${one.entry} is booked as ${told(found)}, not ${told(one)}`);
      byKey.delete(one.entry);
    }
    for (const key of byKey.keys()) model.wrong(`twice: the books know ${key}, the processor does not`);
    this.booked = booked.length;
  }
}
