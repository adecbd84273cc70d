// The desk's API: who may do what, what is refused and how it says so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root, Server, sleep } from './server.mjs';

const started = Server.start('sqlite');
test.after(async () => (await started).close());

test('a session needs its CSRF token, a program its own', async () => {
  const server = await started;
  server.command('staff', 'password', 'editor@example.org', 'a long enough password');
  const bad = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'wrong' }, { Authorization: undefined });
  assert.equal(bad.status, 401);
  assert.equal(bad.body.field, 'password');
  const good = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'a long enough password' }, { Authorization: undefined });
  assert.equal(good.status, 201);
  const cookie = good.headers.get('set-cookie');
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  const session = { Authorization: undefined, Cookie: cookie.split(';')[0] };
  assert.equal((await server.desk('POST', '/stories', { headline: 'X' }, session)).status, 403);
  assert.equal((await server.desk('POST', '/stories', { headline: 'X' }, { ...session, 'X-CSRF-Token': good.body.csrf_token })).status, 201);
  assert.equal((await server.desk('GET', '/stories', undefined, { Authorization: undefined })).status, 401);
  assert.equal((await server.desk('DELETE', '/sessions', undefined, { ...session, 'X-CSRF-Token': good.body.csrf_token })).status, 204);
  assert.equal((await server.desk('GET', '/stories', undefined, session)).status, 401);
});

test('a sign-in link works once', async () => {
  const server = await started;
  const code = new URL(server.command('staff', 'add', 'new@example.org', '--role', 'author').trim()).searchParams.get('code');
  assert.equal((await server.desk('POST', '/sessions', { code }, { Authorization: undefined })).status, 201);
  assert.equal((await server.desk('POST', '/sessions', { code }, { Authorization: undefined })).status, 401);
});

test('sign-in attempts are limited', async () => {
  const server = await started;
  const statuses = [];
  for (let i = 0; i < 8; i++) statuses.push((await server.desk('POST', '/sessions', { email: 'nobody@example.org', password: 'x' }, { Authorization: undefined })).status);
  assert.ok(statuses.includes(429), String(statuses));
});

test('roles: contributors write drafts, authors publish their own, editors everything', async () => {
  const server = await started;
  for (const role of ['contributor', 'author', 'editor']) server.command('staff', 'add', `an-${role}@example.org`, '--role', role);
  const as = role => ({ Authorization: `Bearer ${server.tokenOf(`an-${role}@example.org`)}` });
  const [contributor, author, editor] = ['contributor', 'author', 'editor'].map(as);
  const draft = (await server.desk('POST', '/stories', { headline: 'Mine' }, contributor)).body;
  assert.equal((await server.desk('POST', `/stories/${draft.id}/publish`, undefined, contributor)).status, 403);
  assert.equal((await server.desk('PATCH', `/stories/${draft.id}`, { headline: 'Not yours' }, author)).status, 403);
  const own = (await server.desk('POST', '/stories', { headline: 'By an author' }, author)).body;
  assert.equal((await server.desk('POST', `/stories/${own.id}/publish`, undefined, author)).status, 200);
  assert.equal((await server.desk('POST', `/stories/${draft.id}/publish`, undefined, editor)).status, 200);
  assert.equal((await server.desk('POST', '/sections', { name: 'No' }, author)).status, 403);
  const page = await server.get('/by-an-author/', { ...author });
  assert.match(page.text, new RegExp(`href="/desk/stories/${own.id}"`));
  assert.equal(page.headers.get('cache-control'), 'private, no-store');
  assert.doesNotMatch((await server.get('/by-an-author/', contributor)).text, /\/desk\/stories/);
  assert.doesNotMatch((await server.get('/by-an-author/')).text, /\/desk\/stories/);
  const lead = await server.get('/by-an-author/edit/', author);
  assert.equal(lead.status, 302);
  assert.equal(lead.headers.get('location'), `/desk/stories/${own.id}`);
});

test('what is refused changes nothing and names the field', async () => {
  const server = await started;
  const refused = async (body, field) => {
    const answer = await server.desk('POST', '/stories', body);
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    assert.equal(answer.body.field, field);
    assert.match(answer.headers.get('content-type'), /problem\+json/);
  };
  await refused({ headline: 5 }, 'headline');
  await refused({ headline: 'x', colour: 'red' }, 'colour');
  await refused({ headline: 'x', slug: 'Not a slug' }, 'slug');
  await refused({ headline: 'x', slug: 'feed' }, 'slug');
  await refused({ headline: 'x', section: '0000000000001' }, 'section');
  await refused({ headline: 'x', lead: { picture: 'nope' } }, 'lead/picture');
  await refused({ headline: 'x', body: { type: 'doc', content: [{ type: 'script' }] } }, 'body/content/0/type');
  await refused({ headline: 'x', body: { type: 'doc', content: [{ type: 'heading', attrs: { level: 9 } }] } }, 'body/content/0/attrs/level');
  assert.equal((await server.desk('POST', '/stories', '{"headline":')).status, 422);
  assert.equal((await server.desk('POST', '/stories', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status, 422);
  assert.equal((await server.desk('GET', '/stories/0000000000001')).status, 404);
  assert.equal((await server.desk('GET', '/nothing')).status, 404);
  assert.equal((await server.desk('PUT', '/stories', {})).status, 405);
});

test('the address follows the headline until readers have the story or somebody chooses one', async () => {
  const server = await started;
  const { body: story } = await server.desk('POST', '/stories', { body_html: '<p>Text.</p>' });
  const change = async fields => (await server.desk('PATCH', `/stories/${story.id}`, fields)).body.slug;
  assert.match(story.slug, /^story(-\d+)?$/);
  assert.equal(await change({ headline: 'Water rises' }), 'water-rises');
  assert.equal(await change({ headline: 'Water rises in the old town', autosave: true }), 'water-rises-in-the-old-town');
  const { body: second } = await server.desk('POST', '/stories', { headline: 'Water rises' });
  assert.equal(second.slug, 'water-rises', 'an address that no reader had is free again');
  assert.equal(await change({ headline: 'Water rises' }), 'water-rises-2');
  assert.equal(await change({ headline: 'Water falls' }), 'water-falls');
  assert.equal(await change({ slug: 'the-flood' }), 'the-flood');
  assert.equal(await change({ headline: 'Water stands still' }), 'the-flood');
  assert.equal(await change({ slug: '' }), 'water-stands-still');
  assert.equal((await server.desk('POST', `/stories/${story.id}/publish`, {})).status, 200);
  assert.equal(await change({ headline: 'Water is gone' }), 'water-stands-still');
});

test('hostile bodies are refused or made harmless', async () => {
  const server = await started;
  const nested = '<ul><li>'.repeat(10000) + 'deep' + '</li></ul>'.repeat(10000);
  const deep = await server.desk('POST', '/stories', { headline: 'Deep', body_html: nested });
  assert.ok([201, 413, 422].includes(deep.status), String(deep.status));
  const json = '{"headline":"x","body":' + '{"type":"bulletList","content":['.repeat(10000) + ']}'.repeat(10000) + '}';
  assert.equal((await server.desk('POST', '/stories', json)).status, 422);
  let status;
  try { status = (await server.desk('POST', '/stories', { headline: 'Big', body_html: '<p>' + 'word '.repeat(10_000_000) })).status; } catch (error) { status = error.cause?.code; }
  assert.ok([413, 'EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(status), String(status));
  const story = await server.publish({ headline: 'Harmless <script>alert(1)</script>', body_html: '<p onclick="x()">a<script>alert(2)</script><a href="java\tscript:alert(3)">b</a><img src=x onerror=alert(4)></p><svg onload=alert(5)>' });
  const page = (await server.get(new URL(story.url).pathname)).text;
  assert.doesNotMatch(page.replace(/<script type="(application\/ld\+json">.*?|module" src="\/assets\/site\/[0-9a-f]+\/site\.js">)<\/script>/gs, ''), /<script|onclick|onerror|onload|javascript:/i);
});

test('pictures: renditions at once as JPEG, the others follow; lies are refused', async () => {
  const server = await started;
  const upload = (bytes, name) => { const form = new FormData(); form.append('file', new Blob([bytes]), name); form.append('credit', 'Our own'); return server.desk('POST', '/pictures', form); };
  const bytes = readFileSync(path.join(root, 'demo/pictures', 'sizes.json'));
  const sizes = JSON.parse(bytes);
  const file = Object.values(sizes).flat().find(size => size.format === 'jpeg' && size.width >= 960).file;
  const made = await upload(readFileSync(path.join(root, 'demo', file)), 'photo.png');
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.credit, 'Our own');
  assert.ok(made.body.renditions.length >= 3 && made.body.renditions.every(r => r.format === 'jpeg'));
  const story = await server.publish({ headline: 'With a picture', lead: { picture: made.body.id, alt: 'What it shows', caption: 'A caption' } });
  const page = (await server.get('/with-a-picture/')).text;
  assert.match(page, /alt="What it shows"/);
  assert.match(page, /A caption <span class="credit">\(Our own\)<\/span>/);
  const source = page.match(/<img src="([^"]+)"/)[1];
  const image = await fetch(server.url + source);
  assert.equal(image.headers.get('content-type'), 'image/jpeg');
  assert.match(image.headers.get('cache-control'), /immutable/);
  const part = await fetch(server.url + source, { headers: { Range: 'bytes=0-9' } });
  assert.equal(part.status, 206);
  assert.equal((await part.arrayBuffer()).byteLength, 10);
  for (let i = 0; i < 400 && !(await server.desk('GET', `/pictures/${made.body.id}`)).body.complete; i++) await sleep(100);
  assert.match((await server.get('/with-a-picture/')).text, /<source type="image\/avif"/);
  const lie = await upload('<html>not a picture</html>', 'photo.jpg');
  assert.equal(lie.status, 422);
  assert.equal(lie.body.code, 'picture_unknown_type');
  assert.equal(story.lead.picture, made.body.id);
});

test('lists keep their order, expire, and refuse strangers', async () => {
  const server = await started;
  const one = await server.publish({ headline: 'Pick one' }), two = await server.publish({ headline: 'Pick two' });
  const soon = new Date(Date.now() + 1200).toISOString();
  const put = await server.desk('PUT', '/lists/picks', { entries: [{ story: two.id, expires_at: soon }, { story: one.id, expires_at: null }] });
  assert.equal(put.status, 200);
  const picks = async () => [...(await server.get('/feed/')).text.split('id="picks-title"')[1].matchAll(/<a [^>]*href="[^"]*">(Pick [a-z]+)<\/a>/g)].map(match => match[1]);
  assert.deepEqual((await picks()).slice(0, 2), ['Pick two', 'Pick one']);
  await sleep(1700);
  assert.equal((await picks())[0], 'Pick one');
  assert.equal((await server.desk('PUT', '/lists/picks', { entries: [{ story: '0000000000001' }] })).body.field, 'entries/0/story');
});
