// Whether somebody has an account here is told to nobody who asks: by no answer, and not by the time that it takes.
// (people.test.mjs and newsletters.test.mjs have the answers themselves.)
import assert from 'node:assert/strict';
import test from 'node:test';
import { ask } from './raw_socket.mjs';
import { cookiesOf, engines, Server, waiter } from './server.mjs';

const until = waiter(10, { strict: true });
// Each call comes from an address of its own: the limits by address are not what is looked at here.
let place = 0;
const elsewhere = () => { ++place; return { 'X-Forwarded-For': `198.18.${place >> 8}.${place & 255}` }; };

// Asks for each kind in turn, in another order each round, so that a busy machine is busy for all.
async function timed(rounds, kinds) {
  const names = Object.keys(kinds), took = names.map(() => []), answers = names.map(() => new Set());
  for (let round = 0; round < rounds + 2; ++round)
    for (let i = 0; i < names.length; ++i) {
      const kind = (i + round) % names.length, began = performance.now();
      const { status, body } = await kinds[names[kind]](round);
      if (round < 2) continue;
      took[kind].push(performance.now() - began);
      answers[kind].add(`${status} ${body}`);
    }
  return { names, took, answers };
}
const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
// How often an answer of one kind took longer than one of the other: 0.5 tells nothing, 0 or 1 everything.
const longer = (one, other) => one.flatMap(a => other.map(b => a > b ? 1 : a === b ? 0.5 : 0)).reduce((a, b) => a + b) / (one.length * other.length);
function tellsNothing({ names, took }) {
  const text = names.map((name, i) => `${name} ${median(took[i]).toFixed(2)} ms`).join(', ');
  console.log(`# ${text}`);
  for (let i = 1; i < took.length; ++i) assert.ok(Math.abs(longer(took[0], took[i]) - 0.5) < 0.28, `${text}: ${longer(took[0], took[i]).toFixed(2)} of ${names[0]} take longer than ${names[i]}`);
}

for (const engine of engines)
  test(`enumeration and timing, on ${engine}`, { timeout: 180_000 }, async t => {
    const server = await Server.start(engine, { env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' } });
    t.after(() => server.close());
    const json = (where, body) => ask(server, '/desk/api' + where, { method: 'POST', headers: elsewhere(), body: JSON.stringify(body) });
    const form = (where, fields, headers) => ask(server, where, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...elsewhere(), ...headers }, body: new URLSearchParams(fields).toString() });

    await t.test('staff signing in', async () => {
      // An account takes a few wrong passwords before it makes wait, so there are several.
      const people = Array.from({ length: 6 }, (_, i) => `person${i}@example.org`);
      for (const email of people) server.command('staff', 'add', email, '--role', 'author');
      for (const email of people.slice(0, 3)) server.command('staff', 'password', email, 'a long enough password');
      const wrong = email => json('/sessions', { email, password: 'a wrong password' });
      const kinds = { known: round => wrong(people[round % 3]), unknown: round => wrong(`nobody${round % 3}@example.org`), 'without a password': round => wrong(people[3 + round % 3]) };
      const found = await timed(10, kinds);
      assert.equal(new Set(found.answers.flatMap(one => [...one])).size, 1);
      tellsNothing(found);
      for (const [kind, send] of Object.entries(kinds)) {
        const tries = [];
        for (let i = 0; i < 3; ++i) tries.push((await send(0)).status);
        assert.ok(tries.includes(429), `${kind}: ${tries}`);
      }
      assert.equal((await wrong(people[1].toUpperCase())).status, 401);
    });

    await t.test('a forgotten password', async () => {
      const wish = email => () => json('/forgotten-password', { email });
      const found = await timed(30, { known: wish('editor@example.org'), unknown: wish('nobody@example.org') });
      assert.deepEqual(found.answers.map(one => [...one]), Array(2).fill(['202 {}']));
      tellsNothing(found);
    });

    const reader = async email => {
      await form('/members/sign-in/', { email });
      const mail = await until(async () => (await server.desk('GET', '/outbox')).body.mails.find(one => one.to === email), `mail to ${email}`);
      const code = /confirm\/\?code=([\w-]+)/.exec((await server.desk('GET', `/outbox/${mail.name}`)).body.text)[1];
      await form('/newsletters/confirm/', { code });
    };
    const readers = ['reader0@example.org', 'reader1@example.org', 'reader2@example.org'];
    for (const email of readers) await reader(email);

    await t.test('readers asking for their link', async () => {
      const wish = email => () => form('/members/sign-in/', { email });
      const found = await timed(30, { known: wish(readers[0]), unknown: wish('nobody@example.org') });
      assert.equal(new Set(found.answers.flatMap(one => [...one]).map(one => one.replace(/(reader0|nobody)@example\.org/g, ''))).size, 1);
      tellsNothing(found);
    });

    await t.test('readers typing digits', async () => {
      for (const email of readers) await form('/members/sign-in/', { email });  // so that there are digits to be wrong
      await until(async () => { const { mails } = (await server.desk('GET', '/outbox')).body; return readers.every(one => mails.some(mail => mail.to === one && /\b\d{6}\b/.test(mail.subject))); }, 'the digits');
      const wrong = name => round => form('/members/enter/', { email: `${name}${round % 3}@example.org`, digits: '12345' });
      const found = await timed(40, { known: wrong('reader'), unknown: wrong('nobody') });
      assert.equal(new Set(found.answers.flatMap(one => [...one]).map(one => one.replace(/(reader|nobody)\d@example\.org/g, ''))).size, 1);
      tellsNothing(found);
    });

    await t.test('signing up for a newsletter', async () => {
      const { slug } = (await server.desk('POST', '/newsletters', { name: 'The Morning', slug: 'the-morning' })).body;
      const token = /name="token" value="([^"]+)"/.exec((await server.get('/newsletters/')).text)[1];
      const wish = email => () => form('/newsletters/', { email, newsletter: slug, token });
      const found = await timed(30, { known: wish(readers[0]), unknown: wish('nobody@example.org') });
      assert.deepEqual(found.answers.map(one => [...one]), [['303 '], ['303 ']]);
      tellsNothing(found);
    });

    await t.test('guessing digits ends them, from however many addresses', async () => {
      await reader('guessed@example.org');
      await form('/members/sign-in/', { email: 'guessed@example.org' });
      const mails = async () => (await server.desk('GET', '/outbox')).body.mails.filter(mail => mail.to === 'guessed@example.org');
      const found = await until(async () => { const all = await mails(); return all.find(mail => /\b\d{6}\b/.test(mail.subject)); }, 'the digits');
      const digits = /\b\d{6}\b/.exec(found.subject)[0], wrong = digits === '111111' ? '222222' : '111111';
      for (let i = 0; i < 5; ++i) assert.equal((await form('/members/enter/', { email: 'guessed@example.org', digits: wrong })).status, 422);
      const late = await form('/members/enter/', { email: 'guessed@example.org', digits });
      assert.deepEqual([late.status, cookiesOf({ headers: new Headers(late.fields) }).length], [422, 0], 'the right ones come too late');
    });
  });
