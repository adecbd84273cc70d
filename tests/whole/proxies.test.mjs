// What operators put before the server (packaging/nginx, packaging/caddy), tried by starting it: over HTTPS and HTTP/2,
// before the real binary.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, describe, test } from 'node:test';
import zlib from 'node:zlib';
import { photo, segment, withSegment } from './photos.mjs';
import { Proxy, Relay } from './proxies.mjs';
import { Server, sleep } from './server.mjs';

const password = 'a long enough password';

// A form as bytes, since HTTP/2 has no FormData.
function formOf(bytes) {
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';
  return { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]) };
}
// A photo of so many megabytes: comments before the picture.
const heavyPhoto = megabytes => withSegment(photo(), Buffer.concat(Array.from({ length: megabytes * 16 }, (_, i) => segment(0xfe, Buffer.alloc(62_500, i & 63)))));

const straight = (server, where, headers) => new Promise((done, failed) => http.get({ host: '127.0.0.1', port: server.port, path: where, headers, agent: false }, answer => {
  const chunks = [];
  answer.on('data', chunk => chunks.push(chunk)).on('end', () => done({ headers: answer.headers, body: Buffer.concat(chunks) }));
}).on('error', failed));

for (const kind of ['nginx', 'caddy'])
  describe(kind, { timeout: 150_000 }, () => {
    const started = (async () => {
      const server = await Server.start('sqlite', { env: { BROADSHEET_SITE_URL: 'https://paper.example', BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1', BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } });
      const relay = await Relay.to(server.port);
      const proxy = await Proxy.start(kind, relay.port);
      server.command('staff', 'password', 'editor@example.org', password);
      const story = await server.publish({ headline: 'River falls', body_html: `<p>${'The gauge stood at 3.1 metres. '.repeat(200)}</p>` });
      return { server, relay, proxy, story };
    })();
    after(async () => {
      const { server, relay, proxy } = await started;
      await proxy.close();
      await relay.close();
      await server.close();
    });
    const token = async () => ({ authorization: `Bearer ${(await started).server.token}` });
    // Signed in at the proxy; the headers of a browser from then on, and what was answered.
    async function signIn(more = {}, from) {
      const { proxy } = await started;
      const answer = await proxy.ask('POST', '/desk/api/sessions', { headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify({ email: 'editor@example.org', password }), from });
      assert.equal(answer.status, 201, answer.text);
      return { cookie: answer.headers['set-cookie'][0].split(';')[0], 'x-csrf-token': JSON.parse(answer.text).csrf_token };
    }

    test('speaks TLS and HTTP/2, and sends plain HTTP there', async () => {
      const { proxy } = await started;
      const session = await proxy.connect();
      assert.equal(session.alpnProtocol, 'h2');
      const answer = await proxy.get('/', {}, { session });
      session.close();
      assert.equal(answer.status, 200);
      assert.match(answer.text, /River falls/);
      assert.match(answer.headers['strict-transport-security'], /max-age=\d{8}/);
      const plain = await new Promise((done, failed) => http.get({ host: '127.0.0.1', port: proxy.plain, path: '/river-falls/?a=b', headers: { Host: 'paper.example' }, agent: false }, done).on('error', failed));
      plain.resume();
      assert.equal(plain.statusCode, 308);
      const to = new URL(plain.headers.location);
      assert.deepEqual([to.protocol, to.hostname, to.pathname, to.search], ['https:', 'paper.example', '/river-falls/', '?a=b']);
    });

    test('answers pass as the server compressed them', async () => {
      const { proxy, server } = await started;
      await straight(server, '/river-falls/', { 'Accept-Encoding': 'br' });  // brotli is made after it was asked for
      for (let i = 0; i < 100 && (await straight(server, '/river-falls/', { 'Accept-Encoding': 'br' })).headers['content-encoding'] !== 'br'; i++) await sleep(50);
      for (const [asked, unpack] of [['gzip', zlib.gunzipSync], ['br', zlib.brotliDecompressSync], ['identity', bytes => bytes], [undefined, bytes => bytes]]) {
        const headers = asked ? { 'accept-encoding': asked } : {};
        const [through, direct] = [await proxy.get('/river-falls/', headers), await straight(server, '/river-falls/', headers)];
        assert.equal(through.headers['content-encoding'] ?? 'identity', asked ?? 'identity');
        assert.deepEqual([through.headers.etag, through.headers['content-encoding']], [direct.headers.etag, direct.headers['content-encoding']]);
        // The server packs a page's brotli anew, smaller, when it is idle: of it the contents are compared.
        if (asked === 'br') assert.equal(unpack(through.body).toString(), unpack(direct.body).toString());
        else assert.ok(through.body.equals(direct.body), asked);
        assert.match(unpack(through.body).toString(), /3\.1 metres/);
      }
      const known = await proxy.get('/river-falls/', { 'accept-encoding': 'gzip' });
      assert.equal((await proxy.get('/river-falls/', { 'accept-encoding': 'gzip', 'if-none-match': known.headers.etag })).status, 304);
    });

    test('what an editor gets is given to nobody else', async () => {
      const { proxy, relay } = await started;
      const edit = /class="edit" href/;
      const editor = await signIn();
      assert.match(editor.cookie, /^__Host-broadsheet_staff=/);
      for (const round of [1, 2]) {
        assert.doesNotMatch((await proxy.get('/river-falls/')).text, edit, `reader, round ${round}`);
        const page = await proxy.get('/river-falls/', { cookie: `theme=dark; ${editor.cookie}` });
        assert.match(page.text, edit, `editor, round ${round}`);
        assert.match(page.headers['cache-control'], /private, no-store/);
        assert.doesNotMatch((await proxy.get('/river-falls/')).text, edit, `reader after the editor, round ${round}`);
      }
      if (kind !== 'nginx') return;
      await proxy.get('/?kept');
      assert.equal((await proxy.get('/?kept')).headers['x-cache'], 'HIT');
      for (const name of ['__Host-broadsheet_staff', '__Host-broadsheet_reader', 'broadsheet_staff', 'broadsheet_reader', 'broadsheet_opened'])
        for (const cookie of [`${name}=x`, `a=b; ${name}=x`]) assert.equal((await proxy.get('/?kept', { cookie })).headers['x-cache'], 'BYPASS', cookie);
      assert.equal((await proxy.get('/?kept', await token())).headers['x-cache'], 'BYPASS');
      assert.equal((await proxy.get('/?kept', { cookie: 'broadsheet_gave=1; my_broadsheet_staff_x=1' })).headers['x-cache'], 'HIT', 'other cookies do not matter');
      assert.equal((await proxy.get('/desk/api/stories', await token())).headers['x-cache'], undefined, 'the desk has no cache');
      assert.ok(relay.made > 0);
    });

    test('a brief is on open streams within a second', async () => {
      const { proxy } = await started;
      const session = await proxy.connect();
      const stream = session.request({ ':path': '/live', 'accept-encoding': 'gzip, br' });
      let text = '', arrived;
      const began = performance.now();
      let first;
      stream.setEncoding('utf8').on('data', part => {
        first ??= performance.now() - began;
        text += part;
        if (!arrived && text.includes('Power is back')) arrived = performance.now();
      }).on('error', () => {});
      const head = await Promise.race([new Promise(done => stream.on('response', done)), sleep(10_000)]);
      assert.equal(head?.[':status'], 200, 'nothing within 10 s');
      assert.match(head['content-type'], /^text\/event-stream/);
      assert.equal(head['content-encoding'], undefined);
      for (let i = 0; i < 100 && !text.includes('event: beat'); i++) await sleep(10);
      assert.ok(first < 1000, `the first beat after ${first} ms`);
      const headers = { ...await token(), 'content-type': 'application/json' };
      const made = await proxy.ask('POST', '/desk/api/stories', { headers, body: JSON.stringify({ kind: 'brief', headline: 'Power is back', body_html: '<p>Since noon.</p>' }) });
      assert.equal(made.status, 201, made.text);
      const done = await proxy.ask('POST', `/desk/api/stories/${JSON.parse(made.text).id}/publish`, { headers, body: '{}' });
      const answered = performance.now();
      assert.equal(done.status, 200, done.text);
      for (let i = 0; i < 200 && !arrived; i++) await sleep(10);
      assert.ok(arrived - answered < 1000, `${arrived - answered} ms`);
      stream.close();
      session.close();
    });

    test("the reader's address comes through, and only the proxy's word counts", async () => {
      const { proxy } = await started;
      const editor = await signIn({ 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Address' }, '127.0.0.2');
      const sessions = JSON.parse((await proxy.get('/desk/api/my/sessions', editor)).text);
      assert.equal((sessions.sessions ?? sessions).find(one => JSON.stringify(one).includes('Address')).address, '127.0.0.2', JSON.stringify(sessions));
    });

    test('20 MB pass, and what is too large is refused clearly', async () => {
      const { proxy } = await started;
      const send = async bytes => {
        const { headers, body } = formOf(bytes);
        return proxy.ask('POST', '/desk/api/pictures', { headers: { ...headers, ...await token() }, body });
      };
      const made = await send(heavyPhoto(20));
      assert.equal(made.status, 201, made.text);
      const heavy = await send(heavyPhoto(44));
      assert.equal(heavy.status, 413, heavy.text);
      assert.match(JSON.parse(heavy.text).detail, /40 MB/, "the server's own words");
      const length = where => proxy.ask('POST', where, { headers: { 'content-length': where === '/desk/api/pictures' ? '300000000' : '3000000', 'content-type': 'text/plain' }, body: '' });
      for (const where of ['/desk/api/pictures', '/support/']) {
        const refused = await length(where);
        assert.equal(refused.status, 413);
        assert.match(refused.headers['content-type'], /^application\/problem\+json/);
        assert.match(JSON.parse(refused.text).detail, /larger than may be sent/);
      }
    });

    test("connections to the server are kept; the operator's port is not there", async () => {
      const { proxy, relay, server } = await started;
      await proxy.get('/search/?q=a0');
      const before = relay.made;
      for (let i = 1; i <= 20; i++) assert.equal((await proxy.get(`/search/?q=a${i}`)).status, 200);
      assert.ok(relay.made - before <= 2, `${relay.made - before} new connections for 20 requests`);
      const port = server.log.match(/operator listen=\S+ port=(\d+)/)[1];
      assert.match(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), /broadsheet_pages_kept/);
      assert.equal((await proxy.get('/metrics/')).status, 404);
      for (const where of ['/metrics', '/metrics/', '/metrics?x']) assert.doesNotMatch((await proxy.get(where)).text, /broadsheet_pages/);
    });

    test('readers are served while the server restarts', async () => {
      const { proxy, relay, server } = await started;
      await proxy.get('/river-falls/');
      const stop = async () => { await relay.close(); await server.down(); };
      const start = async () => { await server.up(); await relay.open(); };
      if (kind === 'nginx') {
        await sleep(10_500);  // until s-maxage is over, so that only the failure keeps it
        await stop();
        const kept = await proxy.get('/river-falls/');
        assert.deepEqual([kept.status, kept.headers['x-cache']], [200, 'STALE']);
        const other = await proxy.get('/never-asked-for/');
        assert.equal(other.status, 503);
        assert.equal(other.headers['retry-after'], '5');
        assert.match(other.text, /being restarted/);
        await start();
      } else {
        await stop();
        const asked = proxy.get('/river-falls/');
        await sleep(1000);
        await start();
        assert.equal((await asked).status, 200, 'it waited');
      }
      assert.equal((await proxy.get('/')).status, 200);
    });
  });
