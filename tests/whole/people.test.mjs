// The newsroom's people: inviting, joining, forgotten passwords, second factors, sessions, tokens; on both engines.
import assert from 'node:assert/strict';
import test from 'node:test';
import { engines, Server, sleep } from './server.mjs';
import { totp } from './totp.mjs';

const open = { Authorization: undefined };

async function mailTo(server, address, most = 1) {
  for (let i = 0; i < 100; i++) {
    const mails = (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.to.includes(address));
    if (mails.length >= most) return (await server.desk('GET', `/outbox/${mails[0].name}`)).body;
    await sleep(50);
  }
  throw new Error(`no mail to ${address}`);
}
// What the newsroom told this person of their way in, oldest first, once there are so many.
async function noticesTo(server, address, count) {
  for (let i = 0; ; i++) {
    const mails = (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.to.includes(address) && !/invited|A new password for/.test(mail.subject));
    if (mails.length >= count || i === 100) return mails.map(mail => mail.subject).reverse();
    await sleep(50);
  }
}
const codeIn = mail => mail.text.match(/\/desk\/(?:join|reset)\/([\w-]+)/)[1];

// Somebody in a browser: their calls carry cookie and CSRF token.
function browser(server, answer) {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const headers = { ...open, Cookie: answer.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': answer.body.csrf_token };
  const call = (method, where, body, more = {}) => server.desk(method, where, body, { ...headers, ...more });
  call.headers = headers;
  return call;
}
// Each test signs in from an address of its own: wrong tries count by address too.
let place = 0;
const signIn = async (server, body) => server.desk('POST', '/sessions', body, { ...open, 'User-Agent': 'Test/1', 'X-Forwarded-For': `192.0.2.${place}` });

async function join(server, email, role, password = 'a long enough password') {
  const made = await server.desk('POST', '/staff', { email, name: 'New', role });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const code = codeIn(await mailTo(server, email));
  return { id: made.body.id, call: browser(server, await server.desk('POST', `/invitations/${code}`, { name: 'New', password }, open)) };
}

for (const engine of engines) {
  const started = Server.start(engine, { env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' } });
  const on = (name, check) => test(`${name} (${engine})`, async () => { place++; await check(await started); });
  test.after(async () => (await started).close());

  on('an invitation comes by mail, works once, and says nothing it should not', async server => {
    const made = await server.desk('POST', '/staff', { email: 'Olena@Example.org', name: 'Олена', role: 'editor' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual({ ...made.body, id: '' }, { id: '', email: 'olena@example.org', name: 'Олена', role: 'editor', author: null, active: true, second_factor: false, invited: true, last_seen: null });
    const mail = await mailTo(server, 'olena@example.org'), code = codeIn(mail);
    assert.match(mail.subject, /invited/);
    assert.ok(mail.html.includes(`${server.url}/desk/join/${code}`));
    assert.ok(!JSON.stringify(made.body).includes(code));
    assert.ok(!server.log.includes(code));
    assert.equal((await server.desk('POST', '/staff', { email: 'olena@example.org', name: 'X', role: 'author' })).body.code, 'email_taken');
    assert.equal((await server.desk('POST', `/staff/${made.body.id}/invitation`, {})).status, 200);
    const second = codeIn(await mailTo(server, 'olena@example.org', 2));
    const codes = [code, second].filter(Boolean);
    const works = [];
    for (const one of codes) if ((await server.desk('GET', `/invitations/${one}`, undefined, open)).status === 200) works.push(one);
    assert.equal(works.length, 1, 'the newer one ends the older');
    const shown = await server.desk('GET', `/invitations/${works[0]}`, undefined, open);
    assert.deepEqual(shown.body, { email: 'olena@example.org', name: 'Олена', publication: 'Broadsheet' });
    assert.equal((await server.desk('POST', `/invitations/${works[0]}`, { name: 'Олена', password: 'short' }, open)).body.field, 'password');
    const joined = await server.desk('POST', `/invitations/${works[0]}`, { name: 'Олена К.', password: 'a long enough password' }, open);
    assert.equal(joined.status, 201);
    assert.equal(joined.body.staff.name, 'Олена К.');
    assert.equal((await server.desk('GET', `/invitations/${works[0]}`, undefined, open)).status, 404);
    assert.equal((await server.desk('POST', `/invitations/${works[0]}`, { name: 'X', password: 'a long enough password' }, open)).status, 404);
    assert.equal((await server.desk('GET', '/invitations/guess', undefined, open)).status, 404);
    assert.equal((await server.desk('POST', `/staff/${made.body.id}/invitation`, {})).body.code, 'already_joined');
    const person = (await server.desk('GET', '/staff')).body.staff.find(one => one.id === made.body.id);
    assert.equal(person.invited, false);
    assert.ok(Math.abs(new Date(person.last_seen) - Date.now()) < 60_000);
  });

  on('staff are changed by administrators; the last one stays', async server => {
    const author = (await server.desk('POST', '/authors', { name: 'Byline', kind: 'person' })).body;
    const { id, call } = await join(server, 'writer@example.org', 'author');
    const changed = await server.desk('PATCH', `/staff/${id}`, { name: 'Renamed', role: 'editor', author: author.id });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual(changed.body.author, { id: author.id, name: 'Byline' });
    assert.equal(changed.body.role, 'editor');
    assert.equal((await call('GET', '/sessions')).body.staff.role, 'editor', 'at once');
    assert.equal((await server.desk('PATCH', `/staff/${id}`, { role: 'boss' })).body.field, 'role');
    assert.equal((await server.desk('PATCH', `/staff/${id}`, { author: '0000000000001' })).body.field, 'author');
    assert.equal((await server.desk('PATCH', `/staff/${id}`, { email: 'other@example.org' })).status, 422);
    assert.equal((await server.desk('PATCH', '/staff/0000000000001', { name: 'X' })).status, 404);
    const me = (await server.desk('GET', '/staff')).body.staff.find(one => one.email === 'editor@example.org').id;
    for (const change of [{ active: false }, { role: 'editor' }]) {
      const refused = await server.desk('PATCH', `/staff/${me}`, change);
      assert.equal(refused.status, 409);
      assert.equal(refused.body.code, 'last_administrator');
    }
    const token = (await call('POST', '/tokens', { name: 'Script' })).body.token;
    assert.equal((await server.desk('GET', '/staff', undefined, { Authorization: `Bearer ${token}` })).status, 200);
    assert.equal((await server.desk('PATCH', `/staff/${id}`, { active: false })).body.active, false);
    assert.equal((await call('GET', '/sessions')).status, 401);
    assert.equal((await server.desk('GET', '/staff', undefined, { Authorization: `Bearer ${token}` })).status, 401);
    assert.equal((await signIn(server, { email: 'writer@example.org', password: 'a long enough password' })).status, 401);
    assert.equal((await server.desk('POST', `/staff/${id}/invitation`, {})).body.code, 'not_active');
  });

  on('a forgotten password: the same answer for everybody, a link that works once, other sessions end', async server => {
    const { call } = await join(server, 'forgets@example.org', 'author');
    const answers = [];
    for (const email of ['forgets@example.org', 'nobody@example.org', 'no address at all']) {
      const answer = await server.desk('POST', '/forgotten-password', { email }, open);
      answers.push([answer.status, JSON.stringify(answer.body)]);
    }
    assert.deepEqual(answers, Array(3).fill([202, '{}']));
    const code = codeIn(await mailTo(server, 'forgets@example.org', 2));
    const names = (await server.desk('GET', '/outbox')).body.mails;
    assert.ok(!names.some(mail => mail.to.includes('nobody')));
    assert.ok(!server.log.includes(code));
    assert.equal((await server.desk('POST', '/reset-password', { code, password: 'short' }, open)).body.field, 'password');
    assert.equal((await server.desk('POST', '/reset-password', { code, password: 'another long password' }, open)).status, 204);
    assert.equal((await server.desk('POST', '/reset-password', { code, password: 'a third long password' }, open)).body.field, 'code');
    assert.equal((await call('GET', '/sessions')).status, 401);
    assert.equal((await signIn(server, { email: 'forgets@example.org', password: 'a long enough password' })).status, 401);
    const first = browser(server, await signIn(server, { email: 'forgets@example.org', password: 'another long password' }));
    const second = browser(server, await signIn(server, { email: 'forgets@example.org', password: 'another long password' }));
    assert.equal((await first('PUT', '/password', { password: 'a fourth long password' })).body.field, 'current', 'an open desk is not enough');
    for (const [password, code] of [['eleven char', 'password_short'], ['x'.repeat(129), 'password_long']]) assert.equal((await first('PUT', '/password', { password, current: 'another long password' })).body.code, code);
    assert.equal((await first('PUT', '/password', { password: 'a fourth long password', current: 'another long password' })).status, 204);
    assert.equal((await first('GET', '/sessions')).status, 200);
    assert.equal((await second('GET', '/sessions')).status, 401);
    await noticesTo(server, 'forgets@example.org', 1);
    const told = await mailTo(server, 'forgets@example.org', 3);
    assert.equal(told.subject, 'Broadsheet: your password was changed');
    assert.match(told.text, /If it was not, choose a new password now/);
    assert.ok(told.html.includes(`${server.url}/desk/forgotten/`));
  });

  on('a second factor: set up, asked for, never taken twice, recovered, turned off', async server => {
    const email = 'careful@example.org', password = 'a long enough password';
    const { id, call } = await join(server, email, 'editor');
    const { secret, uri } = (await call('POST', '/second-factor', {})).body;
    assert.match(uri, new RegExp(`^otpauth://totp/Broadsheet:careful%40example\\.org\\?secret=${secret}&`));
    assert.equal((await call('GET', '/sessions')).body.second_factor, false);
    assert.equal((await call('POST', '/second-factor/confirm', { code: '000000' })).body.field, 'code');
    const { recovery_codes: codes } = (await call('POST', '/second-factor/confirm', { code: totp(secret, -1) })).body;
    assert.equal(codes.length, 10);
    assert.deepEqual(await noticesTo(server, email, 1), ['Broadsheet: a second step was added to your sign-in'], 'joining itself is no news');
    assert.equal((await call('GET', '/sessions')).body.second_factor, true);
    const needed = await signIn(server, { email, password });
    assert.equal(needed.status, 401);
    assert.deepEqual([needed.body.code, needed.body.field], ['second_factor_needed', 'code']);
    const code = totp(secret, +1);
    assert.equal((await signIn(server, { email, password, code })).status, 201);
    assert.equal((await signIn(server, { email, password, code })).body.code, 'second_factor_wrong', 'replayed');
    assert.equal((await signIn(server, { email, password, code: codes[0].toUpperCase() })).status, 201);
    assert.equal((await signIn(server, { email, password, code: codes[0] })).body.code, 'second_factor_wrong');
    assert.equal((await call('POST', '/second-factor', {})).body.code, 'second_factor_on');
    assert.equal((await call('POST', '/second-factor/recovery-codes', { password: 'wrong' })).body.field, 'password');
    const fresh = (await call('POST', '/second-factor/recovery-codes', { password })).body.recovery_codes;
    assert.equal((await signIn(server, { email, password, code: codes[1] })).status, 401);
    assert.equal((await signIn(server, { email, password, code: fresh[1] })).status, 201);
    assert.equal((await call('POST', '/second-factor/off', { password: 'wrong' })).status, 422);
    assert.equal((await call('POST', '/second-factor/off', { password })).status, 204);
    assert.equal((await signIn(server, { email, password })).status, 201);
    assert.deepEqual((await noticesTo(server, email, 3)).slice(1).sort(), ['Broadsheet: the second step of your sign-in was turned off', 'Broadsheet: your recovery codes were renewed']);
    const again = (await call('POST', '/second-factor', {})).body.secret;
    assert.equal((await call('POST', '/second-factor/confirm', { code: totp(again) })).status, 200);
    assert.equal((await noticesTo(server, email, 4)).length, 4);
    assert.equal((await server.desk('POST', `/staff/${id}/second-factor/off`, {})).status, 204);
    assert.equal((await noticesTo(server, email, 5)).at(-1), 'Broadsheet: the second step of your sign-in was turned off', 'an administrator did it');
    assert.equal((await server.desk('POST', `/staff/${id}/second-factor/off`, {})).status, 204);
    assert.equal((await signIn(server, { email, password })).status, 201);
    for (const kept of [secret, again, ...codes, ...fresh]) assert.ok(!server.log.includes(kept));
  });

  on('a second factor may be asked of everybody', async server => {
    const { call } = await join(server, 'lax@example.org', 'editor');
    assert.equal((await call('PATCH', '/settings', { second_factor_required: true })).status, 403);
    assert.equal((await server.desk('PATCH', '/settings', { second_factor_required: true })).body.second_factor_required, true);
    try {
      assert.equal((await call('GET', '/sessions')).body.must_set_second_factor, true);
      for (const [method, where] of [['GET', '/stories'], ['GET', '/staff'], ['GET', '/my/sessions'], ['PUT', '/password'], ['POST', '/tokens']])
        assert.equal((await call(method, where, method === 'GET' ? undefined : {})).body.code, 'second_factor_required', where);
      const { secret } = (await call('POST', '/second-factor', {})).body;
      assert.equal((await call('POST', '/second-factor/confirm', { code: totp(secret) })).status, 200);
      assert.equal((await call('GET', '/stories')).status, 200);
      assert.equal((await call('GET', '/sessions')).body.must_set_second_factor, false);
      assert.equal((await server.desk('GET', '/stories')).status, 403, 'tokens are their persons\'');
    } finally {
      server.command('staff', 'password', 'editor@example.org', 'a long enough password');
      const admin = browser(server, await signIn(server, { email: 'editor@example.org', password: 'a long enough password' }));
      const { secret } = (await admin('POST', '/second-factor', {})).body;
      await admin('POST', '/second-factor/confirm', { code: totp(secret) });
      assert.equal((await admin('PATCH', '/settings', { second_factor_required: false })).status, 200);
      assert.match(server.command('staff', 'second-factor-off', 'editor@example.org'), /is off/);
    }
    assert.equal((await server.desk('GET', '/stories')).status, 200);
  });

  on('sessions are listed and ended; tokens are shown once', async server => {
    const email = 'many@example.org', password = 'a long enough password';
    const { id, call } = await join(server, email, 'editor');
    const other = browser(server, await signIn(server, { email, password })), third = browser(server, await signIn(server, { email, password }));
    const { sessions } = (await call('GET', '/my/sessions')).body;
    assert.equal(sessions.length, 3);
    assert.deepEqual(sessions.map(one => one.current), [false, false, true]);
    assert.deepEqual([sessions[0].agent, sessions[0].address], ['Test/1', `192.0.2.${place}`]);
    assert.equal((await call('DELETE', `/my/sessions/${sessions[0].id}`)).status, 204);
    assert.equal((await third('GET', '/sessions')).status, 401);
    const stranger = (await join(server, 'stranger@example.org', 'editor')).call;
    assert.equal((await stranger('DELETE', `/my/sessions/${sessions[1].id}`)).status, 404);
    assert.equal((await call('POST', '/my/sessions/end-others', {})).status, 204);
    assert.equal((await other('GET', '/sessions')).status, 401);
    assert.equal((await server.desk('GET', `/staff/${id}/sessions`)).body.sessions.length, 1);
    const { token } = (await call('POST', '/tokens', { name: 'A script' })).body;
    const listed = (await call('GET', '/tokens')).body.tokens;
    assert.equal(listed.length, 1);
    assert.equal(listed[0].name, 'A script');
    assert.equal(listed[0].staff.email, email);
    assert.ok(!JSON.stringify(listed).includes(token));
    assert.equal((await call('GET', '/tokens?all=1')).status, 403);
    assert.ok((await server.desk('GET', '/tokens?all=1')).body.tokens.length >= 2);
    assert.equal((await stranger('DELETE', `/tokens/${listed[0].id}`)).status, 404);
    assert.equal((await call('DELETE', `/tokens/${sessions[2].id}`)).status, 404, 'a session is no token');
    assert.equal((await server.desk('DELETE', `/tokens/${listed[0].id}`)).status, 204);
    assert.equal((await server.desk('GET', '/sessions', undefined, { Authorization: `Bearer ${token}` })).status, 401);
    assert.equal((await server.desk('POST', `/staff/${id}/sign-out`, {})).status, 204);
    assert.equal((await call('GET', '/sessions')).status, 401);
  });

  on('what changes something needs the CSRF token, and its role', async server => {
    const { id, call } = await join(server, 'plain@example.org', 'contributor');
    const changes = [['PUT', '/password'], ['POST', '/second-factor'], ['POST', '/second-factor/confirm'], ['POST', '/second-factor/recovery-codes'],
      ['POST', '/second-factor/off'], ['DELETE', '/my/sessions/0000000000001'], ['POST', '/my/sessions/end-others'], ['POST', '/tokens'], ['DELETE', '/tokens/0000000000001']];
    const administrators = [['POST', '/staff'], ['PATCH', `/staff/${id}`], ['POST', `/staff/${id}/invitation`], ['POST', `/staff/${id}/second-factor/off`],
      ['POST', `/staff/${id}/sign-out`], ['POST', '/emergency/sign-out'], ['POST', '/mail/test']];
    for (const [method, where] of [...changes, ...administrators]) {
      assert.equal((await call(method, where, {}, { 'X-CSRF-Token': undefined })).body.code, 'csrf', where);
      assert.equal((await server.desk(method, where, {}, open)).status, 401, where);
    }
    const editor = (await join(server, 'an-editor@example.org', 'editor')).call;
    for (const [method, where] of [...administrators, ['GET', `/staff/${id}/sessions`], ['GET', '/outbox'], ['GET', '/outbox/x']])
      assert.equal((await editor(method, where, method === 'GET' ? undefined : {})).body.code, 'administrators_only', where);
    assert.equal((await editor('GET', '/staff')).status, 200);
    assert.equal((await call('GET', '/staff')).body.code, 'editors_only');
  });

  on('wrong codes are limited, however right the password', async server => {
    const email = 'guessed@example.org', password = 'a long enough password';
    const { call } = await join(server, email, 'author');
    const { secret } = (await call('POST', '/second-factor', {})).body;
    await call('POST', '/second-factor/confirm', { code: totp(secret) });
    const statuses = [];
    for (let i = 0; i < 8; i++) statuses.push((await signIn(server, { email, password, code: '12345' + i })).status);
    assert.ok(statuses.includes(429), String(statuses));
  });

  on('in an emergency everybody is signed out but the caller', async server => {
    server.command('staff', 'password', 'editor@example.org', 'a long enough password');
    const admin = browser(server, await signIn(server, { email: 'editor@example.org', password: 'a long enough password' }));
    const { call } = await join(server, 'bystander@example.org', 'author');
    const link = new URL(server.command('staff', 'add', 'linked@example.org', '--role', 'author').trim()).searchParams.get('code');
    assert.equal((await admin('POST', '/emergency/sign-out', { tokens: false })).status, 204);
    assert.equal((await call('GET', '/sessions')).status, 401);
    assert.equal((await signIn(server, { code: link })).status, 401);
    assert.equal((await admin('GET', '/sessions')).status, 200);
    assert.equal((await server.desk('GET', '/sessions')).status, 200, 'the token stays');
    assert.equal((await admin('POST', '/emergency/sign-out', { tokens: true })).status, 204);
    assert.equal((await server.desk('GET', '/sessions')).status, 401);
    assert.equal((await admin('GET', '/sessions')).status, 200);
  });
}
