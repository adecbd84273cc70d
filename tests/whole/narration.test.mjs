// Stories that can be heard: from publishing to the page, the podcast and back, with what players and decoders of others
// say about it (ffmpeg, feedparser).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { photo, upload } from './photos.mjs';
import { cookiesOf, engines, psql, Server, sleep, waiter } from './server.mjs';
import { failures, SpeechServer } from './speech_server.mjs';

const until = waiter(60, { strict: true });
const run = (program, ...words) => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const audioOf = page => /<div class="player" [^]*?<template/.exec(page)?.[0];
const sourceOf = (page, type = 'audio/mpeg') => new RegExp(`<source src="([^"]+)" type="${type}`).exec(audioOf(page) ?? '')?.[1];
const articleOf = page => [...page.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g)].flatMap(([, text]) => { const value = JSON.parse(text); return value['@graph'] ?? value; }).find(node => node['@type'] === 'NewsArticle');
const spokenOf = (server, story) => [...server.log.matchAll(new RegExp(`narrated story=${story.id} voice=(\\S+) lines=(\\d+) spoken=(\\d+)`, 'g'))].map(([, voice, lines, spoken]) => ({ voice, lines: +lines, spoken: +spoken }));

const body = ['The council met on Tuesday evening to talk about the new bridge.', 'Nobody had expected so many people.', 'The mayor said that the works would begin in 2027.']
  .map(one => `<p>${one}</p>`).join('') + '<h2>What comes next</h2><p>A vote is planned for May.</p>';

const fileOf = entry => entry.links.find(one => one.rel === 'enclosure');

function feedOf(text) {
  const program = `
import feedparser, json, sys
feed = feedparser.parse(sys.stdin.buffer.read(), response_headers={'content-type': 'application/rss+xml; charset=utf-8'}, sanitize_html=False)
print(json.dumps({'bozo': bool(feed.bozo), 'why': str(feed.get('bozo_exception', '')), 'feed': feed.feed, 'entries': feed.entries}, default=lambda v: None))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' }));
}

for (const engine of engines) {
  test(`a published story can be heard, on ${engine}`, async t => {
    const server = await Server.start(engine, { speech: true });
    t.after(() => server.close());
    const desk = async (method, where, given) => {
      const answer = await server.desk(method, where, given);
      assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const file = (name, bytes) => { const where = path.join(server.folder, name); writeFileSync(where, bytes); return where; };
    const bytesAt = async (where, headers = {}) => { const answer = await fetch(server.url + where, { headers, redirect: 'manual' }); return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }; };
    const podcast = async (where = '/podcast/rss/') => { const answer = await server.get(where); assert.equal(answer.status, 200, where); const feed = feedOf(answer.text); assert.equal(feed.bozo, false, feed.why); return { ...feed, text: answer.text }; };
    const heard = (story, but) => until(async () => { const page = (await server.get(`/${story.slug}/`)).text, source = sourceOf(page); return source && source !== but && page; }, `the audio of ${story.slug}`);

    const settings = await desk('PATCH', '/narration/settings', { voices: { en: 'flite:kal16' }, podcast: { email: 'podcast@example.org', category: 'News > Daily News' } });
    assert.equal(settings.voices.en, 'flite:kal16');
    const [section] = [await desk('POST', '/sections', { name: 'City', slug: 'city' })];
    const story = await server.publish({ headline: 'The new bridge', section: section.id, language: 'en', body_html: body });
    const begun = Date.now();
    let page = await heard(story);
    t.diagnostic(`heard ${Date.now() - begun} ms after publishing`);

    await t.test('the page plays it and says that a machine speaks', async () => {
      assert.match(audioOf(page), /<audio controls preload="none">/);
      assert.match(audioOf(page), /This audio is created with AI assistance\./);
      assert.ok(sourceOf(page, 'audio/ogg'));
      const { audio } = articleOf(page);
      assert.equal(audio['@type'], 'AudioObject');
      assert.equal(audio.contentUrl, server.url + sourceOf(page));
      assert.match(audio.duration, /^PT\d+M\d+S$/);
      assert.match(audio.description, /AI assistance/);
      assert.equal(audio.digitalSourceType, 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia');
    });

    await t.test('the files are what players expect', async () => {
      const { bytes, headers } = await bytesAt(sourceOf(page));
      assert.equal(headers.get('content-type'), 'audio/mpeg');
      const mp3 = file('story.mp3', bytes);
      const facts = JSON.parse(run('ffprobe', '-v', 'error', '-of', 'json', '-show_format', '-show_chapters', mp3));
      assert.ok(facts.format.duration > 8 && facts.format.duration < 60, facts.format.duration);
      assert.equal(facts.format.tags.title, 'The new bridge');
      assert.deepEqual(facts.chapters.map(one => one.tags.title), ['The new bridge', 'What comes next']);
      assert.match(JSON.stringify(facts.format.tags), /AI assistance/);
      for (const type of ['audio/mpeg', 'audio/ogg']) {
        const where = file(`story.${type.slice(6)}`, (await bytesAt(sourceOf(page, type))).bytes);
        const measured = spawnSync('ffmpeg', ['-nostats', '-i', where, '-af', 'ebur128', '-f', 'null', '-'], { encoding: 'utf8' }).stderr;
        const loudness = +/I:\s+(-[\d.]+) LUFS\s+Threshold/.exec(measured)[1];
        assert.ok(Math.abs(loudness + 16) <= 0.5, `${type}: ${loudness} LUFS`);
      }
      const part = await bytesAt(sourceOf(page), { Range: 'bytes=0-99' });
      assert.equal(part.status, 206);
      assert.equal(part.bytes.length, 100);
      const words = await server.get(`/${story.slug}/audio.vtt`);
      assert.match(words.headers.get('content-type'), /^text\/vtt/);
      assert.match(words.text, /^WEBVTT\n[^]*Nobody had expected so many people\./);
    });

    await t.test('the podcast has it', async () => {
      const feed = await until(async () => { const one = await podcast(); return one.entries.length > 0 && one; }, 'the podcast');
      const [entry] = feed.entries;
      assert.equal(entry.title, 'The new bridge');
      assert.equal(fileOf(entry).href, server.url + sourceOf(page));
      assert.equal(fileOf(entry).type, 'audio/mpeg');
      assert.equal(+fileOf(entry).length, (await bytesAt(sourceOf(page))).bytes.length);
      assert.match(feed.text, /<itunes:category text="News">\s*<itunes:category text="Daily News"/);
      assert.match(feed.text, /<itunes:email>podcast@example.org</);
      assert.match(feed.text, /<podcast:guid>[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}</);
      assert.match(feed.text, /<podcast:transcript url="[^"]+audio\.vtt" type="text\/vtt"/);
      assert.match(feed.text, /AI assistance/);
      for (const where of ['/podcast/city/rss/', '/podcast/en/rss/']) assert.equal((await podcast(where)).entries.length, 1, where);
      assert.equal((await server.get('/podcast/uk/rss/')).status, 404);
      assert.equal((await podcast(`/podcast/rss/before/${story.id}/`)).entries.length, 0);
    });

    await t.test('a corrected word is one sentence spoken', async () => {
      const before = sourceOf(page);
      await desk('PATCH', `/stories/${story.id}`, { body_html: body.replace('2027', '2028') });
      page = await heard(story, before);
      assert.equal(spokenOf(server, story).at(-1).spoken, 1);
      assert.equal((await bytesAt(before)).status, 200, 'pages that were taken along still play');
      const done = spokenOf(server, story).length;
      await desk('PATCH', `/stories/${story.id}`, { seo: { title: 'Nothing that is said' } });
      await sleep(1500);
      assert.equal(spokenOf(server, story).length, done, 'what is not said changes nothing');
    });

    await t.test('a name that is taught changes what is said', async () => {
      const before = sourceOf(page), { digest } = await desk('GET', `/stories/${story.id}/narration`);
      const refused = await server.desk('POST', '/narration/lexicon', { written: 'Tuesday', ipa: 'tjuːz3' });
      assert.equal(refused.status, 422, JSON.stringify(refused.body));
      assert.equal(refused.body.field, 'ipa');
      const name = await desk('POST', '/narration/lexicon', { written: 'Tuesday', respelling: 'toozday', language: 'en' });
      page = await heard(story, before);
      assert.notEqual((await desk('GET', `/stories/${story.id}/narration`)).digest, digest);
      assert.equal((await server.desk('POST', '/narration/lexicon', { written: 'Tuesday', language: 'en' })).status, 422);
      await desk('DELETE', `/narration/lexicon/${name.id}`);
      page = await heard(story, sourceOf(page));
      assert.equal((await desk('GET', `/stories/${story.id}/narration`)).digest, digest);
      const tried = await fetch(`${server.url}/desk/api/narration/say`, { method: 'POST', headers: { Authorization: `Bearer ${server.token}` }, body: JSON.stringify({ text: 'Kvitka Cisyk', ipa: 'ˈkvitka', language: 'en' }) });
      assert.equal(tried.status, 200);
      assert.equal(tried.headers.get('content-type'), 'audio/mpeg');
      assert.match(run('ffprobe', '-v', 'error', '-show_streams', file('try.mp3', Buffer.from(await tried.arrayBuffer()))), /codec_name=mp3/);
    });

    await t.test('a person is heard instead, and nothing says machine', async () => {
      const where = path.join(server.folder, 'person.m4a');
      run('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'sine=frequency=300:duration=3', '-c:a', 'aac', where);
      const form = new FormData();
      form.append('file', new Blob([readFileSync(where)]), 'person.m4a');
      const kept = await desk('POST', `/stories/${story.id}/narration/recording`, form);
      assert.equal(kept.kind, 'human');
      assert.equal(kept.may_change, true);
      assert.equal(kept.is_read_out, true);
      assert.equal(kept.disclosure, 'This audio is created with AI assistance.', 'what a machine’s would be marked with');
      const played = await bytesAt(`/desk/api/stories/${story.id}/narration/audio`, { Authorization: `Bearer ${server.token}` });
      assert.deepEqual([played.status, played.headers.get('content-type'), played.bytes.length], [200, 'audio/mp4', readFileSync(where).length]);
      assert.match(played.headers.get('cache-control'), /private/);
      assert.equal((await bytesAt(`/desk/api/stories/${story.id}/narration/audio`)).status, 401);
      const machine = sourceOf(page);
      page = (await server.get(`/${story.slug}/`)).text;
      assert.ok(sourceOf(page, 'audio/mp4'));
      assert.doesNotMatch(audioOf(page), /AI assistance/);
      assert.equal(articleOf(page).audio.digitalSourceType, undefined);
      assert.equal((await bytesAt(machine)).status, 404);
      const feed = await podcast();
      assert.equal(fileOf(feed.entries[0]).type, 'audio/x-m4a');
      assert.doesNotMatch(feed.text, /AI assistance/);
      const bad = new FormData();
      bad.append('file', new Blob(['no sound']), 'x.mp3');
      assert.ok((await server.desk('POST', `/stories/${story.id}/narration/recording`, bad)).status >= 400);
      await desk('DELETE', `/stories/${story.id}/narration/recording`);
      page = await heard(story);
      assert.match(audioOf(page), /AI assistance/);
    });

    await t.test('editors turn it off and on', async () => {
      await desk('POST', `/stories/${story.id}/narration/off`);
      assert.equal(audioOf((await server.get(`/${story.slug}/`)).text), undefined);
      assert.equal((await bytesAt(sourceOf(page))).status, 404);
      assert.equal((await server.get(`/${story.slug}/audio.vtt`)).status, 404);
      await desk('POST', `/stories/${story.id}/narration/on`);
      page = await heard(story);
    });

    await t.test('what only members may read only members hear', async () => {
      const locked = await server.publish({ headline: 'For members', visibility: 'members', language: 'en', body_html: body });
      const made = await until(async () => { const one = await desk('GET', `/stories/${locked.id}/narration`); return one.state === 'ready' && one; }, 'the narration');
      const stranger = (await server.get(`/${locked.slug}/`)).text;
      assert.equal(audioOf(stranger), undefined);
      assert.doesNotMatch(stranger, /AudioObject/);
      for (const name of ['audio.mp3', 'audio.opus', 'audio.vtt']) {
        const answer = await server.get(`/${locked.slug}/${name}`);
        assert.equal(answer.status, 403, name);
        assert.doesNotMatch(answer.text, /council|WEBVTT/);
        assert.match(answer.headers.get('cache-control'), /private/);
        assert.equal((await server.get(`/${locked.slug}/${name}`, { Cookie: 'broadsheet_reader=forged' })).status, 403);
      }
      assert.equal((await server.get(new URL(made.media).pathname)).status, 404, 'its file has no public address');
      assert.doesNotMatch((await podcast()).text, /For members/);
      const staff = await fetch(`${server.url}/${locked.slug}/audio.mp3`, { headers: { Authorization: `Bearer ${server.token}` } });
      assert.ok([200, 403].includes(staff.status));
      await fetch(`${server.url}/members/sign-in/`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email: 'reader@example.org' }) });
      const mail = await until(async () => (await desk('GET', '/outbox')).mails.find(one => one.to === 'reader@example.org'), 'the mail');
      const code = /confirm\/\?code=([\w-]+)/.exec((await desk('GET', `/outbox/${mail.name}`)).text)[1];
      const opened = await fetch(`${server.url}/newsletters/confirm/`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ code }) });
      const Cookie = cookiesOf(opened).map(one => one.split(';')[0]).find(one => one.includes('reader'));
      const member = (await server.get(`/${locked.slug}/`, { Cookie })).text;
      assert.equal(sourceOf(member), `/${locked.slug}/audio.mp3`);
      const sound = await bytesAt(sourceOf(member), { Cookie, Range: 'bytes=0-9' });
      assert.equal(sound.status, 206);
      assert.match(sound.headers.get('cache-control'), /private/);
      assert.match((await server.get(`/${locked.slug}/audio.vtt`, { Cookie })).text, /council/);
      // Opened to everybody, and closed again.
      await desk('PATCH', `/stories/${locked.id}`, { visibility: 'public' });
      assert.equal((await server.get(new URL(made.media).pathname)).status, 200);
      await until(async () => (await podcast()).text.includes('For members'), 'it to be in the podcast');
      await desk('PATCH', `/stories/${locked.id}`, { visibility: 'paid' });
      assert.equal((await server.get(new URL(made.media).pathname)).status, 404);
      assert.equal((await server.get(`/${locked.slug}/audio.mp3`, { Cookie })).status, 403);
      assert.doesNotMatch((await podcast()).text, /For members/);
    });

    await t.test('drafts are not spoken', async () => {
      const draft = await desk('POST', '/stories', { headline: 'Not yet', language: 'en', body_html: body });
      await sleep(1200);
      assert.equal((await desk('GET', `/stories/${draft.id}/narration`)).state, null);
      assert.equal((await server.desk('GET', `/stories/${draft.id}/narration/audio`)).status, 404);
      // What somebody recorded is heard at the desk before readers have it, by those who see the draft.
      const form = new FormData();
      form.append('file', new Blob([readFileSync(path.join(server.folder, 'person.m4a'))]), 'person.m4a');
      const { media } = await desk('POST', `/stories/${draft.id}/narration/recording`, form);
      assert.equal((await bytesAt(`/desk/api/stories/${draft.id}/narration/audio`, { Authorization: `Bearer ${server.token}`, Range: 'bytes=0-9' })).status, 206);
      assert.equal((await server.get(new URL(media).pathname)).status, 404);
      server.command('staff', 'add', 'stranger@example.org', '--role', 'author');
      const stranger = { Authorization: `Bearer ${server.tokenOf('stranger@example.org')}` };
      assert.equal((await server.desk('GET', `/stories/${draft.id}/narration/audio`, undefined, stranger)).status, 403);
      assert.equal((await server.get(`/${draft.slug}/audio.mp3`)).status, 404);
    });

    await t.test('what is retracted is silent at once', async () => {
      const source = sourceOf(page);
      await desk('POST', `/stories/${story.id}/retract`, { notice: 'We were wrong.' });
      for (const where of [source, `/${story.slug}/audio.mp3`, `/${story.slug}/audio.vtt`]) assert.equal((await server.get(where)).status, 410, where);
      assert.doesNotMatch((await podcast()).text, /The new bridge/);
      await until(async () => (await desk('GET', `/stories/${story.id}/narration`)).state === null, 'the narration to be gone');
      assert.equal((await server.get(source)).status, 410, 'and stays gone');
    });

    await t.test('what was published before is spoken when editors ask', async () => {
      await desk('PATCH', '/narration/settings', { enabled: false });
      const old = await server.publish({ headline: 'From the archive', language: 'en', body_html: body });
      await sleep(1200);
      assert.equal((await desk('GET', `/stories/${old.id}/narration`)).state, null);
      await desk('PATCH', '/narration/settings', { enabled: true });
      await desk('POST', '/narration/archive', { stories: 10 });
      await heard(old);
      const { counts } = await desk('GET', '/narration');
      assert.ok(counts.ready >= 1, JSON.stringify(counts));
      const { names } = await desk('GET', `/narration/names?story=${old.id}`);
      assert.ok(Array.isArray(names));
    });

    await t.test('names that no dictionary has are offered to be taught', async () => {
      const told = await server.publish({ headline: 'At the river', language: 'en', body_html: '<p>On Monday the mayor of Paris met Oleksa Hrytsenko at the bridge. Later Hrytsenko spoke.</p>' });
      const { names } = await desk('GET', `/narration/names?story=${told.id}`);
      assert.deepEqual(names.map(one => one.name), ['Oleksa Hrytsenko', 'Hrytsenko']);
    });

    await t.test('podcast directories get a square that is large enough', async () => {
      const small = await upload(server, photo(), 'small.jpg'), where = path.join(server.folder, 'cover.jpg');
      const refused = await server.desk('PATCH', '/narration/settings', { podcast: { picture: small.body.id } });
      assert.deepEqual([refused.status, refused.body.field, refused.body.code], [422, 'podcast/picture', 'picture_small'], JSON.stringify(refused.body));
      run('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=2400x1600', '-frames:v', '1', where);
      const large = await upload(server, readFileSync(where), 'cover.jpg');
      assert.equal((await desk('PATCH', '/narration/settings', { podcast: { picture: large.body.id } })).podcast.picture, large.body.id);
      const cover = await until(async () => { const href = (await podcast()).feed.image?.href; const size = href && run('ffprobe', '-v', 'error', '-of', 'csv=p=0', '-show_entries', 'stream=width,height', file('seen.jpg', (await bytesAt(new URL(href).pathname)).bytes)).trim(); return size === '1600,1600' && href; }, 'the cover');
      assert.match(cover, /\.jpg$/);
    });

    await t.test("the day's briefs are read out as a bulletin, which follows them", async () => {
      const yesterday = new Date(Date.now() - 26 * 3600_000).toISOString();
      const brief = (headline, fields = {}, at = yesterday) => server.publish({ kind: 'brief', headline, language: 'en', body_html: `<p>${headline}, said the town hall.</p>`, ...fields }, { at });
      const first = await brief('The ferry runs again');
      await brief('Lamps on the quay');
      await brief('For some', { visibility: 'members' });
      await brief('Today', {}, new Date().toISOString());
      await brief('Паром знову ходить', { language: 'uk' });
      const faulty = await server.desk('PATCH', '/narration/settings', { bulletin: { enabled: true, time: '25:00' } });
      assert.deepEqual([faulty.status, faulty.body.field], [422, 'bulletin/time']);
      const due = new Date(Date.now() - 3600_000).toISOString().slice(11, 16);
      const { bulletin } = await desk('PATCH', '/narration/settings', { bulletin: { enabled: true, time: due, hours: 48, section: section.id } });
      assert.deepEqual([bulletin.time, bulletin.hours, bulletin.section], [due, 48, section.id]);
      const isDue = () => server.tamper("UPDATE jobs SET run_at = 0 WHERE kind = 'publish_bulletin'");
      const published = async () => (await desk('GET', '/stories?status=published')).stories.filter(one => /bulletin-\d/.test(one.slug));
      isDue();
      await until(async () => (await published()).length === 2, 'the bulletins', 90);
      const [english] = (await published()).filter(one => one.language === 'en');
      const words = async () => (await server.get(`/${english.slug}/`)).text;
      const read = await heard(english);
      assert.match(read, /The ferry runs again, said/);
      assert.match(read, /Lamps on the quay, said/);
      assert.doesNotMatch(/<article[^]*<\/article>/.exec(read)[0], /For some, said|Today, said/);
      assert.match(read, new RegExp(`href="/${first.slug}/"`));
      const chapters = () => words().then(page => bytesAt(sourceOf(page))).then(({ bytes }) => JSON.parse(run('ffprobe', '-v', 'error', '-of', 'json', '-show_chapters', file('bulletin.mp3', bytes))).chapters.map(one => one.tags.title));
      assert.ok((await chapters()).includes('Lamps on the quay'));
      assert.match((await desk('GET', `/stories/${english.id}/narration`)).state, /ready/);
      isDue();
      await sleep(2500);
      assert.equal((await published()).length, 2, 'one a day');
      await desk('POST', `/stories/${first.id}/retract`, { notice: 'It does not.' });
      await until(async () => !/The ferry runs again, said/.test(await words()), 'the bulletin without what was retracted');
      await until(async () => !(await chapters()).includes('The ferry runs again'), 'the sound without it');
      await desk('PATCH', `/stories/${english.id}`, { headline: 'Our bulletin' });
      const [other] = (await desk('GET', '/stories?status=published&kind=brief')).stories.filter(one => one.headline === 'Lamps on the quay');
      await desk('PATCH', `/stories/${other.id}`, { body_html: '<p>Changed.</p>' });
      await sleep(2500);
      assert.match(await words(), /Lamps on the quay, said/, 'what an editor has changed is theirs');
      await desk('PATCH', '/narration/settings', { bulletin: { enabled: false } });
    });

    await t.test('newsletters lead to what can be heard', async () => {
      const spoken = await server.publish({ headline: 'Heard by mail', language: 'en', body_html: body });
      await heard(spoken);
      const newsletter = await desk('POST', '/newsletters', { name: 'Daily' });
      const mailing = await desk('POST', '/mailings', { newsletter: newsletter.id, kind: 'edition', subject: 'Today', stories: [spoken.id] });
      const preview = await desk('GET', `/mailings/${mailing.id}/preview`);
      assert.match(preview.html, new RegExp(`href="[^"]*/${spoken.slug}/#listen"[^>]*>Listen, 1 min<`));
      assert.match(preview.text, new RegExp(`Listen, 1 min: \\S+/${spoken.slug}/#listen`));
    });

    await t.test('after a kill it goes on', async () => {
      await desk('PATCH', '/narration/settings', { voices: { en: 'flite:slt' } });
      const cut = await server.publish({ headline: 'Cut short', language: 'en', body_html: body.repeat(6) });
      await until(async () => (await desk('GET', `/stories/${cut.id}/narration`)).state === 'speaking', 'it to speak');
      await server.down('SIGKILL');
      // Where several programs may speak, what one held is free when its time has run out: as if that were now.
      if (engine === 'postgresql') psql(process.env.BROADSHEET_TEST_POSTGRES + server.database, "UPDATE narrations SET held_until = 0 WHERE state = 'speaking'");
      await server.up();
      await heard(cut);
    });
  });

  test(`a voice server that fails in every way is stood in for, on ${engine}`, async t => {
    const voices = await SpeechServer.start();
    t.after(() => voices.close());
    const server = await Server.start(engine, { speech: true, env: { BROADSHEET_SPEECH_URL: voices.url, BROADSHEET_SPEECH_KEY: 'secret-key' } });
    t.after(() => server.close());
    const narration = async story => until(async () => { const { body } = await server.desk('GET', `/stories/${story.id}/narration`); return body.state === 'ready' && body; }, 'the narration', 120);
    const changed = await server.desk('PATCH', '/narration/settings', { voices: { en: 'server:nova' } });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    const well = await server.publish({ headline: 'Spoken by the server', language: 'en', body_html: '<p>One sentence.</p>' });
    const made = await narration(well);
    assert.equal(made.voice, 'server:nova');
    assert.match(made.source_type, /trainedAlgorithmicMedia$/);
    assert.equal(made.trouble, null);
    assert.equal(voices.asked[0].voice, 'nova');
    assert.equal(voices.asked[0].key, 'Bearer secret-key');
    assert.ok((await server.desk('GET', '/narration/settings')).body.spent_characters > 20);
    for (const way of failures) {
      voices.way = way;
      const story = await server.publish({ headline: `The server: ${way.replace('_', ' ')}`, language: 'en', body_html: `<p>This is said in the case ${way.replace('_', ' ')}.</p>` });
      const stood = await narration(story);
      assert.equal(stood.voice, 'flite:slt', way);
      assert.match(stood.trouble, /not by server:nova/, way);
      assert.match(stood.source_type, /\/algorithmicMedia$/, way);
    }
    voices.way = 'well';
    await server.desk('PATCH', '/narration/settings', { monthly_characters: 1 });
    const over = await narration(await server.publish({ headline: 'Over the limit', language: 'en', body_html: '<p>This would cost too much.</p>' }));
    assert.equal(over.voice, 'flite:slt');
    assert.doesNotMatch(server.log, /secret-key/);
  });
}
