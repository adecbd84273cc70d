// Every text that the desk and the public forms take is a known attack; then every page, feed, mail and screen is
// opened in Chromium, where nothing may run. Pages are looked at twice: with their Content-Security-Policy, which must
// have nothing to do, and without it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openBrowser, signInAtDesk } from './browser.mjs';
import { host, payloads, short } from './payloads.mjs';
import { finished, photo, upload } from './photos.mjs';
import { cookiesOf, Server, waiter } from './server.mjs';

const until = waiter(20, { strict: true });
const started = Server.start('sqlite', { demo: true }), opened = openBrowser();
test.after(async () => { await (await opened).close(); await (await started).close(); });

const hits = [];  // what ran, or wanted to

// Texts "§" become the payload. What a field refuses is tried with the shortest one, then left out: refused is as good.
const taken = new Map();  // field → how many payloads it took
async function fill(server, payload, method, where, fields, headers) {
  const put = (value, text) => typeof value === 'string' ? value.replaceAll('§', text) : Array.isArray(value) ? value.map(one => put(one, text)) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, put(one, text)])) : value;
  const left = structuredClone(fields), shortened = new Set();
  for (let i = 0; i < 40; ++i) {
    const body = put(left, payload);
    const answer = await server.desk(method, where, body, headers);
    if (answer.status < 300) {
      for (const name of Object.keys(left)) if (JSON.stringify(left[name]).includes('§')) taken.set(`${where.split('/')[1]} ${name}`, (taken.get(`${where.split('/')[1]} ${name}`) ?? 0) + 1);
      return answer.body;
    }
    assert.equal(answer.status, 422, `${method} ${where}: ${JSON.stringify(answer.body)}`);
    const [top] = answer.body.field.split('/');
    if (!(top in left)) return null;  // it cannot do without what it refused
    if (shortened.has(top)) delete left[top];
    else left[top] = put(left[top], short);
    shortened.add(top);
  }
  assert.fail(`${method} ${where} takes nothing`);
}

// One of everything, all of whose texts are the payload.
async function publishAll(server, payload, picture, tier, everything) {
  const on = (method, where, fields) => fill(server, payload, method, where, fields);
  const section = await on('POST', '/sections', { name: '§', description: '§', slug: '§' });
  const author = await on('POST', '/authors', { name: '§', bio: '§', kind: 'person', slug: '§', picture });
  const body = { type: 'doc', content: [
    { type: 'paragraph', content: [{ type: 'text', text: '§' }, { type: 'text', text: '§', marks: [{ type: 'bold' }] }] },
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: '§' }] },
    { type: 'codeBlock', content: [{ type: 'text', text: '§' }] },
    { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: '§' }] }] }] },
    { type: 'embed', attrs: { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', title: '§', description: '§', provider: '§' } },
    { type: 'picture', attrs: { picture, alt: '§', caption: '§', credit: '§' } },
  ] };
  const html = `<p>§</p><p><a href="§">§</a></p><h2 id="§" class="§">§</h2>`;
  const facts = { section: section.id, bylines: [author.id], tags: ['§'], language: 'en' };
  const story = await on('POST', '/stories', { headline: '§', standfirst: '§', slug: '§', body, lead: { picture, alt: '§', caption: '§', credit: '§' }, seo: { title: '§', description: '§' }, social: { title: '§', description: '§' }, ...facts });
  const pasted = await on('POST', '/stories', { headline: '§', body_html: html, ...facts });
  const published = [];
  const publish = async one => published.push(new URL((await server.desk('POST', `/stories/${one.id}/publish`)).body.url).pathname);
  for (const one of [story, pasted]) await publish(one);
  await on('POST', `/stories/${story.id}/corrections`, { note: '§' });
  await on('PATCH', `/stories/${story.id}/staged`, { headline: '§', standfirst: '§' });
  const made = { pages: published, section, author, story };
  if (!everything) return made;
  const brief = await on('POST', '/stories', { kind: 'brief', headline: '§', standfirst: '§', body_html: '<p>§</p>', ...facts });
  const gone = await on('POST', '/stories', { headline: '§', body_html: '<p>§</p>', ...facts });
  const locked = await on('POST', '/stories', { headline: '§', visibility: tier, teaser: 1, body_html: '<p>§</p><p>§</p>', ...facts });
  const draft = await on('POST', '/stories', { headline: '§', standfirst: '§', body });
  for (const one of [brief, gone, locked]) await publish(one);
  await on('POST', `/stories/${gone.id}/retract`, { notice: '§' });
  await on('POST', `/stories/${draft.id}/submit`, { note: '§' });
  await on('POST', `/stories/${draft.id}/return`, { note: '§' });
  await on('POST', '/tokens', { name: '§' });
  await on('POST', '/support/tiers', { name: '§', description: '§', benefits: ['§'], prices: [{ currency: 'EUR', month: 500 }], active: true });
  await on('POST', '/support/appeals', { name: '§', place: 'end', active: true, wordings: [{ headline: '§', text: '§', once_button: '§', member_button: '§' }] });
  made.newsletter = await on('POST', '/newsletters', { name: '§', description: '§', schedule: '§', sender_name: '§', welcome: '§' });
  await on('POST', '/narration/lexicon', { written: '§', respelling: '§' });
  return Object.assign(made, { draft });
}

async function settings(server) {
  const on = (where, fields) => fill(server, short, 'PATCH', where, fields);
  await on('/settings', { title: '§', tagline: '§', postal_address: '§', language: '§', timezone: '§', accent_color: '§', navigation: [{ label: '§', url: '/about/' }], foot_navigation: [{ label: '§', url: '/about/' }], theme: { front_layout: '§' }, ethics_policy: '§' });
  for (const url of ['javascript:hit()', 'data:text/html,x', ' java\tscript:hit()', 'vbscript:hit()'])
    assert.equal((await server.desk('PATCH', '/settings', { navigation: [{ label: 'x', url }] })).status, 422, url);
  await on('/support/settings', { headline: '§', text: '§', bank: '§' });
  await on('/narration/settings', { title: '§', description: '§', author: '§', disclosure_spoken: '§', category: '§' });
}

const onPage = () => {
  window.hit = () => window.tripwire('hit() ran');
  for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => window.tripwire(`${name}() ran`);
  document.addEventListener('securitypolicyviolation', event => {
    if (event.blockedURI.startsWith(`${location.origin}/assets/site/`)) return;  // ours: a preview runs not even that
    window.tripwire(`the policy was needed: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
};
// What stands in the page though no writer of ours writes it.
const foreign = site => [...document.querySelectorAll('*')].flatMap(element => [
  ...[...element.attributes].filter(one => /^on/i.test(one.name) || /^\s*(javascript|vbscript|data:text)/i.test(one.value.replace(/[\t\r\n]/g, '')) && /^(href|src|action|formaction|srcdoc|xlink:href)$/i.test(one.name) || one.name === 'srcdoc').map(one => `${element.tagName} ${one.name}=${one.value}`),
  ...(/^(SCRIPT)$/i.test(element.tagName) && !element.src && !/^application\/(ld\+)?json$/.test(element.type) ? [`SCRIPT ${element.textContent.slice(0, 80)}`] : []),
  ...(/^(BASE|OBJECT|EMBED|APPLET|MGLYPH|STYLE)$/i.test(element.tagName) && !(/^STYLE$/i.test(element.tagName) && (site.desk || element.id === 'xml-viewer-style')) ? [element.outerHTML.slice(0, 80)] : []),
  ...(element.tagName === 'META' && /refresh/i.test(element.httpEquiv) ? [element.outerHTML] : [])]);

async function watched(server, options = {}) {
  const context = await (await opened).newContext(options), page = await context.newPage();
  await watch(server, page);
  return page;
}
async function watch(server, page) {
  await page.exposeFunction('tripwire', what => { hits.push(`${page.url()}: ${what}`); });
  await page.addInitScript(onPage);
  page.on('dialog', dialog => { hits.push(`${page.url()}: a dialog`); dialog.dismiss().catch(() => {}); });
  page.on('request', request => { if (new URL(request.url()).host.includes(host)) hits.push(`${page.url()}: asks ${request.url()}`); });
  // What only takes time: pictures (an address that cannot be loaded still fires its handler), fonts, styles, sound.
  await page.route('**/*', route => ['image', 'font', 'stylesheet', 'media'].includes(route.request().resourceType()) ? route.abort() : route.continue());
  page.setDefaultTimeout(30_000);
}
async function look(page, where, site = {}) {
  await page.goto(where, { waitUntil: 'load' }).catch(error => { if (!/download|ERR_ABORTED/i.test(error.message)) throw error; });
  assert.ok(!new URL(page.url()).host.includes(host), `${where} leads away`);
  for (const what of await page.evaluate(foreign, site)) hits.push(`${where}: ${what}`);
}

test('nothing that is typed runs', { timeout: 600_000 }, async t => {
  const server = await started, browser = await opened;
  const tier = (await server.desk('GET', '/support/tiers')).body.tiers[0].id;
  const { id: picture } = await finished(server, (await upload(server, photo())).body.id);
  await fill(server, short, 'PATCH', `/pictures/${picture}`, { alt: '§', caption: '§', credit: '§', rights: '§', source: '§', licence: '§' });
  const made = [];
  for (const payload of Object.values(payloads)) made.push(await publishAll(server, payload, picture, tier, made.length % 4 === 0));
  const whole = made.filter(one => one.draft);
  await settings(server);
  await fill(server, short, 'POST', '/staff', { email: 'invited@example.org', name: '§', role: 'author' });
  const cookie = await reader(server);

  await t.test('the fields took what was typed', () => {
    const all = Object.keys(payloads).length;
    for (const field of ['stories headline', 'stories standfirst', 'stories body', 'stories body_html', 'stories lead', 'stories tags', 'stories seo', 'sections name', 'sections description', 'authors name', 'authors bio', 'stories note'])
      assert.ok(taken.get(field) >= all * 0.8, `${field}: ${taken.get(field)}`);
    for (const field of ['stories notice', 'support wordings', 'support benefits', 'support name', 'newsletters name', 'newsletters welcome', 'tokens name']) assert.ok(taken.get(field) >= all / 5, `${field}: ${taken.get(field)}`);
    for (const field of ['settings title', 'settings navigation', 'settings tagline', 'pictures caption']) assert.ok(taken.get(field), field);
    for (const field of ['stories slug', 'sections slug', 'settings accent_color', 'settings timezone']) assert.equal(taken.get(field), undefined, field);
  });

  const lists = made.flatMap(one => [`/section/${one.section.slug}/`, `/author/${one.author.slug}/`]);
  const tags = (await server.desk('GET', '/tags')).body.tags.map(tag => new URL(tag.url).pathname);
  const publicPages = ['/', '/feed/', '/archive/', '/corrections/', '/newsletters/', '/support/', '/members/', ...made.flatMap((one, i) => one.draft ? one.pages : [one.pages[i % 2]])];
  const echoing = payload => ['/search/?q=§', '/newsletters/?email=§&newsletter=§', '/support/?amount=§&currency=§&cadence=§&code=§&from=§&gift_email=§&source=§&appeal=§', '/members/?from=§', '/§/', '/tag/§/', '/section/§/page/§/', '/newsletters/confirm/?code=§', '/newsletters/leave/?reader=§&newsletter=§&mailing=§&key=§', '/members/enter/?code=§', '/support/thanks/?pledge=§', '/support/practice/?checkout=§'].map(one => one.replaceAll('§', encodeURIComponent(payload)));

  await t.test('on pages, for readers and members', async () => {
    const plain = await watched(server), bare = await watched(server, { bypassCSP: true, extraHTTPHeaders: { Cookie: cookie } });
    const visits = (all, page, own) => all.filter((_, i) => i % 2 === own).reduce((before, where) => before.then(() => look(page, server.url + where)), Promise.resolve());
    const both = [...publicPages.slice(0, 7), ...lists.slice(0, 4)];
    const echoes = Object.values(payloads).flatMap((payload, i) => { const all = echoing(payload); return [all[i % all.length]]; });
    const one = [...publicPages.slice(7), ...lists.slice(4, 16), ...tags.slice(0, 12), ...echoes];
    await Promise.all([plain, bare].map(async (page, own) => { for (const where of both) await look(page, server.url + where); await visits(one, page, own); }));
    assert.deepEqual(hits, []);
  });

  await t.test('in feeds and whatever else a browser may be led to', async () => {
    const page = await watched(server, { bypassCSP: true });
    for (const where of ['/rss/', '/atom.xml', '/feed.json', '/feed/rss/', '/podcast/rss/', '/sitemap.xml', '/sitemap-news.xml', '/sitemap-pages.xml', '/robots.txt', '/live/poll/?after=0', '/search/suggest/?q=%3Csvg', `/section/${made[0].section.slug}/rss/`, '/desk/api/stories', '/desk/api/sessions'])
      await look(page, server.url + where, { desk: true });
    assert.deepEqual(hits, []);
  });

  await t.test('in mails', async () => {
    const { mails } = (await server.desk('GET', '/outbox')).body;
    assert.ok(mails.length >= 2, String(mails.length));
    const page = await watched(server, { bypassCSP: true });
    await page.goto(server.url + '/about/');  // so that the tripwire is there
    for (const { name } of mails) {
      const { html, source, subject } = (await server.desk('GET', `/outbox/${name}`)).body;
      assert.doesNotMatch(source.split(/\r?\n\r?\n/)[0], /^Bcc:/mi, subject);
      if (!html) continue;
      await page.setContent(html);
      for (const what of await page.evaluate(foreign, { desk: true })) hits.push(`mail "${subject}": ${what}`);
    }
    for (const one of whole) {
      const mailing = await server.desk('POST', '/mailings', { kind: 'story', newsletter: one.newsletter.id, subject: short, story: one.story.id });
      const preview = await server.desk('GET', `/mailings/${mailing.body.id}/preview`);
      await page.setContent(preview.body.html);
      for (const what of await page.evaluate(foreign, { desk: true })) hits.push(`mailing: ${what}`);
    }
    assert.deepEqual(hits, []);
  });

  await t.test('at the desk', async () => {
    const page = await signInAtDesk({ server, browser, faults: [] }, 'watched@example.org', 'administrator');
    await watch(server, page);
    const screens = ['', 'stories/', 'front/', 'newsletters/', 'readers/', 'support/', ...['money', 'appeals', 'contributions', 'members', 'settings'].map(one => `support/${one}`), 'pictures/', `pictures/${picture}`, 'people/', 'log/', 'me/', ...['publication', 'navigation', 'theme', 'sections', 'tags', 'authors', 'redirects', 'rules', 'mail', 'newsletters', 'narration', 'lexicon', 'narrations'].map(one => `settings/${one}`), ...made.filter((_, i) => i % 2).map(one => `stories/${one.story.id}`), ...whole.flatMap(one => [`stories/${one.draft.id}`, `stories/${one.story.id}/history`])];
    for (const screen of screens) {
      await look(page, `${server.url}/desk/${screen}`, { desk: true });
      await page.locator('main, .screen, .editor').first().waitFor();
      await page.waitForTimeout(150);
      for (const what of await page.evaluate(foreign, { desk: true })) hits.push(`/desk/${screen}: ${what}`);
    }
    for (const one of whole) await look(page, `${server.url}/desk/preview/stories/${one.draft.id}`);
    assert.deepEqual(hits, []);
  });

  await t.test('and the tripwire would have told', async () => {
    const page = await watched(server);
    await page.goto(server.url + '/about/');
    await page.evaluate(() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=hit()>'); });
    await until(() => hits.some(one => /the policy was needed/.test(one)), 'the policy to be told of');
    const bare = await watched(server, { bypassCSP: true });
    await bare.goto(server.url + '/about/');
    await bare.setContent('<svg onload=hit()>');
    await until(() => hits.some(one => /hit\(\) ran/.test(one)), 'what ran to be told of');
    assert.ok((await bare.evaluate(foreign, {})).length > 0);
  });
});

// Somebody whose name is an attack, too.
async function reader(server) {
  const post = (where, fields, cookie = '') => fetch(server.url + where, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie }, body: new URLSearchParams(fields) });
  await post('/members/sign-in/', { email: 'reader@example.org' });
  const mail = await until(async () => (await server.desk('GET', '/outbox')).body.mails.find(one => one.to === 'reader@example.org'), 'the mail');
  const code = /confirm\/\?code=([\w-]+)/.exec((await server.desk('GET', `/outbox/${mail.name}`)).body.text)[1];
  const cookie = cookiesOf(await post('/newsletters/confirm/', { code })).map(one => one.split(';')[0]).find(one => one.includes('reader'));
  const csrf = /name="csrf" value="([^"]+)"/.exec((await server.get('/members/', { Cookie: cookie })).text)[1];
  assert.equal((await post('/members/', { csrf, name: short, language: short, newsletter: short }, cookie)).status, 303);
  await post('/support/', { currency: 'EUR', amount: '5', dedication: short, cadence: 'once' });
  return cookie;
}
