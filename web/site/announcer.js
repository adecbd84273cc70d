// Tells those who listen to the page: politely, and at most once in ten seconds, whatever comes in between.
import { filled, textIn } from './templates.js';

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
