// Stories that are heard: controls of our own, the sentence that is said marked, the place kept, and a bar that goes on
// while the reader moves through the site. Without this there is the browser's <audio controls>.
import { fetchSentences, markerOf } from './sentences.js';
import { filled, textIn } from './templates.js';

const read = (store, name) => { try { return JSON.parse(window[store][name]); } catch { return null; } };
const write = (store, name, value) => { try { value ? window[store][name] = JSON.stringify(value) : delete window[store][name]; } catch { /* not kept, then */ } };
const heard = 'broadsheet.heard', speed = 'broadsheet.speed', going = 'broadsheet.listening';
// Stories; ms from one page to the next.
const mostHeard = 50, longestWay = 30_000;
const places = () => read('localStorage', heard) ?? [];  // [story, seconds], the latest first

const clock = time => new Date(time * 1000).toISOString().slice(11, 19).replace(/^[0:]{1,4}/, '');  // "1:20", "1:00:05"

let inPage, bar;

class Player {
  sentences = [];

  // `controls`: the theme's. data-do says what one does, data-part what it shows.
  constructor(story, audio, controls, time) {
    Object.assign(this, { story, audio, controls, time, kept: time });
    this.seeker = controls.querySelector('[data-do=seek]');
    this.speed = controls.querySelector('[data-do=hurry]');
    this.speed.value = read('localStorage', speed) ?? 1;
    audio.src = story.source;
    audio.currentTime = time;
    this.hurry();
    controls.addEventListener('click', ({ target }) => {
      const { dataset } = target.closest('button') ?? {};
      if (dataset) this[dataset.do](Number(dataset.by));
    });
    controls.addEventListener('input', ({ target }) => this[target.dataset.do](target.value));
    for (const type of ['play', 'pause', 'timeupdate', 'seeking', 'durationchange', 'ended', 'error']) audio.addEventListener(type, this);
    this.show();
  }

  handleEvent({ type }) {
    if (type === 'play') this.begin();
    if (['pause', 'ended'].includes(type) || Math.abs(this.audio.currentTime - this.kept) > 5) this.keep();
    if (type === 'ended') bar?.close();
    this.mark();
    this.show();
  }

  async play() {
    const { audio, time } = this;
    if (audio.error) {
      audio.load();
      audio.currentTime = time;
    }
    // Refused by the browser: the button offers it. What cannot be loaded is told by the event `error`.
    await audio.play().catch(() => {});
  }
  toggle() { return this.audio.paused || this.audio.error ? this.play() : this.audio.pause(); }
  seek(time) {
    this.audio.currentTime = Math.max(0, Math.min(time, this.total));
    this.told = -Infinity;
    this.show();
  }
  hurry(rate) {
    if (rate) write('localStorage', speed, rate);
    this.audio.defaultPlaybackRate = this.audio.playbackRate = this.speed.value || 1;
  }
  async step(by) {
    await this.learn();
    const { sentences, audio: { currentTime } } = this, now = Math.max(0, this.indexAt(currentTime));
    const goal = by < 0 && currentTime - sentences[now]?.from > 2 ? now : now + by;  // first back to its own beginning
    if (sentences.length) this.seek(sentences[Math.max(0, goal)]?.from ?? this.total);
  }
  close() {
    bar = null;
    this.audio.pause();
    if (this.controls.contains(document.activeElement)) document.querySelector('main')?.focus({ preventScroll: true });
    this.controls.remove();
  }

  get total() {
    const { duration } = this.audio;
    return duration < Infinity ? duration : this.story.duration;
  }
  // The last that has begun: in the pause behind a sentence the mark stays.
  indexAt(time) { return this.sentences.filter(({ from }) => from <= time + .02).length - 1; }
  learn() {
    return this.learning ??= this.story.words && fetchSentences(this.story.words).then(found => {
      this.sentences = found;
      if (this === inPage) this.markOne = markerOf(found, this.controls.closest('article'));
    }).catch(() => { this.learning = null; });
  }
  mark() { this.markOne?.(this.audio.ended ? -1 : this.indexAt(this.audio.currentTime)); }

  begin() {
    if (this === inPage) bar?.close();
    this.learn();
    this.tellSystem();
    const follow = () => {
      this.mark();
      if (!this.audio.paused) this.frame = requestAnimationFrame(follow);
    };
    cancelAnimationFrame(this.frame);
    follow();
  }
  keep() {
    this.kept = this.audio.currentTime;
    const { id } = this.story, others = places().filter(([one]) => one !== id);
    write('localStorage', heard, (this.audio.ended ? others : [[id, this.kept], ...others]).slice(0, mostHeard));
  }

  show() {
    const { audio, seeker, total } = this, part = name => this.controls.querySelector(`[data-part=${name}]`);
    if (!audio.error) this.time = audio.currentTime;
    const times = { time: clock(this.time), total: clock(total) };
    const doing = audio.error ? 'retry' : !audio.paused ? 'pause' : this.time > 1 && !audio.ended ? 'resume' : 'play';
    const say = (element, text) => { element.textContent = filled(text, times); };
    say(part('doing'), part('doing').dataset[doing]);
    part('trouble').hidden = !audio.error;
    this.controls.dataset.doing = doing;
    if (audio.duration) navigator.mediaSession?.setPositionState?.({ duration: total, position: Math.min(this.time, total), playbackRate: audio.playbackRate });
    if (!seeker) return;
    say(part('time'), part('time').dataset.text);
    seeker.max = total;
    seeker.value = this.time;
    // Whoever stands on it is told where they went, not of each second that passes.
    if (seeker !== document.activeElement || Math.abs(this.time - this.told) > 1) seeker.setAttribute('aria-valuetext', filled(seeker.dataset.text, times));
    this.told = this.time;
  }

  // Keys for media, the lock screen.
  tellSystem() {
    const system = navigator.mediaSession, { title, site, picture } = this.story;
    if (!system) return;
    system.metadata = new MediaMetadata({ title, artist: site, artwork: picture ? [{ src: picture }] : [] });
    const on = (name, act) => system.setActionHandler(name, act);
    on('play', () => this.play());
    on('pause', () => this.audio.pause());
    on('previoustrack', () => this.step(-1));
    on('nexttrack', () => this.step(1));
    on('seekbackward', ({ seekOffset = 10 }) => this.seek(this.time - seekOffset));
    on('seekforward', ({ seekOffset = 10 }) => this.seek(this.time + seekOffset));
    on('seekto', ({ seekTime }) => this.seek(seekTime));
  }
}

function startInPage(box) {
  const audio = box.querySelector('audio'), controls = textIn('player-controls'), article = box.closest('article');
  const source = [...box.querySelectorAll('source')].find(({ type }) => audio.canPlayType(type))?.src;
  if (!controls || !article || !source) return;
  const [minutes, seconds] = box.dataset.duration.match(/\d+/g), meta = name => document.querySelector(`meta[property="og:${name}"]`)?.content;
  const { id } = article.dataset, words = audio.querySelector('track')?.src;
  const story = {
    id, source, words, url: location.pathname, language: article.lang, title: article.querySelector('h1').textContent,
    site: meta('site_name'), picture: meta('image'), duration: minutes * 60 + Number(seconds),
  };
  for (const one of controls.querySelectorAll('[data-do=step]')) one.hidden = !words;
  audio.controls = false;
  audio.after(controls);
  inPage = new Player(story, audio, controls, places().find(([one]) => one === id)?.[1] ?? 0);
}

function openBar(story, time) {
  const controls = textIn('listening');
  if (!controls) return;
  Object.assign(controls.querySelector('a'), { href: story.url, textContent: story.title, lang: story.language });
  document.body.firstElementChild.after(controls);  // behind "Skip to content": it makes a sound, so it is soon reached
  new ResizeObserver(() => document.documentElement.style.setProperty('--docked', `${controls.offsetHeight}px`)).observe(controls);
  bar = new Player(story, new Audio(), controls, time);
}

// At the beginning of a page, and when it comes back from the browser's memory.
export function listen() {
  const box = document.querySelector('.player'), { story, time, at, isPlaying } = read('sessionStorage', going) ?? {};
  write('sessionStorage', going, null);
  if (box && !inPage) startInPage(box);
  bar?.close();
  if (!story || Date.now() - at > longestWay) return;
  if (story.id === inPage?.story.id) inPage.seek(time);
  else openBar(story, time);
  if (isPlaying) (bar ?? inPage)?.play();
}

addEventListener('pagehide', () => {
  const player = bar ?? inPage;
  if (!player || player.audio.error) return;
  const { story, audio } = player, isPlaying = !audio.paused;
  if (isPlaying || bar) write('sessionStorage', going, { story, time: audio.currentTime, at: Date.now(), isPlaying });
  audio.pause();
});
