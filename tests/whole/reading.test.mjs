// What readers and their machines get: caching, encodings, errors, paging, the feed.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { root, Server, sleep } from './server.mjs';

const started = Server.start('sqlite');
test.after(async () => (await started).close());

const raw = (server, path, headers = {}, method = 'GET') => new Promise((done, failed) => {
  http.request({ host: '127.0.0.1', port: server.port, path, method, headers }, response => {
    const chunks = [];
    response.on('data', chunk => chunks.push(chunk)).on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
  }).on('error', failed).end();
});

test('encodings carry the same page, each with an ETag of its own', async () => {
  const server = await started;
  await server.publish({ headline: 'Encoded' });
  const plain = await raw(server, '/encoded/');
  const gzip = await raw(server, '/encoded/', { 'Accept-Encoding': 'gzip' });
  let brotli = await raw(server, '/encoded/', { 'Accept-Encoding': 'gzip, br' });
  for (let i = 0; i < 50 && brotli.headers['content-encoding'] !== 'br'; i++) { await sleep(50); brotli = await raw(server, '/encoded/', { 'Accept-Encoding': 'gzip, br' }); }
  assert.equal(zlib.gunzipSync(gzip.body).toString(), plain.body.toString());
  assert.equal(zlib.brotliDecompressSync(brotli.body).toString(), plain.body.toString());
  const tags = [plain, gzip, brotli].map(answer => answer.headers.etag);
  assert.equal(new Set(tags).size, 3);
  const same = await raw(server, '/encoded/', { 'Accept-Encoding': 'gzip', 'If-None-Match': gzip.headers.etag });
  assert.equal(same.status, 304);
  assert.equal(same.body.length, 0);
  const head = await raw(server, '/encoded/', { 'Accept-Encoding': 'gzip' }, 'HEAD');
  assert.equal(head.headers['content-length'], String(gzip.body.length));
  assert.equal(head.body.length, 0);
});

test('a brief is in the feed of every page, old ones too, without making them anew', async () => {
  const server = await started;
  await server.publish({ headline: 'Three years old' }, { at: '2023-11-01T10:00:00Z' });
  const before = await raw(server, '/three-years-old/');
  await server.publish({ kind: 'brief', headline: 'Power is back', body_html: '<p>Since noon.</p>' });
  const after = await raw(server, '/three-years-old/');
  assert.doesNotMatch(before.body.toString(), /Power is back/);
  assert.match(after.body.toString(), /Power is back/);
  assert.notEqual(before.headers.etag, after.headers.etag);
  assert.match((await server.get('/power-is-back/')).text, /Since noon\./);
  assert.match((await server.get('/feed/')).text, /Since noon\./);
});

test('lists are paged from the oldest, day pages follow the calendar', async () => {
  const server = await started;
  const section = (await server.desk('POST', '/sections', { name: 'Long list' })).body;
  for (let i = 1; i <= 45; i++) await server.publish({ headline: `Item ${i} of many`, section: section.id }, { at: new Date(Date.UTC(2024, 0, i, 12)).toISOString() });
  const items = async where => [...(await server.get(where)).text.matchAll(/<h3><a href="[^"]*">Item (\d+) of many/g)].map(match => Number(match[1]));
  const expected = (from, to) => Array.from({ length: from - to + 1 }, (_, i) => from - i);
  assert.deepEqual(await items('/section/long-list/'), expected(45, 26));
  assert.deepEqual(await items('/section/long-list/page/1/'), expected(20, 1));
  assert.deepEqual(await items('/section/long-list/page/2/'), expected(40, 21));
  assert.match((await server.get('/section/long-list/')).text, /rel="next" href="\/section\/long-list\/page\/2\/"/);
  for (const where of ['page/0/', 'page/4/', 'page/x/', 'page/01/']) assert.equal((await server.get('/section/long-list/' + where)).status, 404, where);
  await server.publish({ kind: 'brief', headline: 'On a day', body_html: '<p>x</p>' }, { at: '2024-05-05T10:00:00Z' });
  assert.match((await server.get('/feed/2024/05/05/')).text, /On a day/);
  assert.equal((await server.get('/feed/2024/05/06/')).status, 404);
  assert.equal((await server.get('/feed/2024/02/31/')).status, 404);
  assert.match((await server.get('/sitemap.xml')).text, /sitemap-2024-01\.xml/);
  assert.match((await server.get('/sitemap-2024-01.xml')).text, /item-45-of-many|item-31-of-many/);
});

test('wrong addresses and methods get a themed or a JSON answer', async () => {
  const server = await started;
  const missing = await raw(server, '/no-such-story/');
  assert.equal(missing.status, 404);
  assert.match(missing.body.toString(), /class="skip"/);
  assert.equal((await raw(server, '/no-such-story')).status, 301);
  const refused = await raw(server, '/', {}, 'POST');
  assert.equal(refused.status, 405);
  assert.match(refused.headers.allow, /GET/);
  assert.match(refused.headers['content-type'], /html/);
  assert.match((await raw(server, '/desk/api/nothing')).headers['content-type'], /problem\+json/);
  for (const where of ['/../etc/passwd', '/%2e%2e/', '/media/../broadsheet.sqlite', '/media/ab/..%2f..%2fbroadsheet.sqlite', '/assets/../package.json']) {
    const answer = await raw(server, where);
    assert.ok([301, 400, 404].includes(answer.status), where + ' ' + answer.status);
  }
});

test('gated text reaches nobody through page, feed or structured data', async () => {
  const server = await started;
  await server.publish({ headline: 'For members', visibility: 'members', body_html: '<p>Open.</p><p>Second.</p><p>planted-word here</p>' });
  for (const where of ['/for-members/', '/rss/', '/', '/feed/', '/sitemap-news.xml']) assert.doesNotMatch((await server.get(where)).text, /planted-word/, where);
  assert.match((await server.get('/for-members/')).text, /"isAccessibleForFree":false/);
});

test('figures for the operator stand on their own address only', async () => {
  const server = await Server.start('sqlite', { env: { BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } });
  try {
    const port = server.log.match(/operator listen=\S+ port=(\d+)/)[1];
    await server.get('/');
    const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(figures, /^broadsheet_pages_kept [1-9]/m);
    assert.match(figures, /^broadsheet_pages_budget_bytes 67108864$/m);
    assert.equal((await server.get('/metrics/')).status, 404);
  } finally { await server.close(); }
});

test('the server ends well when told to', async () => {
  const server = await Server.start('sqlite');
  assert.equal(await server.down('SIGTERM'), 0);
  assert.match(server.log, /stopped/);
  await server.close();
});

test('a changed theme is taken at once, a broken one says where and the last good one keeps serving', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-theme-'));
  cpSync(path.join(root, 'themes/default'), folder, { recursive: true });
  const server = await Server.start('sqlite', { env: { BROADSHEET_SITE_THEME: folder } });
  try {
    assert.doesNotMatch((await server.get('/')).text, /A line of ours/);
    appendFileSync(path.join(folder, 'front.hbs'), '<p>A line of ours</p>\n');
    for (let i = 0; i < 60 && !(await server.get('/')).text.includes('A line of ours'); i++) await sleep(100);
    assert.match((await server.get('/')).text, /A line of ours/);
    appendFileSync(path.join(folder, 'front.hbs'), '{{#if top}}never closed\n');
    for (let i = 0; i < 60 && !server.log.includes('theme_refused'); i++) await sleep(100);
    assert.match(server.log, /theme_refused.*front\.hbs:\d+:\d+: expected/);
    assert.match((await server.get('/')).text, /A line of ours/);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
