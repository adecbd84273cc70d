// What editors arrange and what follows by itself: settings, picks, related stories, story cards, the archive, and the
// edit link that only those get who may edit.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';
import { engines, Server, sleep } from './server.mjs';

const doc = (...content) => ({ type: 'doc', content });
const card = story => ({ type: 'storyCard', attrs: { story } });
const paragraph = text => ({ type: 'paragraph', content: [{ type: 'text', text }] });

const raw = (server, path, headers = {}, method = 'GET') => new Promise((done, failed) => {
  http.request({ host: '127.0.0.1', port: server.port, path, method, headers }, response => {
    const chunks = [];
    response.on('data', chunk => chunks.push(chunk)).on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('latin1') }));
  }).on('error', failed).end();
});

for (const engine of engines) {
  test(`${engine}: settings change every page at once, and what is wrong changes nothing`, async () => {
    const server = await Server.start(engine);
    try {
      const before = await server.get('/');
      assert.doesNotMatch(before.text, /settings\.css/);
      const set = await server.desk('PATCH', '/settings', { title: 'The Harbour Post', accent_color: '#ffee00', navigation: [{ label: 'About us', url: '/about/' }], theme: { front_layout: 'list' } });
      assert.equal(set.status, 200, JSON.stringify(set.body));
      assert.equal(set.body.theme_options.front_layout.type, 'select');
      const page = (await server.get('/')).text;
      assert.match(page, /The Harbour Post/);
      assert.match(page, /<a href="\/about\/">About us<\/a>/);
      assert.match(page, /layout-list/);
      const css = await server.get(page.match(/href="(\/assets\/settings\.css\?v=[^"]+)"/)[1]);
      assert.match(css.text, /--accent: #[0-9a-f]{6}/);
      assert.doesNotMatch(css.text, /#ffee00; }\n@media/); // yellow on paper cannot be read: it was darkened
      for (const [body, field] of [[{ accent_color: 'red' }, 'accent_color'], [{ timezone: 'Mars/Base' }, 'timezone'], [{ title: '' }, 'title'], [{ logo: '0000000000001' }, 'logo'],
        [{ navigation: [{ label: 'x', url: 'javascript:alert(1)' }] }, 'navigation/0/url'], [{ theme: { front_layout: 'spiral' } }, 'theme/front_layout'], [{ theme: { nothing: 1 } }, 'theme/nothing'], [{ colour: 'red' }, 'colour']]) {
        const refused = await server.desk('PATCH', '/settings', { tagline: 'Never kept', ...body });
        assert.equal(refused.status, 422, JSON.stringify(body));
        assert.equal(refused.body.field, field);
      }
      assert.doesNotMatch((await server.get('/')).text, /Never kept/);
      server.command('staff', 'add', 'writer@example.org', '--role', 'author');
      assert.equal((await server.desk('PATCH', '/settings', { title: 'Mine' }, { Authorization: `Bearer ${server.tokenOf('writer@example.org')}` })).status, 403);
      await server.desk('PATCH', '/settings', { language: 'uk' });
      assert.match((await server.get('/')).text, /<html lang="uk" dir="ltr">/);
      assert.match((await server.get('/')).text, /Стрічка новин/);
      await server.desk('PATCH', '/settings', { language: 'ar' });
      assert.match((await server.get('/')).text, /<html lang="ar" dir="rtl">/);
      assert.match((await server.get('/no-such-page/')).text, /<html lang="ar" dir="rtl">/);
    } finally { await server.close(); }
  });

  test(`${engine}: picks keep their order, expire on time and are filled up with the newest`, async () => {
    const server = await Server.start(engine);
    try {
      const stories = [];
      for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven']) stories.push(await server.publish({ headline: `${name} of seven` }));
      const picks = async () => [...(await server.get('/one-of-seven/')).text.matchAll(/pick-headline" href="[^"]+">(\w+) of seven/g)].map(match => match[1]);
      assert.deepEqual(await picks(), ['Seven', 'Six', 'Five', 'Four', 'Three', 'Two']);
      const soon = new Date(Date.now() + 2500).toISOString();
      const put = await server.desk('PUT', '/lists/picks', { entries: [{ story: stories[2].id, expires_at: soon }, { story: stories[0].id }] });
      assert.equal(put.status, 200);
      assert.deepEqual((await picks()).slice(0, 2), ['Three', 'One']);
      for (let i = 0; i < 60 && (await picks())[0] !== 'One'; i++) await sleep(100);
      assert.deepEqual((await picks()).slice(0, 2), ['One', 'Seven']);
      await server.desk('POST', `/stories/${stories[0].id}/retract`, { notice: 'Wrong.' });
      const after = [...(await server.get('/two-of-seven/')).text.matchAll(/pick-headline" href="[^"]+">(\w+) of seven/g)].map(match => match[1]);
      assert.ok(!after.includes('One') && after.length === 6, after.join());
    } finally { await server.close(); }
  });

  test(`${engine}: story cards and related stories follow their story`, async () => {
    const server = await Server.start(engine);
    try {
      const flood = await server.publish({ headline: 'The flood', tags: ['river', 'flood'] });
      const gauge = await server.publish({ headline: 'The gauge', tags: ['river'] });
      const other = await server.publish({ headline: 'Unrelated' });
      const main = await server.publish({ headline: 'The river today', tags: ['river', 'flood'], body: doc(paragraph('Text.'), card(gauge.id)), body_html: undefined });
      const related = async () => [...((await server.get('/the-river-today/')).text.split('id="related-title"')[1] ?? '').split('</section>')[0].matchAll(/<h3><a href="[^"]+">([^<]+)</g)].map(match => match[1]);
      assert.deepEqual(await related(), ['The flood']); // the gauge stands in the text already
      assert.match((await server.get('/the-river-today/')).text, /story-card-headline[^>]*><a href="\/the-gauge\/">The gauge</);
      const change = await server.desk('PATCH', `/stories/${gauge.id}`, { headline: 'The gauge, read anew', slug: 'gauge-anew' });
      assert.equal(change.status, 200);
      assert.match((await server.get('/the-river-today/')).text, /<a href="\/gauge-anew\/">The gauge, read anew</);
      await server.desk('PUT', `/lists/related-${main.id}`, { entries: [{ story: other.id }, { story: flood.id }] });
      assert.deepEqual(await related(), ['Unrelated', 'The flood']);
      await server.desk('PATCH', `/stories/${other.id}`, { headline: 'Related after all' });
      assert.deepEqual(await related(), ['Related after all', 'The flood']);
      for (const story of [other, gauge]) await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'Wrong.' });
      assert.deepEqual(await related(), ['The flood']);
      assert.doesNotMatch((await server.get('/the-river-today/')).text, /gauge/);
      server.command('staff', 'add', 'writer@example.org', '--role', 'author');
      const writer = { Authorization: `Bearer ${server.tokenOf('writer@example.org')}` };
      const own = await server.desk('POST', '/stories', { headline: 'My own', body_html: '<p>x</p>' }, writer);
      assert.equal((await server.desk('PUT', `/lists/related-${own.body.id}`, { entries: [{ story: flood.id }] }, writer)).status, 200);
      assert.equal((await server.desk('PUT', `/lists/related-${main.id}`, { entries: [] }, writer)).status, 403);
      assert.equal((await server.desk('PUT', '/lists/picks', { entries: [] }, writer)).status, 403);
    } finally { await server.close(); }
  });

  test(`${engine}: the archive has every month, day and page`, async () => {
    const server = await Server.start(engine, { env: { BROADSHEET_SITE_TIMEZONE: 'Europe/Kyiv' } });
    try {
      await server.publish({ headline: 'Before midnight' }, { at: '2024-03-05T21:59:00Z' });
      await server.publish({ headline: 'After midnight' }, { at: '2024-03-05T22:01:00Z' }); // Kyiv is two hours ahead
      await server.publish({ kind: 'brief', headline: 'A brief of May', body_html: '<p>Short.</p>' }, { at: '2025-05-01T10:00:00Z' });
      const start = (await server.get('/archive/')).text;
      assert.match(start, /href="\/archive\/2024\/03\/">March</);
      assert.match(start, /href="\/archive\/2025\/05\/">May</);
      assert.doesNotMatch(start, /archive\/2024\/04/);
      const month = (await server.get('/archive/2024/03/')).text;
      assert.match(month, /href="\/archive\/2024\/03\/05\/"/);
      assert.match(month, /href="\/archive\/2024\/03\/06\/"/);
      assert.match(month, /1 story/);
      assert.match(month, /rel="prev" href="\/archive\/2025\/05\/"/);
      const day = (await server.get('/archive/2024/03/05/')).text;
      assert.match(day, /Before midnight/);
      assert.match(day.split('<aside')[0], /rel="prev" href="\/archive\/2024\/03\/06\/"/);
      assert.doesNotMatch(day.split('<aside')[0], /After midnight/);
      assert.match((await server.get('/archive/2025/05/01/')).text, /A brief of May[\s\S]*Short\./);
      assert.match((await server.get('/archive/page/1/')).text, /Before midnight/);
      for (const where of ['/archive/2024/13/', '/archive/2024/3/', '/archive/2024/02/30/', '/archive/2023/01/', '/archive/page/2/', '/archive/2024/03/07/'])
        assert.equal((await server.get(where)).status, 404, where);
      await server.publish({ headline: 'A late-comer' }, { at: '2024-03-05T10:00:00Z' });
      assert.match((await server.get('/archive/2024/03/05/')).text, /A late-comer/);
    } finally { await server.close(); }
  });
}

test('the edit link reaches only those who may edit that story, and no answer that is kept or shared', async () => {
  const server = await Server.start('sqlite');
  try {
    const session = async email => {
      const link = server.command('staff', 'add', email, '--role', email.startsWith('editor') ? 'administrator' : 'author').trim();
      const signed = await fetch(server.url + '/desk/api/sessions', { method: 'POST', body: JSON.stringify({ code: new URL(link).searchParams.get('code') }) });
      assert.equal(signed.status, 201);
      return signed.headers.get('set-cookie').split(';')[0];
    };
    const editor = await session('editor2@example.org'), writer = await session('writer2@example.org');
    const story = await server.publish({ headline: 'Open to all' });
    const link = `/desk/stories/${story.id}`;
    const shown = await raw(server, '/open-to-all/', { Cookie: editor });
    assert.ok(shown.body.includes(link));
    assert.equal(shown.headers['cache-control'], 'private, no-store');
    assert.ok(!(await raw(server, '/open-to-all/', { Cookie: writer })).body.includes(link));
    // Everybody else, in every form that an answer has, after staff has looked at the page.
    const doors = ['/open-to-all/', '/', '/archive/', '/rss/', '/feed/', '/sitemap.xml', '/search/?q=open', '/nothing-here/'];
    for (const where of doors)
      for (const headers of [{}, { 'Accept-Encoding': 'gzip' }, { 'Accept-Encoding': 'br' }, { Cookie: 'broadsheet_session=forged' }, { 'X-Forwarded-For': '127.0.0.1' }, { Authorization: 'Bearer forged' }, { Range: 'bytes=0-99999' }])
        for (const method of ['GET', 'HEAD']) {
          await raw(server, where, { Cookie: editor });
          const answer = await raw(server, where, headers, method);
          assert.ok(!answer.body.includes('/desk/stories/') && !JSON.stringify(answer.headers).includes('/desk/stories/'), `${method} ${where} ${JSON.stringify(headers)}`);
        }
    // A page kept before, asked for again with its ETag, stays the public one; staff never get a shared answer.
    const kept = await raw(server, '/open-to-all/');
    assert.match(kept.headers['cache-control'], /public/);
    assert.equal((await raw(server, '/open-to-all/', { 'If-None-Match': kept.headers.etag })).status, 304);
    assert.equal((await raw(server, '/open-to-all/', { Cookie: editor, 'If-None-Match': kept.headers.etag })).status, 200);
    for (const where of doors) assert.doesNotMatch((await raw(server, where, { Cookie: editor })).headers['cache-control'] ?? '', /public/, where);
    // The short way leads everyone who may read the story to the desk, which asks who they are.
    assert.equal((await raw(server, '/open-to-all/edit/')).headers.location, link);
  } finally { await server.close(); }
});
