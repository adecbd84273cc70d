// Every kind of mail through real programs: Debian's Postfix takes it and delivers it, Python's email package reads it,
// python3-dkim checks the signature, SpamAssassin judges it, Chromium shows it, and a reader goes from the box on the
// page to the button that leaves.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser } from './browser.mjs';
import { Postfix, lacks } from './postfix.mjs';
import { binary, root, Server, sleep } from './server.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const gmail = 102_000;  // bytes of HTML behind which Gmail cuts
const site = 'https://news.paper.example';
let postfix, server, keyFile, record;
const mails = new Map();  // kind → what Python read

const paragraph = (...texts) => ({ type: 'paragraph', content: texts.map(text => ({ type: 'text', text })) });
const words = (...texts) => ({ type: 'doc', content: texts.map(text => paragraph(text)) });
const here = name => path.join(root, 'tests/whole', name);
const read = files => execFileSync('/usr/bin/python3', [here('read_mail.py'), 'press._domainkey.paper.example', record, ...files], { encoding: 'utf8', maxBuffer: 64e6 }).trim().split('\n').map(JSON.parse);
// The first mail to this address whose head (one line a field) fits.
const arrived = async (fits, to) => read([await postfix.mail(source => {
  const head = source.slice(0, source.search(/\r?\n\r?\n/));
  return head.split(/\r?\n/).includes(`X-Original-To: ${to}`) && fits(head);
}, `a mail to ${to}`)])[0];

async function importReaders(newsletter, ...emails) {
  const { body } = await server.desk('POST', `/readers/import?newsletter=${newsletter.slug}`, ['email,name', ...emails.map(email => `${email},Reader`)].join('\n'), { 'Content-Type': 'text/csv' });
  for (;; await sleep(50)) if ((await server.desk('GET', `/readers/imports/${body.import}`)).body.ended) return;
}
async function send(fields) {
  const made = await server.desk('POST', '/mailings', fields);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const sent = await server.desk('POST', `/mailings/${made.body.id}/schedule`);
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  return made.body.id;
}
const form = (where, fields) => fetch(server.url + where, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

before(async () => {
  if (lacks) return;
  postfix = await Postfix.start();
  keyFile = path.join(postfix.folder, 'dkim.pem');
  execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', keyFile], { stdio: 'ignore' });
  record = 'v=DKIM1; k=rsa; p=' + execFileSync('openssl', ['pkey', '-in', keyFile, '-pubout', '-outform', 'DER']).toString('base64');
  server = await Server.start('sqlite', { demo: true, env: { BROADSHEET_SITE_URL: site, BROADSHEET_MAIL_URL: postfix.url, BROADSHEET_MAIL_RETURN_PATH: 'news@paper.example', BROADSHEET_MAIL_DKIM_KEY: keyFile, BROADSHEET_MAIL_DKIM_SELECTOR: 'press' } });
  await server.desk('PATCH', '/settings', { postal_address: 'The Medva Lantern, 4 Ropewalk, Vilkhava' });
});
after(async () => {
  await server?.close();
  postfix?.stop();
});

test('each kind of mail goes through Postfix, whole and signed', { skip: lacks }, async () => {
  const { newsletters } = (await server.desk('GET', '/newsletters')).body;
  const english = newsletters.find(one => one.slug === 'lit-at-seven'), ukrainian = newsletters.find(one => one.slug === 'likhtar');
  const arabic = (await server.desk('POST', '/newsletters', { name: 'رسالة الصباح', slug: 'sabah', language: 'ar', description: 'أخبار اليوم في دقائق.' })).body;
  const take = async (kind, to, subject) => mails.set(kind, await arrived(source => subject.test(source), to));

  // What the system writes by itself.
  const signUp = await form('/newsletters/', { email: 'new@reader.example', newsletter: english.slug, token: /data-token="([^"]+)"/.exec((await server.get('/newsletters/')).text)[1], website: '' });
  assert.ok(signUp.status < 400, `${signUp.status}`);
  await take('confirmation', 'new@reader.example', /^Subject: .*confirm/im);
  const link = new URL(/https?:\S+confirm\S+/.exec(mails.get('confirmation').parts[0].text)[0]);
  assert.equal((await fetch(server.url + link.pathname + link.search)).status, 200);
  assert.ok((await form(link.pathname + link.search, { code: link.searchParams.get('code') })).status < 400);
  await take('welcome', 'new@reader.example', /^Subject: .*welcome/im);
  await form('/members/sign-in/', { email: 'new@reader.example' });
  await take('sign-in', 'new@reader.example', /^Subject: (?!.*(confirm|welcome))/im);
  await server.desk('POST', '/staff', { email: 'colleague@reader.example', name: 'Colleague', role: 'author' });
  await take('invitation', 'colleague@reader.example', /./);
  await server.desk('POST', '/forgotten-password', { email: 'editor@example.org' });
  await take('forgotten password', 'editor@example.org', /^Subject: .*password/im);

  // What editors write.
  await importReaders(english, 'olha@reader.example', 'taras@reader.example');
  await importReaders(ukrainian, 'оля@пошта.укр', 'stepan@reader.example');
  await importReaders(arabic, 'layla@reader.example');
  const stories = (await server.desk('GET', '/stories?status=published&kind=article')).body.stories;
  await server.desk('PATCH', `/newsletters/${english.id}`, { edition: { hours: 24 * 60, stories: 6, briefs: 5 } });
  await server.desk('PATCH', `/newsletters/${ukrainian.id}`, { edition: { hours: 24 * 60, stories: 6, briefs: 5 } });
  await send({ newsletter: english.id, subject: 'Ferries, bread & the bridge', preview: 'And what the council decided at night.', body: words('Good morning from Vilkhava.') });
  await take('edition', 'olha@reader.example', /Ferries, bread/);
  await send({ newsletter: ukrainian.id, subject: 'Пором знову ходить — розклад усередині', preview: 'І чому хліб не дорожчає.' });
  await take('Ukrainian edition', 'stepan@reader.example', /List-Id: <likhtar/);
  await send({ kind: 'letter', newsletter: english.id, subject: 'A letter from the editor', body: words('Dear reader,', 'This week three of us walked the whole of the east bank, from the mill to the locks, and wrote down what people told us about the winter that is coming. We begin with their words on Monday.', 'Write to us: every answer to this letter is read by a person.', 'Until then, stay warm.') });
  await take('letter', 'taras@reader.example', /A letter from/);
  await send({ kind: 'story', newsletter: english.id, story: stories.find(one => one.language === 'en').id, subject: 'One story, whole' });
  await take('story', 'taras@reader.example', /One story, whole/);
  await send({ kind: 'letter', newsletter: arabic.id, subject: 'صباح الخير من فيلخافا', body: words('صباح الخير. عادت العبّارة إلى العمل من السادسة صباحًا، والخبز بسعره القديم.', 'نكتب لكم غدًا عن المدرسة تحت التل.') });
  await take('right to left', 'layla@reader.example', /List-Id: <sabah/);

  const { host } = new URL(site);
  for (const [kind, mail] of mails) {
    assert.deepEqual(mail.faults, [], kind);
    assert.equal(mail.type, 'multipart/alternative', kind);
    assert.deepEqual(mail.parts.map(part => part.type), ['text/plain', 'text/html'], kind);
    assert.ok(mail.longest <= 998 && mail.bytes < gmail * 1.4, `${kind}: ${mail.longest}, ${mail.bytes}`);
    assert.ok(Buffer.byteLength(mail.parts[1].text) < gmail, kind);
    assert.match(mail.headers['message-id'], /^<[^<>@\s]+@[^<>@\s]+>$/, kind);
    assert.ok(Math.abs(Date.parse(mail.date) - Date.now()) < 120_000, kind);
    assert.equal(mail.from[0][1], 'news@paper.example', kind);
    assert.equal(mail.headers['mime-version'], '1.0', kind);
    if (!/List|edition|letter|story|right/.test(kind)) continue;
    assert.equal(mail.dkim, true, `${kind} is signed`);
    assert.equal(mail.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click', kind);
    assert.match(mail.headers['list-id'], new RegExp(`^<[a-z-]+\\.${host}>$`), kind);
    assert.match(mail.headers['feedback-id'], /^\S+:\S+:newsletter:\S+$/, kind);
    assert.match(mail.headers['return-path'], /^<news\+[0-9a-z-]+@paper\.example>$/, kind);
    const out = /^<(https:[^>]+)>$/.exec(mail.headers['list-unsubscribe'].replaceAll(' ', ''))[1];
    assert.ok(mail.parts[0].text.includes(out) && mail.parts[1].text.includes(out.replaceAll('&', '&amp;')), `${kind} has its way out in both parts`);
    // What the HTML leads to, the text does too.
    for (const [, found] of mail.parts[1].text.matchAll(/<a [^>]*href="(https:\/\/news\.paper\.example\/[^"?]+)"/g))
      if (found !== site + '/') assert.ok(mail.parts[0].text.includes(found), `${kind}: the text lacks ${found}`);
  }
  assert.match(mails.get('Ukrainian edition').headers.subject, /Пором знову ходить/);
  assert.match(mails.get('right to left').parts[1].text, /dir="rtl"/);
  assert.ok(await arrived(head => /List-Id: <likhtar/.test(head), 'оля@xn--80a1acn3a.xn--j1amh'), 'an address in another alphabet is reached');
});

test('one click leaves, looking at the link does not; what bounces is kept away from', { skip: lacks }, async () => {
  const mail = mails.get('letter'), out = new URL(mail.headers['list-unsubscribe'].replaceAll(/[<> ]/g, ''));
  const gets = async () => (await server.desk('GET', '/readers?newsletter=lit-at-seven&q=taras')).body.readers.length;
  assert.equal((await fetch(server.url + out.pathname + out.search)).status, 200);
  assert.equal(await gets(), 1);
  assert.equal((await form(out.pathname + out.search, { 'List-Unsubscribe': 'One-Click' })).status, 200);
  assert.equal(await gets(), 0);

  const newsletter = (await server.desk('POST', '/newsletters', { name: 'Bounces' })).body;
  await importReaders(newsletter, 'nobody@refused.example', 'gone@later.example', 'fine@reader.example');
  const id = await send({ kind: 'letter', newsletter: newsletter.id, subject: 'Who is there?', body: words('We only ask.') });
  // Postfix itself writes the notice about the one it took and could not deliver.
  const notice = await postfix.mail(source => /Content-Type: multipart\/report/.test(source) && /gone@later\.example/.test(source), 'the bounce');
  const received = spawnSync(binary, ['--data', server.folder, 'mail', 'receive'], { env: server.env, input: fs.readFileSync(notice), encoding: 'utf8' });
  assert.equal(received.status, 0, received.stderr);
  const { suppressions } = (await server.desk('GET', '/readers/suppressions')).body;
  assert.deepEqual(suppressions.map(one => [one.email, one.reason]).sort(), [['gone@later.example', 'bounce'], ['nobody@refused.example', 'bounce']]);
  const { figures } = (await server.desk('GET', `/mailings/${id}`)).body;
  assert.deepEqual([figures.taken, figures.refused, figures.bounced], [1, 1, 1]);
});

const assassin = lacks || (spawnSync('spamassassin', ['--version']).status !== 0 && 'spamassassin is not there');
test('SpamAssassin has nothing against any of them', { skip: assassin, timeout: 240_000 }, async t => {
  const home = path.join(postfix.folder, 'spam');
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'prefs'), 'use_bayes 0\nuse_auto_whitelist 0\n');
  const judge = async ([kind, mail]) => {
    const run = promisify(execFile)('spamassassin', ['-L', '-t', '-p', path.join(home, 'prefs')], { env: { ...process.env, HOME: home }, maxBuffer: 64e6 });
    run.child.stdin.end(fs.readFileSync(mail.file));
    const { stdout } = await run;
    const [, score, tests] = /X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=([\s\S]*?)\s+autolearn/.exec(stdout.replace(/\n[ \t]+/g, ' '));
    t.diagnostic(`${kind}: ${score} (${tests.replaceAll(' ', '')})`);
    return [kind, Number(score), tests];
  };
  const waiting = [...mails], scores = [];
  await Promise.all([1, 2].map(async () => { while (waiting.length) scores.push(await judge(waiting.shift())); }));
  assert.equal(scores.length, mails.size);
  assert.deepEqual(scores.filter(([, score]) => !(score < 1)), []);
});

test('mails look right: phone and desktop, light and dark, nothing cut off', { skip: lacks, timeout: 120_000 }, async () => {
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
    await page.route('**/*', async route => {
      const url = new URL(route.request().url());
      if (url.origin !== site) return route.abort();
      const answer = await fetch(server.url + url.pathname);
      return route.fulfill({ status: answer.status, contentType: answer.headers.get('content-type'), body: Buffer.from(await answer.arrayBuffer()) });
    });
    for (const [kind, mail] of mails)
      for (const colorScheme of ['light', 'dark'])
        for (const width of [360, 680]) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          await page.setContent(mail.parts[1].text, { waitUntil: 'load' });
          const what = `${kind}, ${width} px, ${colorScheme}`;
          if (process.env.BROADSHEET_SHOTS) await page.screenshot({ path: path.join(process.env.BROADSHEET_SHOTS, `${kind.replaceAll(' ', '_')}-${width}-${colorScheme}.png`), fullPage: true });
          const found = await page.evaluate(() => ({
            wide: document.documentElement.scrollWidth - innerWidth,
            pictures: [...document.images].filter(one => one.width > 1).filter(one => !one.getAttribute('width') || !one.getAttribute('height') || !one.hasAttribute('alt') || !one.naturalWidth).map(one => one.src),
            small: [...document.querySelectorAll('p, a, h1, h2, h3, td, li')].filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden' && !one.closest('[style*="max-height:0"]') && parseFloat(getComputedStyle(one).fontSize) < 13).map(one => one.textContent.trim().slice(0, 60)),
          }));
          assert.ok(found.wide <= 1, `${what} is ${found.wide} px too wide`);
          assert.deepEqual([found.pictures, found.small], [[], []], what);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['color-contrast', 'image-alt', 'link-name', 'html-has-lang', 'valid-lang'], resultTypes: ['violations'] }));
          assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], what);
        }
  } finally { await browser.close(); }
});

test('from the box on a page to the button that leaves, every mail by Postfix', { skip: lacks, timeout: 120_000 }, async () => {
  const own = await Server.start('sqlite', { demo: true, env: { BROADSHEET_MAIL_URL: postfix.url, BROADSHEET_MAIL_RETURN_PATH: 'news@paper.example' } });
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 390, height: 800 } })).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(own.url + '/bridge-reopens-to-trams/');
    const box = page.locator('main .newsletter-box').first();
    await box.getByLabel(/mail address/).fill('walker@reader.example');
    await box.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('sent you a confirmation email').first().waitFor();
    const confirmation = await arrived(head => /^Subject: .*confirm/im.test(head), 'walker@reader.example');
    await page.goto(/https?:\S+confirm\S+/.exec(confirmation.parts[0].text)[0]);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await arrived(head => /^Subject: .*welcome/im.test(head), 'walker@reader.example');
    const newsletter = (await own.desk('GET', '/newsletters')).body.newsletters.find(one => one.slug === 'lit-at-seven');
    const { id } = (await own.desk('POST', '/mailings', { kind: 'letter', newsletter: newsletter.id, subject: 'To the walker', body: words('Here we are.') })).body;
    await own.desk('POST', `/mailings/${id}/schedule`);
    const letter = await arrived(head => /^Subject: To the walker/m.test(head), 'walker@reader.example');
    await page.goto('about:blank');
    await page.setContent(letter.parts[1].text);
    await page.goto(await page.getByRole('link', { name: /Unsubscribe/ }).getAttribute('href'));
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.equal((await own.desk('GET', '/readers?newsletter=lit-at-seven&q=walker')).body.readers.length, 0);
    await page.context().close();
  } finally {
    await browser.close();
    await own.close();
  }
});
