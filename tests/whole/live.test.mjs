// News on open streams: in time, complete, and only what everybody may read; on both engines.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { EventStream } from './event_stream.mjs';
import { engines, psql, root, Server, sleep } from './server.mjs';

const brief = (server, headline, fields = {}) => server.publish({ kind: 'brief', headline, body_html: `<p>Text of ${headline}.</p>`, ...fields });
const is = headline => event => event.data.headline === headline;

for (const engine of engines) {
  test(`briefs, stories, corrections and retractions reach open streams on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const stream = await EventStream.open(server);
      assert.equal(stream.status, 200);
      assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8');
      assert.equal(stream.headers['cache-control'], 'no-store');
      assert.equal(stream.headers['x-accel-buffering'], 'no');
      const published = await brief(server, 'Power is back');
      const answered = performance.now();
      const event = await stream.first(is('Power is back'));
      assert.ok(event.at - answered < 1000, `${event.at - answered} ms`);
      assert.equal(stream.beats, 1);
      assert.ok(stream.retry >= 2000 && stream.retry <= 10_000);
      assert.equal(event.event, 'brief');
      assert.deepEqual([event.data.id, event.data.url, event.data.html, event.data.kind, event.data.at], [published.id, '/power-is-back/', '<p>Text of Power is back.</p>\n', 'brief', published.published_at]);
      assert.match(event.data.time, /^\d\d:\d\d$/);
      assert.match((await server.get('/')).text, /Power is back/, 'the page has it when the event comes');

      await server.desk('PATCH', `/stories/${published.id}`, { headline: 'Power is half back' });
      assert.equal((await stream.first(is('Power is half back'))).data.id, published.id);
      const story = await server.publish({ headline: 'A long read' });
      assert.deepEqual((({ event: name, data }) => [name, data.url, data.html])(await stream.first(is('A long read'))), ['story', '/a-long-read/', '']);
      await server.desk('PATCH', `/stories/${story.id}/staged`, { headline: 'Not yet' });
      await server.desk('POST', '/stories', { headline: 'A draft' });
      await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'It was wrong.' });
      assert.equal((await stream.first(event => event.event === 'gone')).data.id, story.id);
      await server.desk('POST', `/stories/${published.id}/unpublish`);
      assert.deepEqual((await stream.first(event => event.event === 'gone' && event.data.id === published.id)).data.headline, '');
      assert.ok(!stream.events.some(({ data }) => ['Not yet', 'A draft'].includes(data.headline)));
      assert.deepEqual(stream.events.map(({ id }) => id), stream.events.map(({ id }) => id).sort((a, b) => a - b));
      stream.close();
    } finally { await server.close(); }
  });

  test(`gated text is on no stream and in no poll on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const stream = await EventStream.open(server);
      await brief(server, 'For members', { visibility: 'members', body_html: '<p>planted-word</p>' });
      await server.publish({ headline: 'Paid', visibility: 'paid', body_html: '<p>One.</p><p>Two.</p><p>planted-word</p>' });
      const event = await stream.first(is('For members'));
      await stream.first(is('Paid'));
      assert.equal(event.data.html, '');
      assert.doesNotMatch(JSON.stringify(stream.events), /planted-word/);
      assert.doesNotMatch((await server.get('/live/poll/?after=0')).text, /planted-word/);
      await server.down();
      await server.up();
      const late = await EventStream.open(server, { after: 0 });
      await late.first(is('Paid'));
      assert.doesNotMatch(JSON.stringify(late.events), /planted-word/);
      stream.close();
      late.close();
    } finally { await server.close(); }
  });

  test(`a stream goes on where it ended, also over a restart, on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const stream = await EventStream.open(server);
      await brief(server, 'Number 1');
      await stream.first(is('Number 1'));
      const id = stream.lastId;
      stream.close();
      await brief(server, 'Number 2');
      const same = await EventStream.open(server, { headers: { 'Last-Event-ID': id } });
      await same.first(is('Number 2'));
      await server.down();
      await same.ended;
      assert.ok(same.retry >= 1000 && same.retry <= 10_000);
      await server.up();
      await brief(server, 'Number 3');
      const resumed = await EventStream.open(server, { after: 0, headers: { 'Last-Event-ID': id } });
      await resumed.first(is('Number 3'));
      await brief(server, 'Number 4');
      await resumed.first(is('Number 4'));
      assert.deepEqual(resumed.events.map(({ data }) => data.headline), ['Number 2', 'Number 3', 'Number 4']);
      for (const nonsense of ['x', '-1', '99999999999999999999', '1e3', '7777777']) {
        const fresh = await EventStream.open(server, { after: nonsense });
        await sleep(30);
        assert.deepEqual(fresh.events, [], nonsense);
        fresh.close();
      }
      resumed.close();
    } finally { await server.close(); }
  });

  test(`no gap and no doubling while readers come and go on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      let over = false;
      const count = 60;
      const publishing = (async () => { for (let i = 1; i <= count; i++) await brief(server, `Brief ${i}`); over = true; })();
      const readers = Array.from({ length: 8 }, async (_, reader) => {
        const got = [];
        for (let id = 0; got.at(-1)?.data.headline !== `Brief ${count}`;) {
          const stream = await EventStream.open(server, { after: id });
          assert.equal(stream.status, 200);
          if (over) await stream.first(() => true, 1000).catch(() => {});
          await sleep(5 + 20 * reader);
          stream.close();
          got.push(...stream.events);
          id = got.at(-1)?.id ?? 0;
        }
        assert.deepEqual(got.map(({ data }) => data.headline), Array.from({ length: count }, (_, i) => `Brief ${i + 1}`));
      });
      await Promise.all([publishing, ...readers]);
    } finally { await server.close(); }
  });
}

test('a poll answers from memory', async () => {
  const server = await Server.start('sqlite');
  try {
    const { position } = (await (await fetch(server.url + '/live/poll/')).json());
    await brief(server, 'Polled');
    const response = await fetch(`${server.url}/live/poll/?after=${position}`);
    assert.equal(response.headers.get('cache-control'), 'public, max-age=0, s-maxage=2');
    const answer = await response.json();
    assert.deepEqual(answer.events.map(({ event, data }) => [event, data.headline]), [['brief', 'Polled']]);
    assert.equal(answer.position, answer.events[0].id);
    assert.deepEqual((await (await fetch(`${server.url}/live/poll/?after=${answer.position}`)).json()), { position: answer.position, events: [] });
    assert.deepEqual((await (await fetch(`${server.url}/live/poll/?after=nonsense`)).json()).events, []);
    assert.equal((await server.get('/live/poll/', { Cookie: 'a=b' })).headers.get('cache-control'), 'private, no-cache');
    const feed = (await server.get('/')).text.match(/<section class="feed"[^>]* data-live="(\d+)"/);
    assert.equal(Number(feed[1]), answer.position, 'a page says what it was made from');
  } finally { await server.close(); }
});

test('streams are counted, limited by address, and end with the server', async () => {
  const server = await Server.start('sqlite', { env: { BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } });
  const streams = [];
  try {
    const port = server.log.match(/operator listen=\S+ port=(\d+)/)[1];
    const count = async () => Number((await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).match(/^broadsheet_live_streams (\d+)$/m)[1]);
    for (let i = 0; i < 64; i++) streams.push(await EventStream.open(server));
    assert.equal(await count(), 64);
    const refused = await EventStream.open(server);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers['retry-after'], '30');
    assert.equal((await server.get('/')).status, 200);
    streams.pop().close();
    for (let i = 0; i < 100 && await count() === 64; i++) await sleep(20);
    streams.push(await EventStream.open(server));
    assert.equal(streams.at(-1).status, 200);
    const head = await EventStream.open(server, { method: 'HEAD' });
    assert.equal(head.status, 200);
    await head.ended;
    const started = Date.now();
    await server.down();
    await Promise.all(streams.map(stream => stream.ended));
    assert.ok(Date.now() - started < 3000);
  } finally {
    for (const stream of streams) stream.close();
    await server.close();
  }
});

test('what came while PostgreSQL was away is told later', { skip: engines.includes('postgresql') ? false : 'no PostgreSQL here' }, async () => {
  const server = await Server.start('postgresql');
  const admin = process.env.BROADSHEET_TEST_POSTGRES + 'postgres';
  try {
    const { position } = await (await fetch(server.url + '/live/poll/')).json();
    await brief(server, 'Before');
    const stream = await EventStream.open(server, { after: position });
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS false`);
    psql(admin, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${server.database}'`);
    const other = await EventStream.open(server, { after: position });
    assert.equal(other.status, 200, 'memory goes back far enough');
    assert.equal((await EventStream.open(server, { after: 0 })).status, 503, 'further back it is the database that knows');
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS true`);
    for (let i = 0; i < 100 && (await server.get('/readyz')).status !== 200; i++) await sleep(50);
    await brief(server, 'After');
    for (const one of [stream, other]) {
      await one.first(is('After'));
      assert.deepEqual(one.events.map(({ data }) => data.headline), ['Before', 'After']);
      one.close();
    }
  } finally {
    psql(admin, `ALTER DATABASE ${server.database} ALLOW_CONNECTIONS true`);
    await server.close();
  }
});

test('the little script is little, and kept for ever by its address', async () => {
  const folder = path.join(root, 'web/site');
  const files = readdirSync(folder, { recursive: true }).filter(name => name.endsWith('.js'));
  const sent = name => readFileSync(path.join(folder, name), 'utf8').replace(/^ *\/\/.*\n/gm, '');  // comments stay at home
  const packed = names => names.reduce((sum, name) => sum + zlib.gzipSync(sent(name), { level: 9 }).length, 0);
  assert.ok(packed(files) < 15_000, `${packed(files)} bytes`);
  const everywhere = new Set(['site.js']);  // what each page loads
  for (const name of everywhere) for (const [, other] of sent(name).matchAll(/^import .*'\.\/(.+)';$/gm)) everywhere.add(other);
  assert.ok(everywhere.size > 1 && packed([...everywhere]) < 8_000, `${packed([...everywhere])} bytes`);

  const server = await Server.start('sqlite');
  try {
    const page = (await server.get('/')).text;
    const address = page.match(/<script type="module" src="(\/assets\/site\/([0-9a-f]{10})\/site\.js)">/);
    for (const name of files) {
      for (const [encoding, unpack] of [['br', zlib.brotliDecompressSync], ['gzip', zlib.gunzipSync]]) {
        const response = await rawGet(server, address[1].replace('site.js', name), { 'Accept-Encoding': encoding });
        assert.equal(response.status, 200, name);
        assert.equal(response.headers['content-type'], 'text/javascript; charset=utf-8');
        assert.match(response.headers['cache-control'], /immutable/);
        const body = response.headers['content-encoding'] === encoding ? unpack(response.body) : response.body;
        assert.equal(body.toString(), sent(name));
        const again = await rawGet(server, address[1].replace('site.js', name), { 'Accept-Encoding': encoding, 'If-None-Match': response.headers.etag });
        assert.equal(again.status, 304);
      }
    }
    const passing = await server.get('/assets/site/0123456789/site.js');
    assert.equal(passing.status, 200, 'a page from before an update finds its script');
    assert.doesNotMatch(passing.headers.get('cache-control'), /immutable/);
    assert.equal((await server.get('/assets/site/nothing.js')).status, 404);
    const style = page.match(/href="(\/assets\/css\/site\.css\?v=[0-9a-f]+)"/)[1];
    assert.match((await server.get(style)).headers.get('cache-control'), /immutable/);
    assert.equal((await rawGet(server, style, { 'Accept-Encoding': 'gzip, br' })).headers['content-encoding'], 'br');
    assert.doesNotMatch((await server.get('/assets/css/site.css')).headers.get('cache-control'), /immutable/);
  } finally { await server.close(); }
});

async function rawGet(server, path, headers) {
  const { default: http } = await import('node:http');
  return new Promise((done, failed) => http.get({ host: '127.0.0.1', port: server.port, path, headers }, response => {
    const chunks = [];
    response.on('data', chunk => chunks.push(chunk)).on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
  }).on('error', failed));
}
