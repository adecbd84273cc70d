// Stories that are heard, in a real browser: controls, the mark on the sentence that is said, the place that is kept,
// and going on while moving through the site.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openBrowser } from './browser.mjs';
import { root, Server, sleep } from './server.mjs';

const sentences = [
  'The council met on Tuesday evening to talk about the new bridge.', 'Nobody had expected so many people in the hall.',
  'The mayor said that the works would begin in 2027.', 'Fish & chips were served for <less> than five pounds.',
  'Some people left early because the trams stop at nine.', 'The old bridge will stay open until the new one is ready.',
  'Engineers measured the river for two years.', 'Their report is four hundred pages long.', 'A vote is planned for May.',
];
const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
// Marks, links, line breaks and several sentences in a paragraph, as texts have them.
const body = `<p>${escaped(sentences[0]).replace('new bridge', '<strong>new</strong> <a href="/about/">bridge</a>')} ${sentences[1]}</p><p>${sentences[2]}<br>${escaped(sentences[3])}</p>` +
  `<h2>What comes next</h2><p>${sentences[4]} ${sentences[5]}</p><blockquote><p>${sentences[6]}</p></blockquote><ul><li>${sentences[7]}</li><li>${sentences[8]}</li></ul>`;

async function until(check, what, ms = 5000, pause = 20) {
  for (const end = Date.now() + ms; ; await sleep(pause)) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
  }
}

let server, willing, asking, story, other, cues, silent;
test.before(async () => {
  server = await Server.start('sqlite', { speech: true });
  silent = (await server.get('/')).text;
  story = await server.publish({ headline: 'The new bridge', standfirst: 'A hall full of people hears the plans.', language: 'en', body_html: body });
  other = await server.publish({ headline: 'Another matter', language: 'en', body_html: `<p>${sentences.slice(7).join(' ')}</p>` });
  await server.publish({ headline: 'Said by nobody', kind: 'page', body_html: '<p>Text.</p>' });
  for (const { slug } of [story, other])
    await until(async () => /class="player"/.test((await server.get(`/${slug}/`)).text), `the audio of ${slug}`, 120_000, 500);  // speaking gives way to readers
  const seconds = text => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const vtt = (await server.get(`/${story.slug}/audio.vtt`)).text;
  cues = [...vtt.matchAll(/^(\S+) --> (\S+)\n(.+)$/gm)].map(([, from, to, text]) => ({ from: seconds(from), to: seconds(to), text: text.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>') }));
  [willing, asking] = await Promise.all([openBrowser('--autoplay-policy=no-user-gesture-required'), openBrowser('--autoplay-policy=document-user-activation-required')]);
});
test.after(async () => {
  await Promise.all([willing?.close(), asking?.close()]);
  await server?.close();
});

// A browser of its own at the story; `t` says where it ends.
async function visit(t, { where = `/${story.slug}/`, browser = willing, prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1024, height: 800 }, ...options });
  t.after(() => context.close());
  await prepare?.(context);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', error => page.complaints.push(String(error)));
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text()); });
  await page.goto(server.url + where, { waitUntil: 'load' });
  return page;
}
const clean = page => assert.deepEqual(page.complaints, []);
const controls = page => page.locator('.player-controls');
const toggle = (page, name) => page.locator('.player').getByRole('button', { name });
const bar = page => page.getByRole('complementary', { name: 'What you are listening to' });
const audio = (page, what) => page.locator('.player audio').evaluate((element, name) => element[name], what);
const seekTo = (page, time) => page.locator('.player audio').evaluate((element, to) => { element.currentTime = to; }, time);
const marked = page => page.evaluate(() => { const [range] = CSS.highlights.get('spoken') ?? []; return range?.toString().replace(/\s+/g, ' ') ?? ''; });
const isPlaying = page => until(async () => !(await audio(page, 'paused')) && await audio(page, 'currentTime') > 0.05, 'the sound', 15_000);
const squeezed = text => text.replace(/\s+/g, '');
const sentenceAt = time => cues.filter(cue => cue.from <= time).at(-1)?.text ?? '';

test('the podcast is told of on every page once there is one', async () => {
  const link = '<link rel="alternate" type="application/rss+xml" href="' + server.url + '/podcast/rss/" title="', inFoot = '<a href="/podcast/rss/">Podcast</a>';
  assert.ok(!silent.includes(link) && !silent.includes(inFoot));
  for (const where of ['/', '/said-by-nobody/', `/${story.slug}/`]) {
    const page = (await server.get(where)).text;
    assert.ok(page.includes(link) && page.includes(inFoot), where);
  }
});

test('without scripts there is the browser’s own player', async t => {
  const page = await visit(t, { javaScriptEnabled: false });
  assert.ok(await page.locator('.player audio[controls]').isVisible());
  assert.equal(await page.locator('.player source').count(), 2);
  assert.equal(await page.locator('.player track').getAttribute('src'), `/${story.slug}/audio.vtt`);
  assert.ok(!await controls(page).isVisible());
});

test('the mark follows the audio’s own clock within 150 ms, at any speed and wherever one seeks', async t => {
  const page = await visit(t);
  assert.equal(await marked(page), '');
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await until(() => marked(page), 'the first mark');
  // Every frame: what is marked, and what time it is.
  const watch = () => page.evaluate(() => new Promise(done => {
    const seen = [], element = document.querySelector('.player audio');
    const look = () => {
      const [range] = CSS.highlights.get('spoken') ?? [];
      seen.push([element.currentTime, range?.toString() ?? '']);
      if (seen.length < 240) requestAnimationFrame(look);
      else done(seen);
    };
    requestAnimationFrame(look);
  }));
  let looked = 0;
  const heard = new Set(), late = [];
  for (const [rate, from] of [['1', 0], ['2', 6], ['1.5', cues.at(-4).from]]) {
    await page.getByLabel('Speed').selectOption(rate);
    await seekTo(page, from);
    await sleep(100);
    for (const [time, text] of await watch()) {
      const near = [-0.15, 0, 0.15].map(by => squeezed(sentenceAt(time + by)));
      heard.add(text);
      ++looked;
      if (!near.includes(squeezed(text))) late.push(`${time}: ‘${text}’ for ‘${near[1]}’`);
    }
  }
  assert.deepEqual(late, []);
  assert.ok(heard.size >= 6, [...heard].join(' | '));
  await controls(page).getByRole('button', { name: 'Pause' }).click();
  for (const cue of [...cues].reverse()) {
    await seekTo(page, cue.from + 0.2);
    const shown = await page.evaluate(() => new Promise(done => setTimeout(() => done([...CSS.highlights.get('spoken') ?? []].join('')), 150)));
    assert.equal(squeezed(shown), squeezed(cue.text));
  }
  for (const text of sentences) assert.ok(cues.some(cue => cue.text === text), text);
  clean(page);
  t.diagnostic(`${looked} looks, ${heard.size} sentences`);
});

test('by sentence, by slider, at a speed that is kept', async t => {
  const page = await visit(t), at = async () => sentenceAt(await audio(page, 'currentTime') + 0.03);
  const forward = page.getByRole('button', { name: 'On to the next sentence' }), back = page.getByRole('button', { name: 'Back one sentence' });
  await forward.click();
  await until(async () => await at() === cues[1].text, 'the second sentence, before anything is heard');
  await toggle(page, 'Go on from').click();
  await isPlaying(page);
  await forward.click();
  await until(async () => await at() === cues[2].text, 'the third');
  await back.click();
  await until(async () => await at() === cues[1].text, 'the second again');
  await seekTo(page, cues[4].from + 2.5);
  await back.click();
  await until(async () => Math.abs(await audio(page, 'currentTime') - cues[4].from) < 0.6, 'its own beginning first');
  const slider = page.getByRole('slider', { name: 'Place in the audio' });
  await slider.fill('12');
  assert.ok(Math.abs(await audio(page, 'currentTime') - 12) < 0.6);
  await until(async () => /^0:1[23] of 0:\d\d$/.test(await slider.getAttribute('aria-valuetext')), 'the slider’s words');
  await page.getByLabel('Speed').selectOption('1.5');
  assert.equal(await audio(page, 'playbackRate'), 1.5);
  await toggle(page, 'Pause').click();
  await page.reload();
  assert.equal(await page.getByLabel('Speed').inputValue(), '1.5');
  assert.equal(await audio(page, 'playbackRate'), 1.5);
  await page.locator('.player-toggle').click();
  await isPlaying(page);
  assert.equal(await audio(page, 'playbackRate'), 1.5);
  clean(page);
});

test('the place is kept until the end is heard', async t => {
  const page = await visit(t, { browser: asking });
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await seekTo(page, 11);
  await toggle(page, 'Pause').click();
  await page.goto(server.url + '/');
  await page.goto(server.url + `/${story.slug}/`);
  await toggle(page, 'Go on from 0:11').click();
  await isPlaying(page);
  const time = await audio(page, 'currentTime');
  assert.ok(time > 10.8 && time < 14, time);
  const kept = () => page.evaluate(() => JSON.parse(localStorage.getItem('broadsheet.heard')));
  assert.equal((await kept())[0][0], story.id);
  await seekTo(page, await audio(page, 'duration') - 0.3);
  await toggle(page, 'Play').waitFor();
  assert.deepEqual(await kept(), []);
  assert.equal(await marked(page), '');
  await page.evaluate(() => localStorage.setItem('broadsheet.heard', JSON.stringify(Array.from({ length: 50 }, (_, i) => [`s${i}`, i + 1]))));
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await seekTo(page, 7);
  await toggle(page, 'Pause').click();
  await until(async () => (await kept())[0][0] === story.id, 'the newest first');
  assert.equal((await kept()).length, 50, 'no more than fifty');
  clean(page);
});

// What the browser's keys for media and its lock screen would get.
const withSystem = context => context.addInitScript(() => {
  window.acts = {};
  navigator.mediaSession.setActionHandler = (name, act) => { window.acts[name] = act; };
  navigator.mediaSession.setPositionState = state => { window.told = state; };
});

test('keys for media', async t => {
  const page = await visit(t, { prepare: withSystem });
  await toggle(page, 'Play').click();
  await isPlaying(page);
  const told = await page.evaluate(() => ({ title: navigator.mediaSession.metadata.title, artist: navigator.mediaSession.metadata.artist, artwork: navigator.mediaSession.metadata.artwork.map(({ src }) => src) }));
  assert.deepEqual(told, { title: 'The new bridge', artist: await page.locator('meta[property="og:site_name"]').getAttribute('content'), artwork: await page.locator('meta[property="og:image"]').evaluateAll(all => all.map(one => one.content)) });
  const press = (name, details = {}) => page.evaluate(([act, given]) => window.acts[act]({ action: act, ...given }), [name, details]);
  const time = () => audio(page, 'currentTime');
  await press('pause');
  await until(() => audio(page, 'paused'), 'the pause');
  await press('seekto', { seekTime: 20 });
  assert.equal(await time(), 20);
  await press('seekbackward');
  assert.equal(await time(), 10);
  await press('seekforward', { seekOffset: 5 });
  assert.equal(await time(), 15);
  await press('nexttrack');
  assert.equal(await time(), cues.find(cue => cue.from > 15).from);
  await press('previoustrack');
  await press('play');
  await isPlaying(page);
  const state = await until(() => page.evaluate(() => window.told), 'the position');
  assert.ok(state.duration > 30 && state.position > 5 && state.playbackRate === 1, JSON.stringify(state));
  clean(page);
});

test('goes on while the reader moves through the site, and back to the story', async t => {
  const page = await visit(t, { prepare: withSystem });
  const heard = () => page.evaluate(() => window.bars);
  // The bar's audio stands in no document.
  await page.context().addInitScript(() => { const { play } = HTMLMediaElement.prototype; HTMLMediaElement.prototype.play = function () { if (!this.isConnected) window.bars = [...window.bars ?? [], this]; return play.call(this); }; });
  const sound = what => page.evaluate(name => window.bars?.at(-1)[name], what);
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await page.getByLabel('Speed').selectOption('1.25');
  await seekTo(page, 5);
  await page.locator('.foot a[href="/archive/"]').click();
  await page.waitForURL('**/archive/');
  await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
  await until(async () => await sound('currentTime') > 5.1 && !(await sound('paused')), 'the sound behind the move');
  assert.ok(await sound('currentTime') < 9, 'where it was');
  assert.equal(await sound('playbackRate'), 1.25);
  assert.equal(await bar(page).getByRole('link').textContent(), 'The new bridge');
  // Another page, paused: it stays, and says nothing by itself.
  await bar(page).getByRole('button', { name: 'Pause' }).click();
  await page.goto(server.url + '/said-by-nobody/');
  await bar(page).getByRole('button', { name: 'Go on listening' }).waitFor();
  await sleep(300);
  assert.equal(await heard(), undefined);
  await bar(page).getByRole('button', { name: 'Go on listening' }).click();
  await until(async () => !(await sound('paused')), 'the sound again');
  // A story with a player of its own: the bar stays until that one begins.
  await page.goto(server.url + `/${other.slug}/`);
  await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
  await until(() => sound('currentTime'), 'the first story');
  await toggle(page, 'Play').click();
  await isPlaying(page);
  assert.equal(await bar(page).count(), 0);
  assert.equal(await sound('paused'), true);
  // Back: the story's own player goes on, without a bar.
  await page.goto(server.url + '/archive/');
  await bar(page).getByRole('link', { name: 'Another matter' }).click();
  await page.waitForURL(`**/${other.slug}/`);
  await isPlaying(page);
  assert.equal(await bar(page).count(), 0);
  // Closed, and nothing comes after it.
  await page.goto(server.url + '/archive/');
  await bar(page).getByRole('button', { name: 'Stop listening' }).click();
  assert.equal(await bar(page).count(), 0);
  await page.goto(server.url + '/');
  await sleep(300);
  assert.equal(await bar(page).count(), 0);
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('narration.js'))), false, 'a page without sound loads nothing for it');
  clean(page);
});

test('the bar stands on the appeal along the foot, neither covers the other', async t => {
  const settings = change => server.desk('PATCH', '/support/settings', change);
  assert.equal((await settings({ open: true, currencies: [{ currency: 'EUR', once: [500], month: [500], year: [5000] }] })).status, 200);
  const made = await server.desk('POST', '/support/appeals', { name: 'Bar', place: 'bar', wordings: [{ headline: 'One line along the foot' }], active: true });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const page = await visit(t, { viewport: { width: 360, height: 740 } });
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await page.goto(server.url + '/archive/');
  await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
  const box = selector => page.locator(selector).boundingBox();
  await until(async () => { const over = await box('.appeal-bar'), below = await box('.listening'); return Math.abs(over.y + over.height - below.y) < 1 && Math.abs(below.y + below.height - 740) < 1; }, 'one above the other');
  // The end of the page can be scrolled to, and what has the focus is not behind the bars.
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const foot = await box('.foot-inner');
  assert.ok(foot.y + foot.height <= (await box('.appeal-bar')).y + 1);
  await bar(page).getByRole('button', { name: 'Stop listening' }).click();
  await until(async () => { const over = await box('.appeal-bar'); return Math.abs(over.y + over.height - 740) < 1; }, 'the appeal at the foot again');
  await server.desk('DELETE', `/support/appeals/${made.body.id}`);
  await settings({ open: false });
  clean(page);
});

test('a page that comes back from the browser’s memory goes on, and is silent meanwhile', async t => {
  const page = await visit(t);
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await seekTo(page, 9);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  assert.equal(await audio(page, 'paused'), true);
  await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('broadsheet.listening'));
    sessionStorage.setItem('broadsheet.listening', JSON.stringify({ ...kept, time: 20 }));  // it went on elsewhere
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await until(async () => !(await audio(page, 'paused')) && await audio(page, 'currentTime') > 20, 'the sound');
  await page.goto(server.url + '/archive/');
  await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await page.evaluate(() => {
    sessionStorage.removeItem('broadsheet.listening');  // closed elsewhere
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await until(async () => await bar(page).count() === 0, 'the end of the bar');
  clean(page);
});

test('a browser that asks first is asked, and what lies long back does not begin by itself', async t => {
  const page = await visit(t, { browser: asking });
  const keep = at => page.evaluate(([ms, slug, id]) => {
    const words = document.querySelector('.player track').src, source = document.querySelector('.player source').src;
    sessionStorage.setItem('broadsheet.listening', JSON.stringify({ story: { id, url: `/${slug}/`, title: 'The new bridge', language: 'en', source, words, duration: 38 }, time: 6, at: Date.now() - ms, isPlaying: true }));
  }, [at, story.slug, story.id]);
  await keep(0);
  await page.goto(server.url + '/archive/');
  const go = bar(page).getByRole('button', { name: 'Go on listening' });
  await go.click();
  await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
  await page.goto(server.url + `/${story.slug}/`);
  await keep(31_000);
  await page.goto(server.url + '/archive/');
  await sleep(400);
  assert.equal(await bar(page).count(), 0);
  clean(page);
});

test('what cannot be loaded says so, and can be tried again', async t => {
  const page = await visit(t);
  await page.route(/\/media\//, route => route.abort());
  await toggle(page, 'Play').click();
  await page.getByRole('alert').getByText('The audio could not be loaded.').waitFor();
  assert.ok(await controls(page).getByRole('link', { name: 'Download the audio' }).isVisible());
  await page.unroute(/\/media\//);
  await toggle(page, 'Try again').click();
  await isPlaying(page);
  assert.ok(!await page.getByText('The audio could not be loaded.').isVisible());
  // Halfway: it goes on where it was.
  await seekTo(page, 8);
  await toggle(page, 'Pause').click();
  await page.goto(server.url + `/${story.slug}/`);
  await page.route(/\/media\//, route => route.fulfill({ status: 404, body: '' }));
  await toggle(page, 'Go on from 0:08').click();
  await page.unroute(/\/media\//);
  await toggle(page, 'Try again').click();
  await isPlaying(page);
  const time = await audio(page, 'currentTime');
  assert.ok(time > 7.9 && time < 11, time);
  await page.evaluate(() => { document.querySelector('.player audio').pause(); });
  await page.route(/audio\.vtt/, route => route.abort());
  await page.reload();
  await page.locator('.player-toggle').click();
  await isPlaying(page);
});

test('where the browser cannot mark a range, the paragraph is marked', async t => {
  const page = await visit(t, { prepare: context => context.addInitScript(() => { delete CSS.highlights; Object.defineProperty(CSS, 'highlights', { value: undefined }); }) });
  await toggle(page, 'Play').click();
  await isPlaying(page);
  await seekTo(page, cues.find(cue => cue.text === sentences[6]).from + 0.5);
  await until(async () => (await page.locator('.spoken').allTextContents()).join('|') === sentences[6], 'the quotation');
  assert.equal(await page.locator('.spoken').count(), 1);
  clean(page);
});

test('by keyboard alone', async t => {
  const page = await visit(t);
  await page.locator('.story h1').evaluate(() => { document.querySelector('.meta a, .story h1').focus?.(); });
  const names = [];
  for (let i = 0; i < 60 && names.at(-1) !== 'Download the audio'; ++i) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
      return element.closest('.player') && { name: element.getAttribute('aria-label') ?? element.innerText.trim(), tall: box.height, wide: box.width, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
    });
    if (!here) continue;
    names.push(here.name);
    assert.ok(here.ring && here.tall >= 44 && here.wide >= 44, JSON.stringify(here));
  }
  assert.deepEqual(names, ['Play', 'Back one sentence', 'On to the next sentence', 'Speed', 'Place in the audio', 'Download the audio']);
  const back = async times => { for (let i = 0; i < times; ++i) await page.keyboard.press('Shift+Tab'); };
  await back(5);
  await page.keyboard.press('Enter');
  await isPlaying(page);
  await page.keyboard.press('Space');
  await until(() => audio(page, 'paused'), 'the pause');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until(() => marked(page), 'a sentence');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  assert.equal(await audio(page, 'playbackRate'), 1.25);
  await page.keyboard.press('Tab');
  const before = await audio(page, 'currentTime');
  await page.keyboard.press('PageUp');
  await until(async () => await audio(page, 'currentTime') > before + 2, 'a tenth further');
  const words = page.getByRole('slider');
  await page.keyboard.press('Home');
  await until(async () => /^0:00 of/.test(await words.getAttribute('aria-valuetext')), 'the beginning, told');
  clean(page);
});

test('axe-core finds no violation in player and bar; nothing is wider than the screen', async t => {
  const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    const page = await visit(t, { colorScheme });
    const look = async what => {
      await page.evaluate(axe);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
        found.push(...violations.map(one => `${what} ${width} ${colorScheme}: ${one.id} ${one.nodes.map(node => node.html + node.failureSummary).join(' | ')}`));
      }
      await page.setViewportSize({ width: 640, height: 800 });
      await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${what} ${colorScheme}: wider than the screen at 200 %`);
      await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
    };
    await toggle(page, 'Play').click();
    await isPlaying(page);
    await look('player');
    await page.goto(server.url + '/archive/');
    await bar(page).getByRole('button', { name: 'Pause' }).waitFor();
    await look('bar');
    clean(page);
  }
  assert.deepEqual(found, []);
});

test('the player comes without moving anything', async t => {
  for (const width of [360, 700, 1280]) {
    const page = await visit(t, { viewport: { width, height: 1400 }, prepare: context => context.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(one => ({ value: one.value, of: one.sources.map(({ node }) => node?.className ?? node?.nodeName) })))).observe({ type: 'layout-shift', buffered: true });
    }) });
    await controls(page).waitFor();
    await sleep(400);
    const shifts = await page.evaluate(() => window.shifts);
    assert.deepEqual(shifts.filter(({ value, of }) => value > 0.001 && of.some(one => /player|body|foot/.test(one))), [], `${width} pixels`);
  }
});
