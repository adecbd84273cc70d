// Where news comes from: the server's event stream, or a question now and then. Both from behind a position.

const firstBeat = 10_000, nextBeat = 50_000;  // ms; the server sends one at once, then every twenty seconds

// Settles when the stream breaks, falls silent or `signal` aborts: whether anything came through.
function streamUntilItEnds(position, take, signal) {
  return new Promise(done => {
    const source = new EventSource(`/live?after=${position}`);
    let heard = false, silence;
    const end = () => {
      source.close();
      clearTimeout(silence);
      signal.removeEventListener('abort', end);
      done(heard);
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(end, heard ? nextBeat : firstBeat);
    };
    const on = (name, act) => source.addEventListener(name, event => { heard = true; listen(); act(event); });
    on('beat', () => {});
    for (const name of ['brief', 'story', 'gone', 'reset'])
      on(name, event => take({ event: name, id: Number(event.lastEventId), data: JSON.parse(event.data) }));
    source.onerror = end;  // our own pauses, not the browser's: they grow, and differ from reader to reader
    signal.addEventListener('abort', end);
    listen();
  });
}

// {position, events}; null where no answer came.
async function pollOnce(position, signal) {
  try {
    const answer = await fetch(`/live/poll/?after=${position}`, { credentials: 'omit', signal });
    if (!answer.ok) return null;
    const { position: now, events, reset } = await answer.json();
    if (reset) events.unshift({ event: 'reset', id: position, data: {} });
    return { position: now, events };
  } catch {
    return null;
  }
}

// News for this tab. One tab of a browser, and only one that is seen, holds the stream and passes on what comes; tabs
// that nobody sees hold nothing and catch up when they are looked at again.

const name = 'broadsheet-live';
const pauseAfterEnd = 3000, longestPause = 60_000, betweenPolls = 15_000, betweenPollsToSave = 60_000;  // ms
const failuresBeforePolling = 3, pollsBeforeStream = 8;

export class Connection {
  #position;          // everything up to it was heard
  #hear;
  #awake = null;      // an AbortController while the tab is seen
  #tabs = null;
  #isComplete = false;  // nothing is missing between our position and what other tabs pass on

  // `hear` takes {event, id, data}, now and then the same one twice.
  constructor(position, hear) {
    this.#position = position;
    this.#hear = hear;
  }

  start() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.#wake()));
    addEventListener('pagehide', () => this.#rest());
    addEventListener('pageshow', () => { if (!document.hidden) this.#wake(); });
    if (!document.hidden) this.#wake();
  }

  #rest() {
    this.#awake?.abort();
    this.#tabs?.close();
    this.#awake = this.#tabs = null;
  }

  async #wake() {
    if (this.#awake) return;
    const { signal } = this.#awake = new AbortController();
    if (!navigator.locks || !window.BroadcastChannel) return this.#follow(signal);
    this.#isComplete = false;
    this.#tabs = new BroadcastChannel(name);
    this.#tabs.onmessage = ({ data }) => this.#take(data, this.#isComplete);
    let leads = false;
    const lead = () => { leads = true; return this.#follow(signal); };
    navigator.locks.request(name, { signal }, lead).catch(() => { /* not seen any more */ });
    const { held } = await navigator.locks.query();
    if (!leads && held.some(lock => lock.name === name)) await this.#poll(signal);  // what came before we listened
    this.#isComplete = true;
  }

  #take(message, isComplete) {
    if (isComplete) this.#position = Math.max(this.#position, message.id);
    this.#hear(message);
  }

  #takeOwn(message) {
    this.#take(message, true);
    this.#tabs?.postMessage(message);
  }

  // Streams for as long as that works, else polls; until `signal` ends it.
  async #follow(signal) {
    let failures = 0, polls = 0, wasAway = false;
    while (!signal.aborted) {
      const saving = navigator.connection?.saveData;
      if (!saving && (failures < failuresBeforePolling || polls >= pollsBeforeStream)) {
        polls = 0;
        const worked = await streamUntilItEnds(this.#position, message => this.#takeOwn(message), signal);
        failures = worked ? 0 : failures + 1;
        if (failures < failuresBeforePolling) {
          await pause(Math.random() * Math.min(longestPause, pauseAfterEnd * 2 ** failures), signal);
          continue;
        }
      }
      const answered = await this.#poll(signal);
      if (answered && wasAway) failures = 0;  // the network is back: perhaps for streams as well
      wasAway = !answered;
      polls += 1;
      await pause((saving ? betweenPollsToSave : betweenPolls) * (0.8 + 0.4 * Math.random()), signal);
    }
  }

  async #poll(signal) {
    const answer = await pollOnce(this.#position, signal);
    if (!answer) return false;
    for (const message of answer.events) this.#takeOwn(message);
    this.#position = Math.max(this.#position, answer.position);
    return true;
  }
}

function pause(ms, signal) {
  return new Promise(done => {
    if (signal.aborted) return done();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
  });
}
