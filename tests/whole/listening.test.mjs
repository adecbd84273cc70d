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

async function until(check, what, ms = 5000) {
  for (const end = Date.now() + ms; ; await sleep(20)) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
  }
}

let server, willing, asking, story, other, cues;
test.before(async () => {
  server = await Server.start('sqlite', { speech: true });
  story = await server.publish({ headline: 'The new bridge', standfirst: 'A hall full of people hears the plans.', language: 'en', body_html: body });
  other = await server.publish({ headline: 'Another matter', language: 'en', body_html: `<p>${sentences.slice(4).join(' ')}</p>` });
  await server.publish({ headline: 'Said by nobody', kind: 'page', body_html: '<p>Text.</p>' });
  for (const { slug } of [story, other])
    await until(async () => /class="player"/.test((await server.get(`/${slug}/`)).text), `the audio of ${slug}`, 60_000);
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
const player = page => page.locator('.player-controls');
const toggle = (page, name) => page.locator('.player').getByRole('button', { name });
const bar = page => page.getByRole('complementary', { name: 'What you are listening to' });
const audio = (page, what) => page.locator('.player audio').evaluate((element, name) => element[name], what);
const seekTo = (page, time) => page.locator('.player audio').evaluate((element, to) => { element.currentTime = to; }, time);
const marked = page => page.evaluate(() => { const [range] = CSS.highlights.get('spoken') ?? []; return range?.toString().replace(/\s+/g, ' ') ?? ''; });
const isPlaying = page => until(async () => !(await audio(page, 'paused')) && await audio(page, 'currentTime') > 0.05, 'the sound');
const squeezed = text => text.replace(/\s+/g, '');
const sentenceAt = time => cues.filter(cue => cue.from <= time).at(-1)?.text ?? '';

test('without scripts there is the browser’s own player', async t => {
  const page = await visit(t, { javaScriptEnabled: false });
  assert.ok(await page.locator('.player audio[controls]').isVisible());
  assert.equal(await page.locator('.player source').count(), 2);
  assert.equal(await page.locator('.player track').getAttribute('src'), `/${story.slug}/audio.vtt`);
  assert.ok(!await player(page).isVisible());
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
  await player(page).getByRole('button', { name: 'Pause' }).click();
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
  const now = cues.findIndex(cue => cue.text === sentenceAt(0.01) || cue.from > 0) && cues.findIndex(cue => cue.text === cues[1].text);
  await forward.click();
  await until(async () => cues.findIndex(async cue => cue.text === await at()) !== now && (await at()) === cues[now + 1].text, 'the next');
  await back.click();
  await until(async () => (await at()) === cues[now].text, 'the one before');
  await seekTo(page, cues[4].from + 2.5);
  await back.click();
  await until(async () => Math.abs(await audio(page, 'currentTime') - cues[4].from) < 0.6, 'its own beginning first');
  const slider = page.getByRole('slider', { name: 'Place in the audio' });
  await slider.fill('12');
  assert.ok(Math.abs(await audio(page, 'currentTime') - 12) < 0.6);
  await until(async () => /^0:1[23] of 0:\d\d$/.test(await slider.getAttribute('aria-valuetext')), 'the slider’s words');
  await page.getByLabel('Speed').selectOption('1.5');
  assert.equal(await audio(page, 'playbackRate'), 1.5);
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
