// What another site can make a reader's or an editor's browser send, and cookies that were chosen by somebody else. The
// addresses are read from the routes' own tables, so none can be forgotten.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ask } from './raw_socket.mjs';
import { cookiesOf, root, Server, waiter } from './server.mjs';

const until = waiter(10, { strict: true });
const started = Server.start('sqlite', { demo: true });
test.after(async () => (await started).close());

// Every route that changes something, of all rooms: {method, target, kind: desk | open | public}.
function changingRoutes() {
  const out = [];
  for (const room of readdirSync(path.join(root, 'src'))) {
    let source;
    try { source = readFileSync(path.join(root, 'src', room, 'routes.cpp'), 'utf8'); } catch { continue; }
    const constant = readdirSync(path.join(root, 'src', room)).filter(name => name.endsWith('.h')).map(name => readFileSync(path.join(root, 'src', room, name), 'utf8')).join('\n');
    const named = name => new RegExp(`${name} = "([^"]+)"`).exec(constant)?.[1] ?? assert.fail(`what is ${name} in ${room}?`);
    for (const [, opener, method, literal, name] of source.matchAll(/(?:(open_)?route\(\s*(?:app,\s*)?(post|put|patch|delete_),\s*|\bpost\()(?:"(\/[^"]*)"|(\w+_path))/g)) {
      const target = (literal ?? named(name)).replace(/\{[^}]+\}/g, '0000000000001');
      out.push({ method: (method ?? 'post').replace('_', '').toUpperCase(), target, kind: opener ? 'open' : target.startsWith('/desk/api/') ? 'desk' : 'public' });
    }
  }
  return out;
}
const routes = changingRoutes();
const of = kind => routes.filter(route => route.kind === kind);
const name = ({ method, target }) => `${method} ${target}`;

async function signedIn(server) {
  server.command('staff', 'password', 'editor@example.org', 'a long enough password');
  const answer = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'a long enough password' }, { Authorization: undefined });
  return { cookie: answer.headers.get('set-cookie').split(';')[0], csrf: answer.body.csrf_token };
}

async function reader(server, email, cookie = '') {
  const post = (where, fields) => fetch(server.url + where, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie }, body: new URLSearchParams(fields) });
  await post('/members/sign-in/', { email });
  const mail = await until(async () => (await server.desk('GET', '/outbox')).body.mails.find(one => one.to === email), `mail to ${email}`);
  const code = /confirm\/\?code=([\w-]+)/.exec((await server.desk('GET', `/outbox/${mail.name}`)).body.text)[1];
  return cookiesOf(await post('/newsletters/confirm/', { code })).map(one => one.split(';')[0]).find(one => one.startsWith('broadsheet_reader='));
}

test('the tables name every route', async () => {
  assert.ok(of('desk').length >= 100, `${of('desk').length} of the desk`);
  assert.ok(of('open').length >= 4);
  assert.ok(of('public').length >= 15, of('public').map(name).join(' '));
  for (const { method, target } of routes) {
    const { status } = await ask(await started, target, { method: 'OPTIONS' });
    assert.equal(status, 204, `${method} ${target} is not there`);
  }
});

test('the desk takes no change without the token of its own pages', async () => {
  const server = await started, { cookie, csrf } = await signedIn(server);
  const bodies = [['application/json', '{}'], ['text/plain', '{"x":"="}'], ['application/x-www-form-urlencoded', 'csrf=x']];
  for (const route of of('desk')) {
    const send = (headers, body = '{}') => ask(server, route.target, { method: route.method, body, headers });
    assert.equal((await send({})).status, 401, name(route));
    for (const [type, body] of bodies) assert.match((await send({ Cookie: cookie, 'Content-Type': type }, body)).body, /"code":"csrf"/, `${name(route)} as ${type}`);
    for (const wrong of ['x', '', csrf.slice(0, -1), `${csrf}x`, csrf.toUpperCase()]) assert.match((await send({ Cookie: cookie, 'X-CSRF-Token': wrong })).body, /"code":"csrf"/, `${name(route)} with "${wrong}"`);
    for (const site of ['cross-site', 'same-site']) assert.equal((await send({ Cookie: cookie, 'X-CSRF-Token': csrf, 'Sec-Fetch-Site': site })).status, 403, name(route));
  }
  assert.equal((await ask(server, '/desk/api/sessions', { headers: { Cookie: cookie } })).status, 200, 'nothing of it signed out');
});

test('no form of ours is sent by another site', async () => {
  const server = await started;
  for (const route of [...of('open'), ...of('public')]) {
    if (route.target === '/newsletters/leave/') continue;  // one click of a mail program: its key is the proof
    const send = headers => ask(server, route.target, { method: route.method, headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body: 'email=a%40example.org' });
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: 'https://evil.example' }, { Origin: 'null' }]) assert.equal((await send(headers)).status, 403, `${name(route)} ${JSON.stringify(headers)}`);
    for (const headers of [{ 'Sec-Fetch-Site': 'same-origin' }, { Origin: server.url }, {}]) assert.notEqual((await send(headers)).status, 403, `${name(route)} ${JSON.stringify(headers)}`);
  }
});

test('what belongs to a reader changes only with their token', async () => {
  const server = await started, cookie = await reader(server, 'olha@example.org');
  const other = await reader(server, 'other@example.org');
  const token = async of => /name="csrf" value="([^"]+)"/.exec((await server.get('/members/', { Cookie: of })).text)[1];
  const own = of('public').filter(route => route.target.startsWith('/members/') && !['/members/sign-in/', '/members/enter/', '/members/opened/'].includes(route.target));
  assert.ok(own.length >= 5, own.map(name).join(' '));
  for (const route of own)
    for (const csrf of ['', 'x', await token(other)]) {
      const { status, fields } = await ask(server, route.target, { method: 'POST', headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ csrf, sure: 'yes', name: 'Taken over' }).toString() });
      assert.deepEqual([status, fields.location], [303, '/members/'], name(route));
    }
  assert.doesNotMatch((await server.get('/members/', { Cookie: cookie })).text, /Taken over/);
  assert.match(await token(cookie), /./, 'still signed in, still there');
});

test('nobody signs in with a cookie that somebody else chose', async () => {
  const server = await started;
  const chosen = 'chosenchosenchosenchosenchosenchosen';
  server.command('staff', 'password', 'editor@example.org', 'a long enough password');
  const signed = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'a long enough password' }, { Authorization: undefined, Cookie: `broadsheet_staff=${chosen}` });
  const [own] = cookiesOf(signed).map(one => one.split(';')[0]);
  assert.ok(own && !own.includes(chosen));
  assert.equal((await ask(server, '/desk/api/sessions', { headers: { Cookie: `broadsheet_staff=${chosen}` } })).status, 401);
  assert.equal((await ask(server, '/desk/api/sessions', { headers: { Cookie: own } })).status, 200);
  const again = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'a long enough password' }, { Authorization: undefined, Cookie: own });
  assert.notEqual(cookiesOf(again)[0].split(';')[0], own, 'each sign-in is a session of its own');
  assert.equal((await server.desk('DELETE', '/sessions', undefined, { Authorization: undefined, Cookie: own, 'X-CSRF-Token': signed.body.csrf_token })).status, 204);
  assert.equal((await ask(server, '/desk/api/sessions', { headers: { Cookie: own } })).status, 401, 'signed out is signed out');
  const given = await reader(server, 'fixed@example.org', `broadsheet_reader=${chosen}`);
  assert.ok(given && !given.includes(chosen));
  for (const query of [`?broadsheet_reader=${chosen}`, `;broadsheet_reader=${chosen}`]) assert.doesNotMatch((await ask(server, `/members/${query}`)).head, /set-cookie/i);
  assert.doesNotMatch((await server.get('/members/', { Cookie: `broadsheet_reader=${chosen}` })).text, /name="csrf"/);
});
