// The little script. Pages are whole without it; each module looks for what it serves and leaves the rest alone.
import { Connection } from './connection.js';
import { Announcer, Feed } from './feed.js';
import { textIn, useBaseStyle } from './templates.js';

// News on open pages: briefs come into the feed, a story that is being read says when there is a newer version of it.

function startLive() {
  const section = document.querySelector('.feed[data-live]');
  const article = document.querySelector('article[data-id][data-live]');
  const position = Number((section ?? article)?.dataset.live);
  if (!Number.isSafeInteger(position)) return;
  useBaseStyle();
  const announcer = new Announcer();
  const feed = section && new Feed(section, announcer);
  new Connection(position, message => {
    if (article && message.data.id === article.dataset.id && message.id > Number(article.dataset.live)) showNotice(article, message, announcer);
    feed?.hear(message);
  }).start();
}

// Beside the text, which stays as it is under the reader's eyes.
function showNotice(article, { event, data }, announcer) {
  const notice = textIn(event === 'gone' ? 'live-gone' : 'live-updated', { time: data.updated_time });
  if (!notice) return;
  notice.querySelector('a').href = data.url || location.pathname;
  article.querySelector('.page-notice')?.remove();
  article.prepend(notice);
  announcer.note(notice.textContent);
}

// Appeals: which wording a reader gets, by lot and then for good; that it was seen, once a visit; and that whoever has
// given, or has put one away, is left alone on this device.

const later = 30 * 24 * 3600_000;  // ms until what was put away may come back
const kept = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* asked again next time, then */ } },
};
const hasGiven = () => /(^|; )broadsheet_gave=1/.test(document.cookie) || kept.get('broadsheet.gave') === '1';

function startAppeals(appeals) {
  if (hasGiven()) return appeals.forEach(appeal => appeal.remove());
  const watcher = new IntersectionObserver(seen => seen.filter(one => one.isIntersecting).forEach(({ target }) => {
    watcher.unobserve(target);
    countSeen(target);
  }), { threshold: .5 });
  for (const appeal of appeals) if (!isPutAway(appeal)) show(appeal, watcher);
}

function isPutAway(appeal) {
  if (Date.now() < Number(kept.get(`broadsheet.away.${appeal.dataset.appeal}`))) appeal.remove();
  return !appeal.isConnected;
}

function show(appeal, watcher) {
  const wordings = [...appeal.querySelectorAll('.wording')], name = `broadsheet.wording.${appeal.dataset.appeal}`;
  const drawn = kept.get(name) ?? String(Math.floor(Math.random() * wordings.length));
  const chosen = wordings.find(one => one.dataset.wording === drawn) ?? wordings[0];
  kept.set(name, chosen.dataset.wording);
  for (const one of wordings) one.hidden = one !== chosen;
  appeal.dataset.wording = chosen.dataset.wording;
  const away = appeal.querySelector('[data-appeal-away]');
  if (away) away.hidden = false;
  away?.addEventListener('click', ({ target }) => putAway(appeal, target.dataset.away));
  if (appeal.classList.contains('appeal-bar')) standAtFoot(appeal);
  watcher.observe(appeal);
}

// Over the page, which gets as much room below as it takes.
function standAtFoot(appeal) {
  document.body.classList.add('bar-stands');
  document.body.style.paddingBlockEnd = `${appeal.offsetHeight}px`;
}

function putAway(appeal, how) {
  if (!how) return;
  if (how === 'gave') kept.set('broadsheet.gave', '1');
  else kept.set(`broadsheet.away.${appeal.dataset.appeal}`, String(Date.now() + later));
  if (how === 'gave' || appeal.classList.contains('appeal-bar')) document.body.style.paddingBlockEnd = '';
  for (const one of how === 'gave' ? document.querySelectorAll('[data-appeal]') : [appeal]) one.remove();
}

function countSeen(appeal) {
  const { appeal: id, wording } = appeal.dataset, name = `broadsheet.seen.${id}`;
  if (navigator.globalPrivacyControl || navigator.doNotTrack === '1') return;
  try {
    if (sessionStorage.getItem(name)) return;
    sessionStorage.setItem(name, '1');
  } catch { return; }
  navigator.sendBeacon('/support/counted/', new URLSearchParams({ appeal: id, wording }));
}

const appeals = document.querySelectorAll('[data-appeal]');
if (appeals.length) startAppeals(appeals);
startLive();
const words = document.getElementById('search-q');
if (words) import('./suggestions.js').then(({ startSuggestions }) => startSuggestions(words));
const players = document.querySelectorAll('button[data-player]');
if (players.length) import('./players.js').then(({ offerPlayers }) => offerPlayers(players));
const isListening = () => { try { return sessionStorage.getItem('broadsheet.listening'); } catch { return null; } };
const listen = () => { if (document.querySelector('.player, .listening') || isListening()) import('./narration.js').then(narration => narration.listen()); };
listen();
addEventListener('pageshow', ({ persisted }) => { if (persisted) listen(); });
const signUpOf = target => target.closest('form[data-sign-up]');
const help = form => import('./sign-up.js').then(({ helpSignUp }) => helpSignUp(form));
document.addEventListener('focusin', ({ target }) => { if (signUpOf(target)) help(signUpOf(target)); });
// Sent before the help had come: it waits for that, and goes as it is where it does not come.
document.addEventListener('submit', event => {
  const form = signUpOf(event.target), { submitter } = event;
  if (!form || form.dataset.helped) return;
  event.preventDefault();
  help(form).catch(() => { form.dataset.helped = 'no'; }).then(() => form.requestSubmit(submitter));
});
