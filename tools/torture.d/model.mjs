// What a newspaper must hold after all that was done to it: built from the answers that it gave, and from nothing else.

// One thing and what it may be. Usually that is one value; while a request is under way, and after one whose answer never
// came or was "not now" (5xx), it is the old value or the new one, and nothing in between.
export class Register {
  constructor(value) { this.possible = new Set([value]); }
  get value() { return this.possible.size === 1 ? [...this.possible][0] : undefined; }

  // Sends what makes it `next`. Answers what came: {status, body}, or null where no answer did.
  async change(next, send) {
    const before = [...this.possible];
    this.possible.add(next);
    const answer = await send();
    if (answer && answer.status < 300) this.possible = new Set([next]);
    else if (answer && answer.status < 500) this.possible = new Set(before);  // what is refused changes nothing
    return answer;
  }

  // Whether it may be that; from then on it is.
  saw(value) {
    if (!this.possible.has(value)) return false;
    this.possible = new Set([value]);
    return true;
  }
}

const patienceOfWriters = 60_000;

// How requests ended, and what was found wrong.
export class Model {
  stories = new Map();    // word → {word, kind, id, text: the newest that was tried, state: Register of 'absent' | 'draft N' | 'published N' | 'retracted N'}
  signUps = new Map();    // address → {asked: times, sure: acknowledged, confirmed: Register of false | true}
  mailings = new Map();   // subject → {id, begun: Register of false | true}
  contributions = [];     // {pledge, checkout, email, amount, charge, refunded: Register of 0 | amount}
  events = new Map();     // Stripe's id → whether the webhook has answered 200
  arrivals = new Map();   // Message-ID → {to, subject, count}
  letters = new Map();    // "kind address" → count
  answers = { done: 0, refused: 0, unknown: 0 };
  slowest = 0;            // milliseconds that a writer waited for an answer
  faults = [];            // sentences: lost, half, twice, not listed
  strange = [];           // refusals that nobody expected

  // Each request that writes goes through here; `work` gives {status} or throws where no answer came.
  async ask(what, work) {
    const began = Date.now();
    let answer = null;
    let late;
    const patience = new Promise(done => { late = setTimeout(done, patienceOfWriters, null); });
    // What has no cause is a fault of ours, not of a connection.
    try { answer = await Promise.race([work(), patience]); } catch (error) { if (error instanceof TypeError && !error.cause) throw error; }
    clearTimeout(late);
    this.slowest = Math.max(this.slowest, Date.now() - began);
    const kind = !answer ? 'unknown' : answer.status >= 500 ? 'refused' : 'done';
    this.answers[kind] += 1;
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 410) this.strange.push(`${what}: ${answer.status} ${JSON.stringify(answer.body ?? answer.text ?? '').slice(0, 300)}`);
    return answer;
  }
  wrong(sentence) { if (!this.faults.includes(sentence)) this.faults.push(sentence); }

  // The mail server's side. Mails are told apart by their Message-ID, letters also by their reader: a second one may be
  // written anew.
  took({ to, data }) {
    const head = data.slice(0, data.indexOf('\r\n\r\n')), field = name => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1].replace(/\r\n/g, '') ?? '';
    const id = field('Message-ID'), known = this.arrivals.get(id);
    if (known) known.count += 1;
    else this.arrivals.set(id, { to, subject: field('Subject'), count: 1 });
    const letter = `${field('Subject')} → ${to}`;
    this.letters.set(letter, (this.letters.get(letter) ?? 0) + 1);
  }
  lettersTo(address, subject) {
    return [...this.letters].filter(([letter]) => letter.endsWith(` → ${address}`) && subject.test(letter)).reduce((sum, [, count]) => sum + count, 0);
  }

  // How much was acknowledged.
  acknowledged() {
    const sure = list => list.filter(register => register.value).length;
    return {
      stories: [...this.stories.values()].filter(({ state }) => (state.value ?? 'absent') !== 'absent').length,
      'sign-ups': [...this.signUps.values()].filter(one => one.sure).length,
      confirmations: sure([...this.signUps.values()].map(one => one.confirmed)),
      mailings: sure([...this.mailings.values()].map(one => one.begun)),
      contributions: this.contributions.length,
      events: [...this.events.values()].filter(Boolean).length,
    };
  }
}
