// The header fields that keep browsers on our side, on every kind of answer, and what Mozilla's HTTP Observatory makes
// of them by its published table (docs/security.md).
import assert from 'node:assert/strict';
import test from 'node:test';
import { ask } from './raw_socket.mjs';
import { cookiesOf, Server, waiter } from './server.mjs';
import { finished, photo, upload } from './photos.mjs';

// As behind a proxy that speaks TLS: addresses are https, the connection is not.
const site = 'https://paper.example';
const started = Server.start('sqlite', { demo: true, env: { BROADSHEET_SITE_URL: site } });
test.after(async () => (await started).close());
const until = waiter(10, { strict: true });

const media = (async () => { const server = await started; const picture = await finished(server, (await upload(server, photo())).body.id); return new URL(picture.renditions[0].url).pathname; })();
const pages = ['/', '/about/', '/section/city/', '/feed/', '/archive/', '/corrections/', '/newsletters/', '/newsletters/sent/', '/support/', '/members/', '/search/', '/search/?q=bridge', '/newsletters/confirm/?code=x', '/members/enter/?code=x'];
const errors = ['/nothing-here/', '/tag/nothing/', '/media/ab/nothing.jpg', '/newsletters/leave/?key=x'];
const others = async () => ['/rss/', '/atom.xml', '/feed.json', '/podcast/rss/', '/sitemap.xml', '/sitemap-news.xml', '/robots.txt', '/live/poll/', '/search/suggest/?q=b', '/healthz', '/readyz', '/about', '/assets/css/nothing.css', await media, '/desk/api/sessions', '/desk/api/nothing', '/desk/files/nothing.js', ...[...(await ask(await started, '/')).body.matchAll(/(?:src|href)="(\/assets\/[^"?]+)/g)].map(match => match[1])];
const everything = async () => [...pages, ...errors, '/desk/', ...await others()];
const policyOf = ({ fields }) => Object.fromEntries((fields['content-security-policy'] ?? '').split(';').map(one => one.trim().split(/\s+/)).map(([name, ...values]) => [name, values]));

test('every answer says that it is what it says, and by which connection to ask', async () => {
  const server = await started;
  const all = await everything();
  assert.ok(all.length > 40, String(all.length));
  for (const [i, target] of all.entries())
    for (const method of ['GET', ['HEAD', 'POST', 'OPTIONS'][i % 3]]) {
      const answer = await ask(server, target, { method, headers: { Origin: site } });
      const where = `${method} ${target}: ${answer.head}`;
      if (answer.status !== 304) assert.equal(answer.fields['x-content-type-options'], 'nosniff', where);
      assert.equal(answer.fields['strict-transport-security'], 'max-age=31536000', where);
      assert.ok(!Object.keys(answer.fields).some(name => /^(server|x-powered-by|access-control|public-key-pins|x-aspnet)/.test(name)), where);
      assert.doesNotMatch(answer.head, /broadsheet\/|boost|beast|\d+\.\d+\.\d+(?! GMT)/i, where);
      if (answer.body) assert.match(answer.fields['content-type'] ?? '', /^(text\/[a-z-]+; charset=utf-8|application\/(json|problem\+json|feed\+json|octet-stream|javascript)|application\/[a-z+]+; charset=utf-8|image\/[a-z+-]+|font\/woff2|audio\/[a-z]+)/, where);
    }
  for (const bytes of ['GARBAGE', 'GET / HTTP/9.9']) assert.match((await ask(server, bytes)).head, /^HTTP\/1\.1 [45]\d\d [^]*Strict-Transport-Security[^]*/m);
});

test('pages, errors and the desk run our own scripts alone, in nobody’s frame', async () => {
  const server = await started;
  for (const target of [...pages, ...errors, '/desk/', '/desk/stories/0000000000001', '/desk/join/x']) {
    const answer = await ask(server, target), policy = policyOf(answer), where = `${target}: ${answer.fields['content-security-policy']}`;
    assert.deepEqual(policy['default-src'], ["'self'"], where);
    for (const name of ['script-src', 'style-src', 'connect-src', 'font-src', 'worker-src']) assert.deepEqual(policy[name] ?? policy['default-src'], ["'self'"], where);
    for (const name of ['object-src', 'base-uri', 'frame-ancestors']) assert.deepEqual(policy[name], ["'none'"], where);
    assert.ok(policy['form-action'].every(one => one === "'self'" || one.startsWith('https://')), where);
    assert.ok((policy['frame-src'] ?? []).every(one => one === "'self'" || one.startsWith('https://')), where);
    assert.doesNotMatch(answer.fields['content-security-policy'], /unsafe|\*|http:|strict-dynamic/, where);
    assert.match(answer.fields['referrer-policy'], /^(same-origin|strict-origin-when-cross-origin)$/, where);
    assert.equal(answer.fields['cross-origin-resource-policy'], 'same-origin', where);
    for (const [, attributes] of answer.body.matchAll(/<script([^>]*)>/g)) assert.match(attributes, /src="\/(assets|desk)\/|type="application\/(ld\+)?json"/, where);
    assert.doesNotMatch(answer.body, /<(link|script|img|iframe)[^>]+(src|href)="(http:)?\/\/(?!paper\.example)/, where);
  }
  const picture = await ask(server, await media);
  assert.match(picture.fields['content-security-policy'], /sandbox/);
});

test('what is somebody’s is kept by nobody', async () => {
  const server = await started;
  for (const target of ['/members/', '/search/?q=bridge', '/members/enter/?code=x', '/newsletters/confirm/?code=x', '/support/thanks/', '/desk/api/sessions', '/desk/api/staff']) {
    const { fields } = await ask(server, target, { headers: target.startsWith('/desk/api/') ? { Authorization: `Bearer ${server.token}` } : {} });
    assert.match(fields['cache-control'] ?? '', /no-store|private/, target);
    assert.doesNotMatch(fields['cache-control'] ?? '', /public|s-maxage/, target);
  }
});

test('cookies go to this host alone, over TLS alone, and no script reads them', async () => {
  const server = await started;
  server.command('staff', 'password', 'editor@example.org', 'a long enough password');
  const staff = await server.desk('POST', '/sessions', { email: 'editor@example.org', password: 'a long enough password' }, { Authorization: undefined });
  const post = (where, fields) => fetch(server.url + where, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
  await post('/members/sign-in/', { email: 'olha@example.org' });
  const mail = await until(async () => (await server.desk('GET', '/outbox')).body.mails.find(one => one.to === 'olha@example.org'), 'the mail');
  const code = /confirm\/\?code=([\w-]+)/.exec((await server.desk('GET', `/outbox/${mail.name}`)).body.text)[1];
  const reader = await post('/newsletters/confirm/', { code });
  const back = await fetch(`${server.url}/members/?from=/about/`);
  const gift = await post('/support/', { currency: 'EUR', amount: '5', cadence: 'once' });
  for (const [answer, least] of [[staff, 1], [reader, 1], [back, 1], [gift, 1]]) {
    const cookies = cookiesOf(answer);
    assert.ok(cookies.length >= least, answer.url);
    for (const cookie of cookies) {
      assert.match(cookie, /; Secure/, cookie);
      assert.match(cookie, /; HttpOnly/, cookie);
      assert.match(cookie, /; SameSite=(Lax|Strict)/, cookie);
      assert.doesNotMatch(cookie, /Domain=/i, cookie);
    }
  }
  for (const answer of [staff, reader]) assert.ok(cookiesOf(answer).some(one => /^__Host-broadsheet_(staff|reader)=[\w-]{40,};.* Path=\//.test(one)), cookiesOf(answer).join('\n'));
});

// The Observatory's grader, as far as its tests can come out here: 100, less what is missing; bonuses from 90 on.
function score({ fields, body }) {
  const policy = policyOf({ fields }), none = policy['default-src']?.join() === "'none'";
  const safe = (policy['script-src'] ?? policy['default-src']) && policy['object-src'] && !/unsafe|data:|https?:(\s|;|$)|\*/.test(['script-src', 'style-src', 'object-src', 'default-src'].flatMap(name => policy[name] ?? []).join(' '));
  const scripts = [...body.matchAll(/<script[^>]+src="([^"]+)"/g)].map(match => match[1]);
  const modifiers = {
    'content-security-policy': safe ? none ? 10 : 5 : fields['content-security-policy'] ? -20 : -25,
    cookies: fields['set-cookie'] ? /Secure/.test(fields['set-cookie']) && /HttpOnly/.test(fields['set-cookie']) && /SameSite=(Lax|Strict)/.test(fields['set-cookie']) ? 5 : -40 : 0,
    'cross-origin-resource-sharing': fields['access-control-allow-origin'] ? -50 : 0,
    redirection: 0,  // the proxy's
    'referrer-policy': /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(fields['referrer-policy']) ? 5 : fields['referrer-policy'] ? -5 : 0,
    'strict-transport-security': Number(/max-age=(\d+)/.exec(fields['strict-transport-security'] ?? '')?.[1] ?? 0) >= 15768000 ? 0 : -20,
    'subresource-integrity': scripts.every(one => one.startsWith('/') && !one.startsWith('//')) ? 0 : -50,
    'x-content-type-options': fields['x-content-type-options'] === 'nosniff' ? 0 : -5,
    'x-frame-options': policy['frame-ancestors'] ? 5 : -20,
    'cross-origin-resource-policy': /^same-(origin|site)$/.test(fields['cross-origin-resource-policy']) ? 10 : 0,
  };
  const base = 100 + Object.values(modifiers).filter(one => one < 0).reduce((a, b) => a + b, 0);
  return { modifiers, total: base < 90 ? base : base + Object.values(modifiers).filter(one => one > 0).reduce((a, b) => a + b, 0) };
}

test('the Observatory gives A+ to pages, errors and the desk', async () => {
  const server = await started;
  for (const target of [...pages, '/nothing-here/', '/desk/', '/members/?from=/about/']) {
    const answer = await ask(server, target), { modifiers, total } = score(answer);
    assert.equal(total, answer.fields['set-cookie'] ? 130 : 125, `${target}: ${JSON.stringify(modifiers)}`);
  }
  assert.ok(score({ fields: {}, body: '' }).total < 40, 'without any of it there is nothing to be proud of');
});

test('a site without TLS does not ask for it', async () => {
  const plain = await Server.start('sqlite');
  try {
    assert.equal((await ask(plain, '/')).fields['strict-transport-security'], undefined);
    assert.equal((await ask(plain, '/')).fields['x-content-type-options'], 'nosniff');
  } finally { await plain.close(); }
});
