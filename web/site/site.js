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

startLive();
const words = document.getElementById('search-q');
if (words) import('./suggestions.js').then(({ startSuggestions }) => startSuggestions(words));
const players = document.querySelectorAll('button[data-player]');
if (players.length) import('./players.js').then(({ offerPlayers }) => offerPlayers(players));
document.addEventListener('focusin', ({ target }) => {
  const form = target.closest('form[data-sign-up]');
  if (form) import('./sign-up.js').then(({ helpSignUp }) => helpSignUp(form));
});
