// The feed of an open page, and the voice that tells of it.
import { filled, textIn } from './templates.js';

// Tells those who listen to the page: politely, and at most once in ten seconds, whatever comes in between.

const pause = 10_000, collecting = 500;  // ms
const mostHeadlines = 3;

export class Announcer {
  #region = textIn('live-status');
  #pattern = this.#region?.textContent ?? '';
  #headlines = [];
  #notes = [];
  #timer;
  #last = -Infinity;

  constructor() {
    if (!this.#region) return;
    this.#region.textContent = '';  // a region is listened to from when it stands in the page
    document.body.append(this.#region);
  }

  headline(text) { this.#headlines.push(text); this.#plan(); }
  note(text) { this.#notes.push(text); this.#plan(); }

  #plan() {
    if (!this.#region) return;
    this.#timer ??= setTimeout(() => this.#speak(), Math.max(collecting, this.#last + pause - performance.now()));
  }

  #speak() {
    const parts = this.#notes.splice(0);
    const headlines = this.#headlines.splice(0);
    if (headlines.length) parts.push(filled(this.#pattern, { n: headlines.length, headlines: headlines.slice(-mostHeadlines).reverse().join('; ') }));
    this.#timer = undefined;
    this.#last = performance.now();
    this.#region.textContent = parts.join(' ');
  }
}

// The feed of an open page. While somebody reads there nothing in it moves: what came waits behind a button.
//
//     <section class="feed" data-live="POSITION"> … <h3 class="day"><a href="DAY"></a></h3> <ol> <li data-id="ID"> <time> <a>

const length = 10;          // items, as the server shows
const freshFor = 5000;      // ms that a new one stands out
const remembered = 100;     // messages, for when the whole feed is fetched anew
const spread = 8000;        // ms over which open pages do that

export class Feed {
  #section;
  #announcer;
  #position;            // of what the server put into the page
  #latest = new Map();  // story → the newest message about it
  #waiting = new Map(); // story → what is to be done
  #button;
  #reloading = false;

  constructor(section, announcer) {
    this.#section = section;
    this.#announcer = announcer;
    this.#position = Number(section.dataset.live);
  }

  hear(message) {
    const { event, id, data } = message;
    if (event === 'reset') return this.#reload();
    if (event === 'story' || id <= this.#position || id <= (this.#latest.get(data.id)?.id ?? 0)) return;
    const isNews = event === 'brief' && !this.#latest.has(data.id) && !this.#itemOf(data.id) && this.#hasRoomFor(data);
    this.#remember(message);
    if (event === 'gone') this.#hide(data.id);
    this.#do(data.id, () => this.#show(message), event !== 'gone');
    if (isNews) this.#announcer.headline(data.headline);
  }

  #remember(message) {
    this.#latest.delete(message.data.id);
    this.#latest.set(message.data.id, message);
    if (this.#latest.size > remembered) this.#latest.delete(this.#latest.keys().next().value);
  }

  // `counts`: whether it is worth a button; what was taken back can wait.
  #do(key, change, counts = true) {
    if (!this.#isRead()) {
      this.#flush();
      return change();
    }
    this.#waiting.delete(key);
    this.#waiting.set(key, { change, counts });
    this.#offer();
  }

  #flush() {
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#button?.remove();
    this.#button = null;
    for (const { change } of changes) change();
  }

  #offer() {
    const n = [...this.#waiting.values()].filter(({ counts }) => counts).length;
    const button = n > 0 ? textIn('live-button', { n }) : null;
    if (!button) return this.#button?.remove();
    button.addEventListener('click', () => {
      this.#flush();
      this.#section.querySelector('li[data-id] a')?.focus({ preventScroll: true });
    });
    if (this.#button === document.activeElement && this.#button) this.#button.firstChild.data = button.textContent;
    else {
      this.#button?.remove();
      this.#section.prepend(this.#button = button);
    }
  }

  // Whether a change would be felt: someone points, tabs or marks something there, or has scrolled past its top.
  #isRead() {
    const section = this.#section, selection = getSelection();
    if (section.getClientRects().length === 0) return false;  // not shown at all
    if (section.getBoundingClientRect().top < 0 || section.contains(document.activeElement)) return true;
    if (!selection.isCollapsed && selection.containsNode(section, true)) return true;
    if (matchMedia('(hover: hover)').matches && section.matches(':hover')) return true;
    for (const list of section.querySelectorAll('ol')) if (list.scrollTop > 0) return true;
    for (let box = section; box && box !== document.body; box = box.parentElement) if (box.scrollTop > 0) return true;
    return false;
  }

  #items() { return [...this.#section.querySelectorAll('li[data-id]')]; }
  #itemOf(id) { return this.#items().find(item => item.dataset.id === id); }
  #hasRoomFor(data) { return this.#items().length < length || this.#items().some(item => timeOf(item) <= data.at); }

  // What was taken back is not to be read on; its room stays until nobody is in the way.
  #hide(id) {
    const item = this.#itemOf(id);
    if (item && !item.contains(document.activeElement)) item.style.visibility = 'hidden';
  }

  #show({ event, data }) {
    const present = this.#itemOf(data.id);
    if (event === 'gone') {
      if (present) this.#drop(present);
    } else if (present) {
      fill(present, data);
    } else if (this.#hasRoomFor(data)) {
      this.#insert(data);
    }
  }

  // Newest first, under its day.
  #insert(data) {
    const item = textIn('live-item');
    if (!item) return;
    fill(item, data);
    const next = this.#items().find(other => timeOf(other) <= data.at);
    const heading = this.#section.querySelector(`.day a[href="${CSS.escape(data.day_url)}"]`)?.closest('.day');
    if (heading) heading.nextElementSibling.insertBefore(item, next?.parentElement === heading.nextElementSibling ? next : null);
    else this.#insertDay(data, item, next);
    for (const last of this.#items().slice(length)) this.#drop(last);
    item.classList.add('feed-new');
    setTimeout(() => item.classList.remove('feed-new'), freshFor);
  }

  #insertDay(data, item, next) {
    const day = document.getElementById('live-day')?.content.cloneNode(true);
    if (!day) return;
    const link = day.querySelector('a');
    link.href = data.day_url;
    link.textContent = data.day;
    day.querySelector('ol').append(item);
    this.#section.querySelector('.none')?.remove();
    const last = this.#items().at(-1)?.parentElement;
    const title = this.#section.querySelector('h2');
    if (next) next.parentElement.previousElementSibling.before(day);
    else (last ?? title)?.after(day);
  }

  #drop(item) {
    const list = item.parentElement;
    item.remove();
    if (list.childElementCount > 0) return;
    list.previousElementSibling.remove();
    list.remove();
  }

  // The feed as it is now, and over it what came while that was on its way.
  async #reload() {
    if (this.#reloading) return;
    this.#reloading = true;
    await new Promise(done => setTimeout(done, Math.random() * spread));
    try {
      const page = await fetch('/', { credentials: 'omit' });
      const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('.feed[data-live]');
      if (fresh) this.#do('reset', () => this.#replace(fresh));
    } catch { /* away again: the connection will tell */ }
    this.#reloading = false;
  }

  #replace(fresh) {
    this.#position = Number(fresh.dataset.live);
    this.#section.replaceChildren(...document.adoptNode(fresh).childNodes);
    for (const message of this.#latest.values()) if (message.id > this.#position) this.#show(message);
  }
}

const timeOf = item => item.querySelector('time')?.dateTime ?? '';

function fill(item, data) {
  item.dataset.id = data.id;
  item.lang = data.language;
  const time = item.querySelector('time'), link = item.querySelector('a'), text = item.querySelector('.text');
  if (time) { time.dateTime = data.at; time.textContent = data.time; }
  link.href = data.url;
  link.textContent = data.headline;
  if (text) text.innerHTML = data.html;  // from the server's document writer, which knows no script
}
