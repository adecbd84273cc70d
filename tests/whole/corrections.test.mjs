// Corrections: on the page, in every feed, in the structured data, on the corrections page; who may, and what is refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import { graphOf, nodeOf } from './google_fields.mjs';
import { engines, Server } from './server.mjs';

for (const engine of engines) {
  test(`a correction stands wherever the story does, at once, and goes when deleted on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
      const story = await server.publish({ headline: 'A bridge of two spans', section: section.id });
      const feeds = ['/rss/', '/atom.xml', '/feed.json', '/section/city/rss/', '/section/city/atom.xml', '/section/city/feed.json'];
      const places = ['/a-bridge-of-two-spans/', '/corrections/', ...feeds];
      for (const place of places) assert.equal((await server.get(place)).status, 200, place);  // kept before it changes
      const note = 'The bridge has three spans, not two. «Вибачте» & <sorry>';
      const made = await server.desk('POST', `/stories/${story.id}/corrections`, { note: `  ${note}\n` });
      assert.equal(made.status, 201);
      assert.equal(made.body.note, note);
      assert.equal(made.body.story, story.id);
      assert.equal(made.headers.get('location'), `/desk/api/stories/${story.id}/corrections/${made.body.id}`);
      const page = (await server.get('/a-bridge-of-two-spans/')).text;
      const aside = page.match(/<aside class="corrections"[^>]*>([^]*?)<\/aside>/)[1];
      assert.match(aside, /<h2>Correction<\/h2>/);
      assert.match(aside, new RegExp(`<time datetime="${made.body.at}">`));
      assert.match(aside, /The bridge has three spans, not two\. «Вибачте» &amp; &lt;sorry&gt;/);
      const article = nodeOf(page, 'NewsArticle');
      assert.deepEqual(article.correction, [{ '@type': 'CorrectionComment', text: note, datePublished: made.body.at }]);
      assert.equal(article.dateModified, made.body.at);
      for (const place of feeds) {
        const text = (await server.get(place)).text;
        const html = place.endsWith('.json') ? JSON.parse(text).items[0].content_html : text;
        assert.match(html, /three spans, not two/, place);
        assert.ok(text.includes(made.body.at), place);
      }
      assert.match((await server.get('/rss/')).text, new RegExp(`<atom:updated>${made.body.at}`));
      const month = made.body.at.slice(0, 7);
      assert.match((await server.get(`/sitemap-${month}.xml`)).text, new RegExp(`<lastmod>${made.body.at}`));
      const list = (await server.get('/corrections/')).text;
      assert.match(list, /<a href="\/a-bridge-of-two-spans\/">A bridge of two spans<\/a>/);
      assert.match(list, /three spans/);
      assert.match((await server.get('/')).text, /href="\/corrections\/"/);
      // The version stays: whoever has the story open can go on.
      const patched = await server.desk('PATCH', `/stories/${story.id}`, { headline: 'A bridge of three spans' }, { 'If-Match': `"${story.version}"` });
      assert.equal(patched.status, 200);
      assert.match((await server.get('/corrections/')).text, />A bridge of three spans</);
      await server.desk('POST', `/stories/${story.id}/corrections`, { note: 'Second.' });
      assert.match((await server.get('/a-bridge-of-two-spans/')).text, /<h2>Corrections<\/h2>[^]*Second\.[^]*three spans/);
      const listed = (await server.desk('GET', `/stories/${story.id}/corrections`)).body;
      assert.deepEqual(listed.corrections.map(c => c.note), ['Second.', note]);
      for (const { id } of listed.corrections) assert.equal((await server.desk('DELETE', `/stories/${story.id}/corrections/${id}`)).status, 204);
      assert.equal((await server.desk('DELETE', `/stories/${story.id}/corrections/${made.body.id}`)).status, 404);
      for (const place of places) assert.doesNotMatch((await server.get(place)).text, /three spans, not two|Second\.|class="corrections"/, place);
      assert.equal('correction' in nodeOf((await server.get('/a-bridge-of-two-spans/')).text, 'NewsArticle'), false);
    } finally { await server.close(); }
  });

  test(`who may correct, and what is refused on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      for (const role of ['contributor', 'author']) server.command('staff', 'add', `${role}@example.org`, '--role', role);
      const [contributor, author] = ['contributor', 'author'].map(role => ({ Authorization: `Bearer ${server.tokenOf(`${role}@example.org`)}` }));
      const own = (await server.desk('POST', '/stories', { headline: 'Own' }, author)).body;
      const correct = (id, body, headers) => server.desk('POST', `/stories/${id}/corrections`, body, headers);
      const draft = await correct(own.id, { note: 'Too early' }, author);
      assert.equal(draft.status, 409);
      assert.equal(draft.body.code, 'not_published');
      await server.desk('POST', `/stories/${own.id}/publish`, undefined, author);
      const made = await correct(own.id, { note: 'By its author' }, author);
      assert.equal(made.status, 201);
      const others = await server.publish({ headline: 'Of others' });
      assert.equal((await correct(others.id, { note: 'x' }, author)).status, 403);
      assert.equal((await correct(others.id, { note: 'x' }, contributor)).status, 403);
      assert.equal((await correct(others.id, { note: 'x' }, { Authorization: undefined })).status, 401);
      assert.equal((await server.desk('DELETE', `/stories/${own.id}/corrections/${made.body.id}`, undefined, author)).status, 403);
      assert.equal((await server.desk('DELETE', `/stories/${others.id}/corrections/${made.body.id}`)).status, 404);
      for (const [body, code] of [[{}, 'note_missing'], [{ note: ' \n ' }, 'note_missing'], [{ note: null }, 'note_missing'], [{ note: 7 }, 'text_expected'],
        [{ note: 'x'.repeat(1001) }, 'text_refused'], [{ note: 'bell \u0007' }, 'text_refused'], [{ note: 'x', at: '2020-01-01T00:00:00Z' }, 'unknown_field']]) {
        const refused = await correct(others.id, body);
        assert.equal(refused.status, 422, JSON.stringify(body));
        assert.equal(refused.body.code, code);
        assert.equal(refused.body.field, 'at' in body ? 'at' : 'note');
      }
      assert.equal((await correct(others.id, { note: 'ї'.repeat(1000) })).status, 201);
      assert.equal((await correct('0000000000001', { note: 'x' })).status, 404);
      assert.deepEqual((await server.desk('GET', `/stories/${others.id}/corrections`)).body.corrections.map(c => c.note.length), [1000]);
    } finally { await server.close(); }
  });

  test(`the corrections page holds retractions, and is paged to its end on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const gone = await server.publish({ headline: 'It never happened' });
      await server.desk('POST', `/stories/${gone.id}/corrections`, { note: 'It happened on Tuesday.' });
      await server.desk('POST', `/stories/${gone.id}/retract`, { notice: 'It did not happen at all.' });
      const first = (await server.get('/corrections/')).text;
      assert.match(first, /<strong>Retracted:<\/strong> <span lang="en">It did not happen at all\./);
      assert.match(first, /It happened on Tuesday/);
      const story = await server.publish({ headline: 'Often corrected' });
      for (let i = 1; i <= 45; i++) await server.desk('POST', `/stories/${story.id}/corrections`, { note: `Note ${i}.` });
      const notes = [], visited = [];
      for (let where = '/corrections/'; where;) {
        const page = await server.get(where);
        assert.equal(page.status, 200, where);
        assert.ok(page.text.includes(`<link rel="canonical" href="${server.url}${where}">`), where);
        notes.push(...[...page.text.matchAll(/<span lang="en">([^<]*)<\/span>/g)].map(match => match[1]));
        visited.push(where);
        where = page.text.match(/<link rel="next" href="([^"]*)"/)?.[1];
      }
      assert.equal(visited.length, 3);
      assert.deepEqual(notes, [...Array.from({ length: 45 }, (_, i) => `Note ${45 - i}.`), 'It did not happen at all.', 'It happened on Tuesday.']);
      assert.equal((await server.get(`/corrections/before/${story.id}/`)).status, 404);
      for (const where of ['0000000000001', 'x', '0']) assert.equal((await server.get(`/corrections/before/${where}/`)).status, 404, where);
      await server.desk('POST', `/stories/${gone.id}/unpublish`);
      assert.doesNotMatch((await server.get(visited[2])).text, /It did not happen|It happened on Tuesday/);
      await server.desk('POST', `/stories/${gone.id}/publish`);
      assert.match((await server.get(visited[2])).text, /It happened on Tuesday/);
      const reserved = await server.desk('POST', '/stories', { headline: 'Corrections' });
      assert.equal(reserved.body.slug, 'corrections-story');
      assert.equal((await server.desk('POST', '/stories', { headline: 'x', slug: 'archive' })).body.field, 'slug');
    } finally { await server.close(); }
  });
}

test('a staged edit is no update that readers see', async () => {
  const server = await Server.start('sqlite');
  try {
    const story = await server.publish({ headline: 'Calm' });
    const updated = async () => (await server.desk('GET', `/stories/${story.id}`)).body.updated_at;
    const before = await updated();
    await server.desk('PATCH', `/stories/${story.id}/staged`, { headline: 'Less calm' });
    assert.equal(await updated(), before);
    await server.desk('POST', `/stories/${story.id}/publish`);
    assert.notEqual(await updated(), before);
    assert.equal(graphOf((await server.get('/calm/')).text).length, 2);
  } finally { await server.close(); }
});
