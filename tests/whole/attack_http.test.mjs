// What strangers try with the bytes of their requests: hiding one request in another, leaving the folder, speaking for
// others, poisoning what is kept. (src/http/limits_test.cpp has the limits themselves.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ask, raw } from './raw_socket.mjs';
import { Server, waiter } from './server.mjs';

// 127.0.0.2 is a proxy that is trusted; 127.0.0.1 is anybody.
const started = Server.start('sqlite', { demo: true, env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.2' } });
test.after(async () => (await started).close());
const until = waiter(10, { strict: true });

const hidden = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (fields, body) => `POST /newsletters/ HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;

test('no request hides in another', async () => {
  const server = await started;
  const rows = {
    'length and chunks': post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`),
    'chunks and length': post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${hidden}`),
    'two lengths': post('Content-Length: 0\r\nContent-Length: 5\r\n', hidden),
    'a folded length': post('Content-Length:\r\n 4\r\nContent-Length: 0\r\n', hidden),
    'a folded coding': post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${hidden}`),
    'a coding hidden by a fold': post('X: y\r\n Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${hidden}`),
    'space before the colon': post('Content-Length : 50\r\n', hidden),
    'tab before the colon': post('Transfer-Encoding\t: chunked\r\n', `0\r\n\r\n${hidden}`),
    'NUL in a name': post('Content-Length\0: 50\r\n', hidden),
    'NUL in a value': post('Content-Length: 5\x000\r\n', hidden),
    'NUL in the path': `GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`,
    'a vertical tab': post('Transfer-Encoding: \x0bchunked\r\n', `0\r\n\r\n${hidden}`),
    'lone line feeds': `POST /newsletters/ HTTP/1.1\nHost: a\nContent-Length: 4\n\n0\n\n${hidden}`,
    'lone carriage returns': `GET / HTTP/1.1\rHost: a\r\r${hidden}`,
    'a length with a sign': post('Content-Length: +0\r\n', hidden),
    'a length with two numbers': post('Content-Length: 0 5\r\n', hidden),
    'a chunk without digits': post('Transfer-Encoding: chunked\r\n', `\r\n${hidden}`),
    'a chunk with 0x': post('Transfer-Encoding: chunked\r\n', `0x0\r\n\r\n${hidden}`),
    'a chunk below nothing': post('Transfer-Encoding: chunked\r\n', `-0\r\n\r\n${hidden}`),
    'a chunk beyond 64 bits': post('Transfer-Encoding: chunked\r\n', `10000000000000000\r\n${hidden}`),
    'a chunk that is longer than it says': post('Transfer-Encoding: chunked\r\n', `1\r\nab\r\n0\r\n\r\n${hidden}`),
    'a chunk ended by a line feed': post('Transfer-Encoding: chunked\r\n', `1\na\n0\n\n${hidden}`),
    'a second line of request': `GET / HTTP/1.1\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`,
  };
  for (const [name, bytes] of Object.entries(rows)) {
    const { answers, text } = await raw(server, bytes);
    assert.ok(answers.length <= 1 && answers.every(status => status >= 400), `${name}: ${answers}`);
    assert.doesNotMatch(text, /\r\n\r\nok\n/, name);
  }
  // What stands in a body that is taken whole is a body, and what follows it the next request.
  const taken = await raw(server, post(`Content-Length: ${hidden.length}\r\n`, hidden) + hidden);
  assert.deepEqual(taken.answers, [422, 200]);
  const trailers = await raw(server, post('Transfer-Encoding: chunked\r\n', `0\r\nX-Trailer: 50\r\n\r\n`) + hidden);
  assert.deepEqual(trailers.answers, [422, 200]);
});

test('no file is read that is not meant to be', async () => {
  const server = await started;
  const key = readFileSync(path.join(server.folder, 'secrets.key'));
  const ups = ['../', '%2e%2e/', '.%2e/', '..%2f', '%2e%2e%2f', '..\\', '..%5c', '%252e%252e%252f', '%c0%ae%c0%ae/', '....//', '..;/', './../', '..%00/', '/../', '//'];
  const goals = ['etc/passwd', 'secrets.key', 'broadsheet.sqlite', 'proc/self/environ', 'package.json'];
  const places = ['/', '/media/', '/media/ab/', '/assets/', '/assets/site/', '/assets/css/', '/desk/', '/desk/files/', '/desk/preview/stories/', '/desk/api/themes/', '/desk/api/outbox/', '/members/receipts/', '/members/statements/', '/podcast/', '/section/', '/sitemap-'];
  const targets = places.flatMap(place => ups.flatMap(up => goals.flatMap(goal => [place + up.repeat(8) + goal, place + up + goal, `${place}${up}${goal}%00.jpg`])));
  const desk = (await ask(server, '/desk/')).body;  // for every address below it
  let next = 0;
  const walker = async () => {
    while (next < targets.length) {
      const target = targets[next++];
      const authorization = target.startsWith('/desk/api/') ? `Bearer ${server.token}` : undefined;
      const answer = await ask(server, target, { headers: { Authorization: authorization } });
      const isDesk = answer.status === 200 && answer.body === desk;
      assert.ok([301, 302, 400, 401, 403, 404, 405].includes(answer.status) || isDesk, `${target}: ${answer.status}`);
      assert.doesNotMatch(answer.body, /root:x?:0:|SQLite format|BROADSHEET_|"dependencies"/, target);
      assert.ok(!answer.body.includes(key.toString('latin1')), target);
    }
  };
  await Promise.all(Array.from({ length: 8 }, walker));
  assert.ok(targets.length > 3000);
});

test('nobody is led to another site by an address of ours', async () => {
  const server = await started;
  for (const target of ['//evil%2eexample', '//evil%2eexample/x', '/\\evil', '/\\/evil', '//1249763844', '///evil', '//evil/%2e%2e', '//user@evil', 'http://evil.example//evil', '/%5cevil']) {
    const { status, fields } = await ask(server, target);
    if (fields.location === undefined) assert.ok(status >= 400, `${target}: ${status}`);
    else assert.equal(new URL(fields.location, server.url).origin, server.url, `${target} leads to ${fields.location}`);
  }
  for (const from of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', '%2f%2fevil.example'])
    assert.doesNotMatch((await ask(server, `/members/?from=${from.replace('\t', '%09')}`)).head, /set-cookie/i, from);
  assert.equal((await ask(server, '/about')).fields.location, '/about/');
});

test('addresses of ours never come from a request', async () => {
  const server = await started;
  const forged = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Server': 'evil.example', 'X-Host': 'evil.example', Forwarded: 'host=evil.example;proto=https', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Prefix': '/evil', 'X-Original-URL': '/desk/evil', 'X-Rewrite-URL': '/desk/evil' };
  for (const target of ['/', '/about/', '/rss/', '/atom.xml', '/feed.json', '/sitemap.xml', '/robots.txt', '/newsletters/', '/support/', '/members/', '/search/?q=bridge', '/nothing-here/', '/about', '/desk/', '/desk/api/sessions', '/live/poll/'])
    for (const from of ['127.0.0.1', '127.0.0.2']) {
      const answer = await ask(server, target, { headers: forged, from });
      assert.ok(answer.status < 500, target);
      assert.doesNotMatch(answer.head + answer.body, /evil/, target);
    }
  const { status } = await ask(server, '/desk/api/forgotten-password', { method: 'POST', headers: forged, body: JSON.stringify({ email: 'editor@example.org' }) });
  assert.equal(status, 202);
  const mails = async () => (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.to.includes('editor@example.org'));
  const [mail] = await until(async () => { const found = await mails(); return found.length && found; }, 'the mail');
  const { text, html } = (await server.desk('GET', `/outbox/${mail.name}`)).body;
  assert.ok(text.includes(`${server.url}/desk/reset/`));
  assert.doesNotMatch(text + html, /evil/);
});

test('only a trusted proxy speaks for others, and only of what it saw itself', async () => {
  const server = await started;
  server.command('staff', 'password', 'editor@example.org', 'a long enough password');
  const addressSeen = async (from, forwarded) => {
    const body = JSON.stringify({ email: 'editor@example.org', password: 'a long enough password' });
    const signed = await ask(server, '/desk/api/sessions', { method: 'POST', from, body, headers: { 'X-Forwarded-For': forwarded } });
    assert.equal(signed.status, 201, signed.body);
    const { sessions } = JSON.parse((await ask(server, '/desk/api/my/sessions', { headers: { Cookie: signed.fields['set-cookie'].split(';')[0] } })).body);
    return sessions.find(session => session.this)?.address ?? sessions.find(session => session.current)?.address ?? sessions[0].address;
  };
  assert.equal(await addressSeen('127.0.0.1', '192.0.2.7'), '127.0.0.1');
  assert.equal(await addressSeen('127.0.0.2', '192.0.2.7'), '192.0.2.7');
  assert.equal(await addressSeen('127.0.0.2', '10.9.9.9, 192.0.2.8'), '192.0.2.8', 'what the reader made up before the proxy');
  assert.equal(await addressSeen('127.0.0.2', '192.0.2.9, 127.0.0.2'), '192.0.2.9', 'a proxy behind a proxy');
  // Whoever makes up a new address for each try is still one who tries.
  const statuses = [];
  for (let i = 0; i < 8; ++i)
    statuses.push((await ask(server, '/desk/api/sessions', { method: 'POST', from: '127.0.0.3', headers: { 'X-Forwarded-For': `198.51.100.${i}` }, body: JSON.stringify({ email: `guess${i}@example.org`, password: 'x' }) })).status);
  assert.ok(statuses.includes(429), String(statuses));
});

test('what is kept for everybody is made of nothing that a request carries', async () => {
  const server = await started;
  const marker = 'zqPoison<x>"';
  const unkeyed = ['X-Forwarded-Host', 'X-Forwarded-Scheme', 'X-Original-URL', 'X-Forwarded-For', 'Accept-Language', 'Origin', 'Referer', 'User-Agent', 'Accept', 'Cookie', 'Range', 'If-Range', 'X-HTTP-Method-Override', 'Content-Type', 'Via', 'X-Wap-Profile', 'Save-Data'];
  for (const target of ['/', '/about/', '/section/city/', '/rss/', '/feed/', '/newsletters/', '/support/', '/corrections/', '/nothing-here/']) {
    const stranger = ask.bind(null, server);
    const before = await stranger(target);
    for (const name of unkeyed) await stranger(target, { headers: { [name]: marker } });
    for (const query of ['?utm=zqPoison', '?audience=paid', '?page=2', '?lang=uk', '?callback=zqPoison', '?q=zqPoison&from=//zqPoison', '?_method=DELETE', '?email=zqPoison']) {
      const asked = await stranger(target + query);
      if (asked.body.includes('zqPoison')) assert.doesNotMatch(asked.fields['cache-control'] ?? '', /public|s-maxage/, `${target + query} may be kept`);
      assert.doesNotMatch(asked.head, /zqPoison/i, 'no field is made of it');
    }
    await stranger(target, { body: 'zqPoison', headers: { 'Content-Type': 'text/plain' } });
    const after = await stranger(target);
    assert.equal(after.status, before.status);
    assert.equal(after.fields.etag, before.fields.etag, target);
    assert.doesNotMatch(after.head + after.body, /zqPoison/, target);
  }
  // A page of somebody's own under an address that a cache would take for a file.
  const joined = await ask(server, '/members/', { headers: { Cookie: 'broadsheet_reader=x' } });
  assert.match(joined.fields['cache-control'], /private|no-store/);
  for (const target of ['/members/x.css', '/members/;x.css', '/members/%2fx.css', '/members/x.css?', '/members/.css', '/desk/api/sessions/x.css', '/desk/api/sessions;x.css']) {
    const { status, body } = await ask(server, target, { headers: { Cookie: 'broadsheet_reader=x' } });
    assert.ok(status >= 300, `${target}: ${status}`);
    assert.doesNotMatch(body, /name="csrf"/, target);
  }
});

test('a method is what the request line says', async () => {
  const server = await started;
  const { id } = (await server.desk('POST', '/stories', { headline: 'Stays' })).body;
  for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'])
    for (const method of ['GET', 'POST'])
      await ask(server, `/desk/api/stories/${id}?_method=DELETE`, { method, body: method === 'POST' ? '_method=DELETE' : '', headers: { Authorization: `Bearer ${server.token}`, [name]: 'DELETE' } });
  assert.equal((await server.desk('GET', `/stories/${id}`)).status, 200);
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'DEBUG']) {
    const { status, body } = await ask(server, '/', { method, headers: { 'X-Secret': 'echoed' } });
    assert.ok([400, 405, 501].includes(status), `${method}: ${status}`);
    assert.doesNotMatch(body, /echoed/);
  }
});
