// The main job, end to end: a story goes in through the desk's API, readers get pages; on both engines.
import assert from 'node:assert/strict';
import test from 'node:test';
import { engines, psql, Server, sleep } from './server.mjs';

for (const engine of engines) {
  test(`publish and retract on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
      const author = (await server.desk('POST', '/authors', { name: 'News Desk', kind: 'desk' })).body;
      const places = ['/', '/section/city/', '/author/news-desk/', '/rss/', '/tag/river/'];
      for (const place of places.slice(0, 4)) assert.equal((await server.get(place)).status, 200);  // kept before it changes
      const story = await server.publish({ headline: 'River rises & falls', section: section.id, bylines: [author.id], tags: ['river'] });
      assert.equal(story.status, 'published');
      assert.equal(story.url, server.url + '/river-rises-falls/');
      for (const place of places) assert.match((await server.get(place)).text, /River rises &amp; falls/, place);
      const page = await server.get('/river-rises-falls/');
      assert.equal(page.status, 200);
      assert.match(page.text, /<time datetime="20/);
      assert.match(page.text, /1 min read/);
      const gone = await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'A figure was wrong.' });
      assert.equal(gone.status, 200);
      for (const place of places) assert.doesNotMatch((await server.get(place)).text, /River rises/, place);
      const retracted = await server.get('/river-rises-falls/');
      assert.equal(retracted.status, 410);
      assert.match(retracted.text, /A figure was wrong\./);
    } finally { await server.close(); }
  });

  test(`an edit is live at once, a slug redirects, the faster of two wins on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const story = await server.publish({ headline: 'First words' });
      assert.match((await server.get('/first-words/')).text, /First words/);
      const changed = await server.desk('PATCH', `/stories/${story.id}`, { headline: 'Second words', slug: 'second-words' }, { 'If-Match': `"${story.version}"` });
      assert.equal(changed.status, 200);
      assert.equal(changed.headers.get('etag'), `"${story.version + 1}"`);
      assert.match((await server.get('/')).text, /Second words/);
      const moved = await server.get('/first-words/');
      assert.equal(moved.status, 301);
      assert.equal(moved.headers.get('location'), '/second-words/');
      const late = await server.desk('PATCH', `/stories/${story.id}`, { headline: 'Third words' }, { 'If-Match': `"${story.version}"` });
      assert.equal(late.status, 412);
      assert.equal(late.body.current.headline, 'Second words');
      assert.equal(late.body.yours.headline, 'Third words');
      const staged = await server.desk('PATCH', `/stories/${story.id}/staged`, { headline: 'Waiting words' });
      assert.equal(staged.status, 200);
      assert.doesNotMatch((await server.get('/second-words/')).text, /Waiting words/);
      await server.desk('POST', `/stories/${story.id}/publish`);
      assert.match((await server.get('/second-words/')).text, /Waiting words/);
      const revisions = (await server.desk('GET', `/stories/${story.id}/revisions`)).body.revisions;
      assert.deepEqual(revisions.map(r => r.headline), ['Waiting words', 'Second words', 'Second words', 'First words', 'First words']);
    } finally { await server.close(); }
  });

  test(`a scheduled story appears on time, and once when the process was down on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const soon = new Date(Date.now() + 900).toISOString();
      const story = await server.publish({ headline: 'At the hour' }, { at: soon });
      assert.equal(story.status, 'scheduled');
      assert.equal((await server.get('/at-the-hour/')).status, 404);
      await sleep(1500);
      assert.equal((await server.get('/at-the-hour/')).status, 200);
      const later = new Date(Date.now() + 700).toISOString();
      const second = await server.publish({ headline: 'While we slept' }, { at: later });
      await server.down('SIGKILL');
      await sleep(900);
      await server.up();
      for (let i = 0; i < 40 && (await server.get('/while-we-slept/')).status !== 200; i++) await sleep(50);
      const done = (await server.desk('GET', `/stories/${second.id}`)).body;
      assert.equal(done.status, 'published');
      assert.equal(done.published_at, later);
      assert.equal((await server.get('/')).text.match(/href="\/while-we-slept\/">While/g).length, 2);  // the list and the picks, once each
    } finally { await server.close(); }
  });

  test(`what was acknowledged survives a kill on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const acknowledged = [];
      const writer = (async () => {
        for (let i = 0; ; i++) {
          try { acknowledged.push((await server.desk('POST', '/stories', { headline: `Number ${i}` })).body.id); } catch { return; }
        }
      })();
      for (let i = 0; i < 1000 && acknowledged.length < 8; i++) await sleep(20);
      await server.down('SIGKILL');
      await writer;
      assert.ok(acknowledged.length >= 8);
      await server.up();
      for (const id of acknowledged) assert.equal((await server.desk('GET', `/stories/${id}`)).status, 200);
    } finally { await server.close(); }
  });
}

test('readers are served while PostgreSQL is away', { skip: engines.includes('postgresql') ? false : 'no PostgreSQL here' }, async () => {
  const server = await Server.start('postgresql');
  const admin = process.env.BROADSHEET_TEST_POSTGRES + 'postgres';
  try {
    await server.publish({ headline: 'Still here' });
    assert.equal((await server.get('/still-here/')).status, 200);
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS false`);
    psql(admin, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${server.database}'`);
    assert.equal((await server.get('/still-here/')).status, 200);
    assert.equal((await server.get('/readyz')).status, 503);
    assert.equal((await server.desk('POST', '/stories', { headline: 'Lost' })).status, 503);
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS true`);
    for (let i = 0; i < 100 && (await server.get('/readyz')).status !== 200; i++) await sleep(50);
    await server.publish({ headline: 'Back again' });
    assert.match((await server.get('/')).text, /Back again/);
  } finally {
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS true`);
    await server.close();
  }
});
