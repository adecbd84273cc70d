// The desk's screens about stories that are read out: voices are chosen and heard, names are taught, a person reads
// instead, the archive is asked for, and who may not is not offered it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, signInAtDesk } from './browser.mjs';
import { Server, waiter } from './server.mjs';
import { SpeechServer } from './speech_server.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const body = ['The council met in the evening to talk about the new bridge.', 'Nobody had listened to Oleksandra Matviichuk before.', 'The works begin in spring.'].map(one => `<p>${one}</p>`).join('');
let server, browser, page, story, section;
const faults = [];

before(async () => {
  server = await Server.start('sqlite', { speech: true });
  browser = await openBrowser();
  section = await desk('POST', '/sections', { name: 'City', slug: 'city' });
  story = await server.publish({ headline: 'The new bridge', section: section.id, language: 'en', body_html: body });
  page = await signInAtDesk({ server, browser, faults }, 'chief@example.org', 'administrator');
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function desk(method, where, given, token = server.token) {
  const answer = await server.desk(method, where, given, { Authorization: `Bearer ${token}` });
  assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const patience = 300;  // seconds: speaking gives way to all else that the machine does
const until = waiter(patience);
const dialog = () => page.getByRole('dialog');
const region = (name, one = page) => one.getByRole('region', { name, exact: true });
const languageOf = panel => panel.getByRole('combobox', { name: 'Language', exact: true });
const settings = () => desk('GET', '/narration/settings');
const narration = one => desk('GET', `/stories/${one.id}/narration`);
const ready = (one, but) => until(async () => { const found = await narration(one); return found.state === 'ready' && found.made_at !== but && found; }, `the narration of ${one.headline}`, patience);
const refused = control => until(() => control.getAttribute('aria-invalid').then(found => found === 'true'), 'the field to be refused', 15);
const open = async (where, one = page) => {
  await one.goto(`${server.url}/desk/settings/${where}`);
  await one.locator('main h2').first().waitFor();
};
const openStory = async (one, by = page) => {
  await by.goto(`${server.url}/desk/stories/${one.id}`);
  await by.locator('.side section[aria-label="Narration"]').scrollIntoViewIfNeeded();
  return by.locator('.side section[aria-label="Narration"]');
};
const save = async () => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).last().waitFor();
};
// Until the last word of it. The button says meanwhile what it does then.
async function heard(shown) {
  const button = await shown.elementHandle();
  await button.click();
  await until(() => button.getAttribute('data-sound').then(found => found === 'playing'), 'the sound to begin', 30);
  await until(() => button.getAttribute('data-sound').then(found => found === 'silent'), 'the sound to end', 30);
}

test('a voice is chosen, tried and kept; what is refused stands beside its field', async () => {
  await open('narration');
  assert.equal(await region('The voice server').count(), 0, 'there is none here');
  const voices = region('Voices');
  await voices.getByRole('button', { name: 'Add a language' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await refused(languageOf(voices));
  await languageOf(voices).fill('english!');
  await voices.getByLabel('Voice', { exact: true }).selectOption('espeak');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await refused(languageOf(voices));
  await languageOf(voices).fill('en');
  await voices.getByText('English', { exact: true }).first().waitFor();
  assert.equal(await voices.getByLabel('Voice', { exact: true }).locator('option[value="espeak:uk"]').count(), 0, 'voices of other languages are not offered');
  await voices.getByLabel('Voice', { exact: true }).selectOption('flite:kal16');
  await heard(voices.getByRole('button', { name: 'Say it: Voice', exact: true }));
  await voices.getByLabel('In all other languages', { exact: true }).selectOption('espeak');
  await region('Voices of sections').getByLabel('City', { exact: true }).selectOption('flite:rms');
  const told = region('What readers are told');
  await told.getByText('This audio is created with AI assistance.').waitFor();
  await told.getByRole('button', { name: 'Add a language' }).click();
  await languageOf(told).fill('en');
  await told.getByLabel('Words').fill('A machine reads this to you.');
  await told.getByLabel('Behind the text').check();
  const spoken = region('What is read');
  await spoken.getByLabel('The day of publication').uncheck();
  await spoken.getByLabel('Tables').selectOption('read');
  const podcast = region('The podcast');
  await podcast.getByLabel('Mail address of the podcast').fill('nonsense');
  await podcast.getByLabel('Category').selectOption('News > Daily News');
  await podcast.getByLabel('Title of the podcast').fill('The Bridge, read out');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await refused(podcast.getByLabel('Mail address of the podcast'));
  assert.equal(await podcast.getByLabel('Title of the podcast').inputValue(), 'The Bridge, read out');
  await podcast.getByLabel('Mail address of the podcast').fill('podcast@example.org');
  await save();
  await page.reload();
  await voices.waitFor();
  assert.equal(await voices.getByLabel('Voice', { exact: true }).inputValue(), 'flite:kal16');
  assert.equal(await region('Voices of sections').getByLabel('City', { exact: true }).inputValue(), 'flite:rms');
  assert.equal(await told.getByLabel('Words').inputValue(), 'A machine reads this to you.');
  assert.equal(await spoken.getByLabel('Tables').inputValue(), 'read');
  const kept = await settings();
  assert.deepEqual(kept.voices, { '': 'espeak', en: 'flite:kal16' });
  assert.deepEqual(kept.section_voices, { [section.id]: 'flite:rms' });
  assert.deepEqual(kept.disclosures, { en: 'A machine reads this to you.' });
  assert.equal(kept.disclosure_spoken, 'last');
  assert.equal(kept.say_date, false);
  assert.equal(kept.podcast.category, 'News > Daily News');
  await voices.getByRole('button', { name: 'Add a language' }).click();
  await languageOf(voices).nth(1).fill('en');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('This language stands here already.').first().waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('a podcast picture that directories would refuse is refused beside its place', async () => {
  const file = path.join(server.folder, 'small.png');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=c=teal:s=600x400', '-frames:v', '1', file]);
  const form = new FormData();
  form.append('file', new Blob([fs.readFileSync(file)]), 'small.png');
  await desk('POST', '/pictures', form);
  await open('narration');
  await region('The podcast').getByRole('button', { name: 'Choose a picture' }).click();
  await dialog().getByRole('listitem').getByRole('button').first().click();
  await region('The podcast').getByText('Its shorter side has 400 pixels.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await region('The podcast').getByText('this picture is too small for it').waitFor();
  assert.equal((await settings()).podcast.picture, null);
  await region('The podcast').getByRole('button', { name: 'Remove' }).click();
});

test('a name of a story is taught from the list, heard beforehand, and the story is spoken anew', async () => {
  const before = await ready(story);
  await open('lexicon');
  await page.getByText('No name has been taught yet.').waitFor();
  const unknown = region('Names in new stories');
  await unknown.getByText('Nobody had listened to Oleksandra Matviichuk before.').waitFor();
  await unknown.getByRole('link', { name: 'The new bridge' }).first().waitFor();
  await heard(unknown.getByRole('button', { name: 'Say it: Oleksandra Matviichuk' }));
  await unknown.getByRole('button', { name: 'Teach Oleksandra Matviichuk' }).click();
  assert.equal(await dialog().getByLabel('Written').inputValue(), 'Oleksandra Matviichuk');
  assert.equal(await dialog().getByLabel('Language').inputValue(), 'en');
  await dialog().getByText('Or in phonetic signs (IPA)').click();
  await dialog().getByLabel('IPA', { exact: true }).fill('matʋij3uk');
  await dialog().getByRole('button', { name: 'Say it' }).click();
  await refused(dialog().getByLabel('IPA', { exact: true }));
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('“3” is not a symbol of the phonetic alphabet.').waitFor();
  await dialog().getByLabel('IPA', { exact: true }).fill('olekˈsandrɐ matʋijuk');
  await dialog().getByLabel('IPA', { exact: true }).evaluate(box => box.setSelectionRange(16, 16));
  await dialog().getByRole('button', { name: 't͡ʃ', exact: true }).click();
  await heard(dialog().getByRole('button', { name: 'Say it' }));
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
  await region('What has been taught').getByText('Oleksandra Matviichuk').waitFor();
  await unknown.getByText('There is none: every name is known.').waitFor();
  const anew = await ready(story, before.made_at);
  assert.notEqual(anew.digest, before.digest, 'it says something else now');
  const [name] = (await desk('GET', '/narration/lexicon')).names;
  assert.equal(name.written, 'Oleksandra Matviichuk');
  assert.match(name.ipa, /t͡ʃ/);

  await page.getByRole('button', { name: 'Change Oleksandra Matviichuk' }).click();
  await dialog().getByLabel('Respelling').fill('oleksandra matveeychook');
  await dialog().getByLabel('Only with these capitals').uncheck();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
  await page.getByText('with any capitals').waitFor();
  await page.getByRole('button', { name: 'Teach a name' }).click();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await refused(dialog().getByLabel('Written'));
  await dialog().getByLabel('Written').fill('Oleksandra Matviichuk');
  await dialog().getByLabel('Language').fill('en');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('This name stands in the lexicon already.').waitFor();
  for (const written of ['Kvitka', 'Lviv', 'Dnipro', 'Łódź', 'Kraków']) await desk('POST', '/narration/lexicon', { written });
  await open('lexicon');
  await page.getByLabel('Search names').fill('krakow');
  await page.getByText('Kvitka').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Delete Kraków' }).click();
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No name fits that.').waitFor();
});

test('beside a story it is seen how far it is, and editors make it again, switch it off and on', async () => {
  const { made_at } = await ready(story);
  const part = await openStory(story);
  await part.getByText('Can be heard', { exact: true }).waitFor();
  await part.getByText(/^Spoken by rms \(flite\) · \d+ s · /).waitFor();
  await part.getByText('A machine reads this to you.').waitFor();
  assert.ok(await part.locator('audio').evaluate(async audio => { await audio.play(); audio.pause(); return audio.duration > 3; }), 'it is played here');
  await part.getByRole('button', { name: 'Make it again' }).click();
  await page.getByText('It will be spoken in a moment.').waitFor();
  await ready(story, made_at);
  await part.getByRole('button', { name: 'Switch off' }).click();
  await part.getByText('Readers hear nothing.').waitFor();
  assert.doesNotMatch((await server.get(`/${story.slug}/`)).text, /<audio/);
  await part.getByRole('button', { name: 'Switch on' }).click();
  await part.getByText('Can be heard', { exact: true }).waitFor({ timeout: patience * 1000 });
  await until(async () => /<audio/.test((await server.get(`/${story.slug}/`)).text), 'readers to hear it');

  const long = await server.publish({ headline: 'A long one', language: 'en', body_html: Array.from({ length: 40 }, (_, at) => `<p>This is sentence number ${at} of a story that takes its time.</p>`).join('') });
  const going = await openStory(long);
  await going.getByText(/^\d+ of 4\d sentences$/).waitFor({ timeout: patience * 1000 });
  await going.getByText('Can be heard', { exact: true }).waitFor({ timeout: patience * 1000 });
  await desk('POST', `/stories/${long.id}/unpublish`);
});

test('why it failed is said in words, and it is tried again', async () => {
  const mute = await server.publish({ headline: '***', language: 'en', body_html: '<p>…</p>' });
  await desk('PATCH', '/narration/settings', { disclosure_spoken: 'nowhere' });
  await until(async () => (await narration(mute)).state === 'failed', 'it to fail');
  const part = await openStory(mute);
  await part.getByText('There is nothing here that a voice could say.').waitFor();
  await open('narrations');
  await region('Not finished').getByText('There is nothing here that a voice could say.').waitFor();
  await region('Not finished').getByRole('link', { name: '***' }).waitFor();
  await desk('PATCH', `/stories/${mute.id}`, { headline: 'Now with words' });
  await ready({ ...mute });
  await region('Not finished').getByText('Nothing waits, and nothing has failed.').waitFor({ timeout: 60_000 });
  await desk('POST', `/stories/${mute.id}/unpublish`);
});

test('a person’s recording takes the machine’s place, before publishing too, and goes again', async () => {
  const recording = path.join(server.folder, 'person.m4a');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=frequency=300:duration=3', '-c:a', 'aac', recording]);
  let part = await openStory(story);
  await part.getByLabel('Upload a recording').setInputFiles({ name: 'x.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('no sound') });
  await part.getByText('This is not an MP3, M4A, Opus or Ogg Vorbis recording.').waitFor();
  await part.getByLabel('Upload a recording').setInputFiles(recording);
  await part.getByText(/^A person reads it · 3 s/).waitFor();
  await part.getByText('Readers are told nothing').waitFor();
  assert.equal(await part.getByText('A machine reads this to you.').count(), 0);
  assert.equal(await part.getByRole('button', { name: 'Make it again' }).count(), 0, 'no machine reads it');
  assert.equal((await narration(story)).kind, 'human');
  page.once('dialog', asked => asked.accept());
  await part.getByRole('button', { name: 'Take the recording away' }).click();
  await part.getByText(/^Spoken by/).waitFor({ timeout: patience * 1000 });
  assert.equal((await narration(story)).kind, 'machine');

  const draft = await desk('POST', '/stories', { headline: 'Not yet', language: 'en', body_html: body });
  part = await openStory(draft);
  await part.getByText('It is read out when it is published.').waitFor();
  await part.getByLabel('Upload a recording').setInputFiles(recording);
  await part.getByText(/Readers hear it when the story is published/).waitFor();
  assert.ok(await part.locator('audio').evaluate(async audio => { await audio.play(); audio.pause(); return audio.duration > 2; }), 'an editor hears it before readers do');
  const { media } = await narration(draft);
  assert.equal((await server.get(new URL(media).pathname)).status, 404, 'readers do not');
  await desk('DELETE', `/stories/${draft.id}`);
});

test('the archive is asked for, with a question first', async () => {
  await desk('PATCH', '/narration/settings', { enabled: false });
  const old = await server.publish({ headline: 'From the archive', language: 'en', body_html: body });
  await open('narrations');
  await page.getByText('Reading out is switched off.').waitFor();
  await desk('PATCH', '/narration/settings', { enabled: true });
  await open('narrations');
  const archive = region('The archive');
  await archive.getByLabel('How many of the newest stories').fill('0');
  await archive.getByRole('button', { name: 'Have them read out …' }).click();
  await refused(archive.getByLabel('How many of the newest stories'));
  await archive.getByLabel('How many of the newest stories').fill('5');
  await archive.getByRole('button', { name: 'Have them read out …' }).click();
  await dialog().getByText('Have 5 stories of the archive read out?').waitFor();
  await dialog().getByText(/It costs nothing but time/).waitFor();
  await dialog().getByRole('button', { name: 'Have them read out' }).click();
  await ready(old);
  const { counts } = await desk('GET', '/narration');
  await until(async () => new RegExp(`Can be heard\\s+${counts.ready}`).test(await region('How far it is').innerText()), 'the count', 30);
});

test('with a voice server its voices are named, its allowance is set, and the archive says what it costs', async t => {
  const voices = await SpeechServer.start();
  t.after(() => voices.close());
  await server.down();
  Object.assign(server.env, { BROADSHEET_SPEECH_URL: voices.url, BROADSHEET_SPEECH_KEY: 'secret-key' });
  await server.up();
  await open('narration');
  await region('Voices').getByLabel('Voice', { exact: true }).selectOption({ label: 'A voice of the voice server …' });
  await region('Voices').getByLabel('Its name there').fill('nova');
  await heard(region('Voices').getByRole('button', { name: 'Say it: Voice', exact: true }));
  assert.equal(voices.asked.at(-1).voice, 'nova');
  const panel = region('The voice server');
  await panel.getByText(/This month [\d,]+ characters were spoken/).waitFor();
  await panel.getByLabel('Speed').fill('9');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await refused(panel.getByLabel('Speed'));
  await panel.getByLabel('Speed').fill('0.9');
  await panel.getByLabel('Model').fill('tts-1-hd');
  await panel.getByLabel('Characters a month, at most').fill('20000');
  await save();
  const kept = await settings();
  assert.deepEqual([kept.voices.en, kept.model, kept.speed, kept.monthly_characters], ['server:nova', 'tts-1-hd', 0.9, 20_000]);
  await open('narrations');
  await region('The archive').getByRole('button', { name: 'Have them read out …' }).click();
  await dialog().getByText(/asks money for every character[\s\S]*100,000[\s\S]*allowance [\d,]+ are left/).waitFor();
  await dialog().getByRole('button', { name: 'Leave it' }).click();
});

test('who is not an editor sees what there is to hear, and no button that would be refused', async () => {
  const author = await signInAtDesk({ server, browser, faults }, 'author@example.org', 'author');
  const other = await openStory(story, author);
  await other.getByText('Readers are told:').waitFor({ timeout: patience * 1000 });
  assert.equal(await other.getByRole('button').count(), 0);
  assert.equal(await other.getByLabel(/Upload/).count(), 0);
  assert.equal(await other.getByText(/never taught/).count(), 0);
  const own = await desk('POST', '/stories', { headline: 'My own', language: 'en', body_html: body }, server.tokenOf('author@example.org'));
  const part = await openStory(own, author);
  await part.getByRole('button', { name: 'Switch off' }).click();
  await part.getByText('Readers hear nothing.').waitFor();
  await part.getByRole('button', { name: 'Switch on' }).click();
  await part.getByText('It is read out when it is published.').waitFor();
  assert.equal(await part.getByText(/never taught/).count(), 0, 'teaching is for editors');
  for (const screen of ['narration', 'lexicon', 'narrations']) {
    await author.goto(`${server.url}/desk/settings/${screen}`);
    await author.getByText('Editors and administrators change the settings.').waitFor();
  }
  await author.context().close();
});

test('no screen breaks a rule of axe or the width, light and dark', async () => {
  const named = await server.publish({ headline: 'Names', language: 'en', body_html: '<p>They went to see Vyshyvanka and then Zolotonosha together.</p>' });
  const look = async what => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], what);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${what} is too wide`);
  };
  const dialogs = { narration: [], lexicon: ['Teach a name', 'Teach Vyshyvanka', 'Change Kvitka', 'Delete Kvitka'], narrations: ['Have them read out …'] };
  for (const width of [360, 768, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const screen of Object.keys(dialogs)) {
        await open(screen);
        await page.waitForTimeout(400);
        await look(`/desk/settings/${screen} at ${width}, ${colorScheme}`);
        for (const name of dialogs[screen]) {
          await page.getByRole('button', { name }).first().click();
          await dialog().waitFor();
          await page.waitForTimeout(200);
          await look(`${name} at ${width}, ${colorScheme}`);
          await page.keyboard.press('Escape');
          await dialog().waitFor({ state: 'detached' });
        }
      }
      await page.goto(`${server.url}/desk/stories/${named.id}`);
      if (width < 1280) await page.getByRole('button', { name: 'Details' }).click();
      const part = page.locator(`${width < 1280 ? 'dialog' : '.side'} section[aria-label="Narration"]`);
      await part.scrollIntoViewIfNeeded();
      await part.getByText('names were never taught').click();
      await part.getByRole('button', { name: 'Teach Vyshyvanka' }).waitFor();
      await look(`a story at ${width}, ${colorScheme}`);
    }
});

test('nothing threw on any screen', () => assert.deepEqual(faults, []));
