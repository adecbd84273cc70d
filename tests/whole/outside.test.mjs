// What comes from outside and what leads there: embeds, redirects, uploaded themes, and the moving of sections, tags
// and authors.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { openBrowser } from './browser.mjs';
import { engines, root, Server, sleep } from './server.mjs';
import { zipOf } from './theme_zip.mjs';

const jpeg = () => {
  const sizes = JSON.parse(readFileSync(path.join(root, 'demo/pictures', 'sizes.json')));
  return readFileSync(path.join(root, 'demo', Object.values(sizes).flat().find(size => size.format === 'jpeg' && size.width >= 640).file));
};

// A site that is not ours, on this machine.
async function elsewhere() {
  const asked = [];
  const site = http.createServer((request, response) => {
    asked.push(request);
    const { pathname } = new URL(request.url, 'http://x');
    const html = (head, charset = 'utf-8') => { response.writeHead(200, { 'Content-Type': 'text/html' + (charset && `; charset=${charset}`) }); response.end(head); };
    if (pathname === '/page') return html(`<title>plain</title><meta property="og:title" content="A  &lt;b&gt;film&lt;/b&gt;\n of boats"><meta property="og:description" content="${'Long. '.repeat(200)}"><meta property="og:site_name" content="The Film Site"><meta property="og:image" content="/picture.jpg"><script>alert(1)</script>`);
    if (pathname === '/cyrillic') { response.writeHead(200, { 'Content-Type': 'text/html' }); return response.end(Buffer.concat([Buffer.from('<meta charset=windows-1251><title>'), Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xb3, 0xf2]), Buffer.from('</title>')])); }
    if (pathname === '/toot') return html('<link rel="alternate" type="application/json+oembed" href="/api/oembed?x=1"><p>no title');
    if (pathname === '/api/oembed') { response.writeHead(200, { 'Content-Type': 'application/json' }); return response.end(JSON.stringify({ title: 'New status by Olha', author_name: 'Olha', provider_name: 'mastodon.example', html: '<script>alert(1)</script>' })); }
    if (pathname === '/picture.jpg') { response.writeHead(200, { 'Content-Type': 'image/jpeg' }); return response.end(jpeg()); }
    if (pathname === '/liar') return html('<title>Liar</title><meta property="og:image" content="/page">');
    if (pathname === '/slow') return;
    if (pathname === '/inside') { response.writeHead(302, { Location: 'http://127.0.0.1:1/' }); return response.end(); }
    if (pathname === '/text') { response.writeHead(200, { 'Content-Type': 'application/pdf' }); return response.end('x'); }
    response.writeHead(404);
    response.end();
  });
  await new Promise(done => site.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${site.address().port}`;
  return { host, url: `http://${host}`, asked, close: () => { site.closeAllConnections(); site.close(); } };
}

const until = async (what, message) => {
  for (let i = 0; i < 100; i++) { if (await what()) return; await sleep(50); }
  assert.fail(message);
};

const zipped = { 'Content-Type': 'application/zip' };
const theme = (name, more = {}) => ({ 'package.json': JSON.stringify({ name, version: '1.2.3' }), 'front.hbs': `{{!< default}}<p id="wears">${name}</p>`, 'assets/css/extra.css': 'p{}', ...more });

for (const engine of engines) {
  test(`${engine}: embeds`, async t => {
    const site = await elsewhere();
    const server = await Server.start(engine, { env: { BROADSHEET_HTTP_FETCH_FROM: site.host } });
    t.after(async () => { site.close(); await server.close(); });
    const embed = url => server.desk('POST', '/embeds', { url });

    await t.test('a page becomes a card with our own copy of its picture', async () => {
      const { status, body } = await embed(site.url + '/page');
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.url, site.url + '/page');
      assert.equal(body.title, 'A <b>film</b> of boats');
      assert.ok(body.description.endsWith('…') && body.description.length < 510);
      assert.equal(body.provider, 'The Film Site');
      assert.equal(body.player, false);
      assert.equal(body.picture.credit, 'The Film Site');
      assert.ok(body.picture.renditions.length > 0);
      assert.ok(site.asked.every(request => !request.headers.cookie));
      const library = await server.desk('GET', '/pictures');
      assert.deepEqual(library.body.pictures, []);
      const story = await server.publish({ headline: 'With an embed', body_html: undefined, body: { type: 'doc', content: [{ type: 'embed', attrs: { url: body.url, title: body.title, provider: body.provider, picture: body.picture.id } }] } });
      const page = (await server.get(new URL(story.url).pathname)).text;
      assert.match(page, /<div class="embed-card"><a href="http:\/\/127\.0\.0\.1:\d+\/page"[^>]*><picture>/);
      assert.ok(page.includes('A &lt;b&gt;film&lt;/b&gt; of boats'));
    });

    await t.test('charsets, titles alone, oEmbed found by its link', async () => {
      assert.equal((await embed(site.url + '/cyrillic')).body.title, 'Привіт');
      const toot = (await embed(site.url + '/toot')).body;
      assert.equal(toot.title, 'New status by Olha');
      assert.equal(toot.provider, 'mastodon.example');
      const liar = await embed(site.url + '/liar');
      assert.equal(liar.status, 200);
      assert.equal(liar.body.picture, null);
    });

    await t.test('what cannot be read is told in one sentence', async () => {
      for (const [url, code, detail] of [
        [site.url + '/missing', 'embed_status', 'The page answered with 404.'], [site.url + '/text', 'embed_type', /no web page/],
        [site.url + '/inside', 'fetch_private', /private network/], ['http://localhost:1/', 'fetch_private', /private network/],
        ['http://169.254.169.254/latest/meta-data/', 'fetch_private', /private/], ['file:///etc/passwd', 'fetch_address', /https/],
        [server.url + '/', 'fetch_private', /private/]]) {
        const { status, body } = await embed(url);
        assert.equal(status, 422, url);
        assert.equal(body.code, code, url);
        assert.equal(body.field, 'url');
        assert.match(body.detail, typeof detail === 'string' ? new RegExp('^' + detail.replace('.', '\\.')) : detail);
      }
      const begin = Date.now();
      const slow = await embed(site.url + '/slow');
      assert.equal(slow.body.detail, 'The page did not answer within 5 seconds.');
      assert.ok(Date.now() - begin < 6500);
      assert.equal((await server.desk('POST', '/embeds', { url: site.url, more: 1 })).body.field, 'more');
    });

    await t.test('slow pages never hold all the workers', async () => {
      const waiting = Array.from({ length: 10 }, () => embed(site.url + '/slow'));
      const begin = Date.now();
      assert.equal((await server.desk('GET', '/stories')).status, 200);
      assert.ok(Date.now() - begin < 2000);
      const answers = (await Promise.all(waiting)).map(answer => answer.body.code).sort();
      assert.deepEqual(answers, [...Array(7).fill('embeds_busy'), ...Array(3).fill('fetch_timeout')]);
      assert.equal((await embed(site.url + '/page')).status, 200);
    });
  });

  test(`${engine}: redirects`, async t => {
    const server = await Server.start(engine);
    t.after(() => server.close());
    const make = (from, to, more = {}) => server.desk('POST', '/redirects', { from, to, ...more });

    await t.test('answer where there would be a 404, with the query, and never hide a living page', async () => {
      assert.equal((await server.get('/2019/05/old.html')).status, 404);
      const made = await make('/2019/05/old.html', '/new-story/');
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual([made.body.from, made.body.to, made.body.gone, made.body.permanent, made.body.hits], ['/2019/05/old.html', '/new-story/', false, true, 0]);
      const moved = await server.get('/2019/05/old.html?utm=1');
      assert.equal(moved.status, 301);
      assert.equal(moved.headers.get('location'), '/new-story/?utm=1');
      await make('/moved', 'https://other.example/x?a=b', { permanent: false });
      for (const address of ['/moved', '/moved/']) {
        const away = await server.get(address);
        assert.equal(away.status, 302);
        assert.equal(away.headers.get('location'), 'https://other.example/x?a=b');
      }
      await make('/was-here/', null, { gone: true });
      assert.equal((await server.get('/was-here/')).status, 410);
      await make('/alive/', '/elsewhere/');
      assert.equal((await server.get('/alive/')).status, 301);
      await server.publish({ headline: 'Alive' });
      assert.equal((await server.get('/alive/')).status, 200);
      assert.equal((await server.get('/alive')).headers.get('location'), '/alive/');
      assert.equal((await server.get('/desk/api/nothing')).status, 404);
    });

    await t.test('refuse loops, chains, doubles and what is no address', async () => {
      for (const [from, to, field] of [['/a/', '/a', 'to'], ['/x/', '/moved/', 'to'], ['/new-story/', '/y/', 'from'], ['/moved/', '/z/', 'from'], ['no', '/z/', 'from'], ['/z/', 'javascript:alert(1)', 'to'], ['/desk/x', '/z/', 'from'], ['/z/', '', 'to']]) {
        const refused = await make(from, to);
        assert.equal(refused.status, 422, `${from} ${to}`);
        assert.equal(refused.body.field, field, `${from} ${to}`);
      }
      server.command('staff', 'add', 'author@example.org', '--role', 'author');
      assert.equal((await server.desk('GET', '/redirects', undefined, { Authorization: `Bearer ${server.tokenOf('author@example.org')}` })).status, 403);
    });

    await t.test('are changed, found, deleted', async () => {
      const [found] = (await server.desk('GET', '/redirects?q=OLD.html')).body.redirects;
      assert.equal(found.from, '/2019/05/old.html');
      assert.equal((await server.desk('PATCH', `/redirects/${found.id}`, { to: '/newer/' })).body.to, '/newer/');
      assert.equal((await server.get('/2019/05/old.html')).headers.get('location'), '/newer/');
      assert.equal((await server.desk('DELETE', `/redirects/${found.id}`)).status, 204);
      assert.equal((await server.get('/2019/05/old.html')).status, 404);
      assert.equal((await server.desk('DELETE', `/redirects/${found.id}`)).status, 404);
    });

    await t.test('are imported all or not at all', async () => {
      const send = text => server.desk('POST', '/redirects/import', text, { 'Content-Type': 'text/csv' });
      const refused = await send('from,to,status\n/one/,/two/,301\n/three/,nonsense,301\n/two/,/four/,302\n/five/,,410\n/one/,/x/,\n/six/,/y/,999\n');
      assert.equal(refused.status, 422);
      assert.deepEqual(refused.body.errors.map(error => [error.line, error.field]), [[3, 'to'], [6, 'from'], [7, 'status'], [2, 'to'], [4, 'from']]);
      assert.equal((await server.get('/five/')).status, 404);
      const good = await send('from,to,status\r\n/one/,/two/,301\r\n"/a,b/",https://x.example/,307\r\n/five/,,410\r\n/moved/,/again/,301');
      assert.deepEqual(good.body, { added: 3, changed: 1 });
      assert.equal((await server.get('/five/')).status, 410);
      assert.equal((await server.get('/a,b/')).status, 302);
      assert.equal((await server.get('/moved/')).headers.get('location'), '/again/');
    });

    await t.test('count hits, a minute at a time', async () => {
      const count = async () => (await server.desk('GET', '/redirects?q=/five')).body.redirects[0];
      await server.get('/five/');
      await server.down();
      await server.up();
      const counted = await count();
      assert.equal(counted.hits, 2);
      assert.ok(counted.last_hit_at);
    });
  });

  test(`${engine}: themes`, async t => {
    const server = await Server.start(engine);
    t.after(() => server.close());
    const upload = zip => server.desk('POST', '/themes', zip, zipped);
    const front = async () => (await server.get('/')).text;
    const list = async () => (await server.desk('GET', '/themes')).body.themes;

    await t.test('one is uploaded, put on, taken home, and taken off', async () => {
      const [built] = await list();
      assert.deepEqual([built.source, built.active, built.uploaded_at, built.report.errors.length], ['built-in', true, null, 0]);
      const made = await upload(zipOf(Object.fromEntries(Object.entries(theme('Harbour Light')).map(([name, text]) => ['folder/' + name, text]))));
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual([made.body.theme.name, made.body.theme.version, made.body.theme.active, made.body.theme.source], ['harbour-light', '1.2.3', false, 'uploaded']);
      assert.ok(made.body.report.missing.includes('story'));
      assert.equal((await server.desk('POST', '/themes/harbour-light/activate')).status, 200);
      assert.match(await front(), /id="wears">Harbour Light</);
      await server.publish({ headline: 'By the default template' });
      assert.equal((await server.get('/by-the-default-template/')).status, 200);
      assert.deepEqual((await list()).map(({ name, active }) => [name, active]), [[built.name, false], ['harbour-light', true]]);
      assert.equal((await server.desk('DELETE', '/themes/harbour-light')).status, 409);
      await server.down();
      await server.up();
      assert.match(await front(), /id="wears">Harbour Light</);
      const home = await fetch(`${server.url}/desk/api/themes/harbour-light/download`, { headers: { Authorization: `Bearer ${server.token}` } });
      assert.equal(home.headers.get('content-type'), 'application/zip');
      assert.equal((await upload(new Uint8Array(await home.arrayBuffer()))).status, 201);
      assert.equal((await server.desk('POST', `/themes/${built.name}/activate`)).status, 200);
      assert.doesNotMatch(await front(), /id="wears"/);
      assert.equal((await server.desk('DELETE', '/themes/harbour-light')).status, 204);
      assert.equal((await server.desk('DELETE', `/themes/${built.name}`)).status, 409);
      assert.equal((await server.desk('POST', '/themes/harbour-light/activate')).status, 404);
    });

    await t.test('a broken one says where; one that cannot be rendered leaves the last', async () => {
      const broken = await upload(zipOf(theme('broken', { 'front.hbs': 'fine\n{{#if x}}', 'story.hbs': '{{/each}}', 'stray.php': '<?php' })));
      assert.equal(broken.status, 422);
      assert.deepEqual(broken.body.report.errors.map(({ file }) => file), ['front.hbs', 'story.hbs']);
      assert.ok(broken.body.report.errors.every(({ line, column, message }) => line > 0 && column > 0 && message));
      assert.deepEqual(broken.body.report.warnings.map(({ file }) => file), ['stray.php']);
      assert.equal((await list()).length, 1);
      assert.equal((await upload(zipOf(theme('late', { 'partials/fragments/foot.hbs': '{{asset "no/such.css"}}' })))).status, 201);
      const refused = await server.desk('POST', '/themes/late/activate');
      assert.equal(refused.status, 422, JSON.stringify(refused.body));
      assert.match(refused.body.detail, /no\/such\.css/);
      assert.equal((await server.get('/')).status, 200);
      assert.equal((await list())[0].active, true);
    });

    await t.test('hostile zips are refused', async () => {
      for (const [zip, code] of [
        [zipOf({ '__UP__/evil.hbs': 'x' }), 'theme_path'], [zipOf({ 'front.hbs': 'x' }, { links: { 'assets': '/etc' } }), 'theme_path'],
        [zipOf({ 'front.hbs': 'x' }, { links: { 'passwd.hbs': '/etc/passwd' } }), 'theme_path'],
        [zipOf({ 'assets/bomb': Buffer.alloc(30_000_000) }), 'theme_too_large'], [Buffer.from('<svg onload=alert(1)>'), 'theme_zip'], [Buffer.alloc(0), 'theme_zip']]) {
        const refused = await upload(zip);
        assert.ok([413, 422].includes(refused.status), JSON.stringify(refused.body));
        assert.equal(refused.body.code, code);
      }
      assert.equal((await upload(zipOf(theme('broadsheet-default')))).status, 422);
      server.command('staff', 'add', 'an-editor@example.org', '--role', 'editor');
      assert.equal((await server.desk('POST', '/themes', zipOf(theme('x')), { ...zipped, Authorization: `Bearer ${server.tokenOf('an-editor@example.org')}` })).status, 403);
    });

    await t.test('nothing that was uploaded runs', async () => {
      const evil = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
      assert.equal((await upload(zipOf(theme('drawings', { 'assets/evil.svg': evil, 'assets/evil.html': '<script>alert(1)</script>' })))).status, 201);
      await server.desk('POST', '/themes/drawings/activate');
      const drawing = await server.get('/assets/evil.svg'), page = await server.get('/assets/evil.html');
      assert.match(drawing.headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
      assert.equal(page.headers.get('content-type'), 'application/octet-stream');
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
      const send = (bytes, name, type) => { const form = new FormData(); form.append('file', new Blob([bytes], { type }), name); return server.desk('POST', '/pictures', form); };
      for (const [bytes, name, type] of [[evil, 'a.svg', 'image/svg+xml'], ['<html><script>alert(1)</script>', 'a.jpg', 'image/jpeg'], ['GIF89a/*<script>alert(1)</script>*/=1', 'a.gif', 'image/gif']])
        assert.equal((await send(bytes, name, type)).status, 422, name);
      const both = await send(Buffer.concat([jpeg(), Buffer.from('<script>alert(1)</script>')]), 'both.jpg', 'image/jpeg');
      if (both.status === 201)
        for (const { url } of both.body.renditions) {
          const kept = await fetch(url);
          assert.match(kept.headers.get('content-type'), /^image\//);
          assert.ok(!Buffer.from(await kept.arrayBuffer()).includes('<script>'));
        }
    });
  });

  test(`${engine}: sections, tags and authors move, and pages follow`, async t => {
    const server = await Server.start(engine);
    t.after(() => server.close());
    const section = async name => (await server.desk('POST', '/sections', { name })).body;
    const tag = async name => (await server.desk('GET', `/tags?q=${encodeURIComponent(name)}`)).body.tags[0];
    const page = async where => (await server.get(where)).text;

    await t.test('a tag is renamed: its page moves, stories show it, the old address leads on', async () => {
      await server.publish({ headline: 'On the water', tags: ['Ferries'] });
      await page('/on-the-water/');
      assert.equal((await server.get('/tag/ferries/')).status, 200);
      const ferries = await tag('FERR');
      assert.equal(ferries.stories, 1);
      const renamed = await server.desk('PATCH', `/tags/${ferries.id}`, { name: 'Boats', slug: 'boats' });
      assert.deepEqual([renamed.status, renamed.body.name, renamed.body.url], [200, 'Boats', server.url + '/tag/boats/']);
      await until(async () => (await page('/on-the-water/')).includes('/tag/boats/'), 'the story still shows the old tag');
      assert.match(await page('/tag/boats/'), /On the water/);
      await until(async () => (await server.get('/tag/ferries/')).status === 301, 'the old page is still there');
      for (const [from, to] of [['/tag/ferries/?a=b', '/tag/boats/?a=b'], ['/tag/ferries/page/1/', '/tag/boats/page/1/'], ['/tag/ferries/rss/', '/tag/boats/rss/']])
        assert.equal((await server.get(from)).headers.get('location'), to);
      assert.equal((await server.desk('PATCH', `/tags/${ferries.id}`, { name: '' })).body.field, 'name');
      assert.equal((await server.desk('PATCH', `/tags/${ferries.id}`, { slug: 'A b' })).body.field, 'slug');
    });

    await t.test('tags are merged and deleted', async () => {
      await server.publish({ headline: 'Down the river', tags: ['River', 'Boats'] });
      await server.publish({ headline: 'Up the river', tags: ['River'] });
      const river = await tag('River'), boats = await tag('Boats');
      assert.equal((await server.desk('PATCH', `/tags/${river.id}`, { name: 'Boats' })).body.field, 'name');
      assert.equal((await server.desk('PATCH', `/tags/${river.id}`, { into: river.id })).body.field, 'into');
      await page('/up-the-river/'); await page('/tag/boats/');
      const merged = await server.desk('DELETE', `/tags/${river.id}`, { into: boats.id });
      assert.deepEqual([merged.status, merged.body.id, merged.body.stories], [200, boats.id, 3]);
      await until(async () => (await page('/tag/boats/')).includes('Up the river'), 'the story did not come');
      assert.doesNotMatch(await page('/up-the-river/'), /\/tag\/river\//);
      await until(async () => (await server.get('/tag/river/')).headers.get('location') === '/tag/boats/', 'the old tag does not lead on');
      assert.equal((await server.desk('DELETE', `/tags/${boats.id}`)).status, 204);
      await until(async () => (await server.get('/tag/boats/')).status === 404, 'the deleted tag is still there');
      await until(async () => !(await page('/up-the-river/')).includes('/tag/boats/'), 'the story still shows it');
    });

    await t.test('sections: only empty ones go, stories move, the order is kept', async () => {
      const [world, city, empty] = [await section('World'), await section('City'), await section('Empty')];
      const story = await server.publish({ headline: 'Far away', section: world.id });
      await server.desk('POST', '/stories', { headline: 'A draft', section: world.id });
      await page('/'); await page('/far-away/'); await page('/section/city/');
      const full = await server.desk('DELETE', `/sections/${world.id}`);
      assert.deepEqual([full.status, full.body.code, full.body.stories], [409, 'not_empty', 2]);
      assert.equal((await server.desk('DELETE', `/sections/${empty.id}`)).status, 204);
      assert.equal((await server.desk('DELETE', `/sections/${world.id}`, { into: empty.id })).body.field, 'into');
      const order = await server.desk('PUT', '/sections/order', { sections: [city.id, world.id] });
      assert.deepEqual(order.body.sections.map(({ id }) => id), [city.id, world.id]);
      for (const wrong of [[city.id], [city.id, city.id], [city.id, world.id, empty.id], 'x']) assert.equal((await server.desk('PUT', '/sections/order', { sections: wrong })).status, 422);
      await server.desk('PATCH', `/sections/${city.id}`, { slug: 'town' });
      assert.equal((await server.get('/section/city/')).headers.get('location'), '/section/town/');
      assert.equal((await server.desk('DELETE', `/sections/${world.id}`, { into: city.id })).status, 204);
      assert.equal((await server.desk('GET', `/stories/${story.id}`)).body.section, city.id);
      await until(async () => (await page('/section/town/')).includes('Far away'), 'the story did not come');
      await until(async () => (await page('/far-away/')).includes('/section/town/'), 'the story shows the old section');
      await until(async () => (await server.get('/section/world/')).status === 404, 'the section is still there');
      await until(async () => (await page(`/search/?q=far&section=town`)).includes('Far away'), 'search does not find it there');
    });

    await t.test('authors go when nothing stands under their name', async () => {
      const author = (await server.desk('POST', '/authors', { name: 'Maria' })).body;
      const story = (await server.desk('POST', '/stories', { headline: 'Hers', bylines: [author.id] })).body;
      const kept = await server.desk('DELETE', `/authors/${author.id}`);
      assert.deepEqual([kept.status, kept.body.stories], [409, 1]);
      assert.equal((await server.desk('DELETE', `/stories/${story.id}`)).status, 204);
      assert.equal((await server.get('/author/maria/')).status, 200);
      assert.equal((await server.desk('DELETE', `/authors/${author.id}`)).status, 204);
      await until(async () => (await server.get('/author/maria/')).status === 404, 'the author is still there');
    });

    await t.test('an author who is another one is merged: stories, search and the old address follow', async () => {
      const [from, into] = [(await server.desk('POST', '/authors', { name: 'Olha K' })).body, (await server.desk('POST', '/authors', { name: 'Olha Kovalenko' })).body];
      const story = await server.publish({ headline: 'Under the short name', bylines: [from.id] });
      assert.match((await server.get(new URL(story.url).pathname)).text, /Olha K</);
      for (const target of [from.id, 'nobody', '0000000000000']) assert.equal((await server.desk('DELETE', `/authors/${from.id}`, { into: target })).status, 422, target);
      assert.equal((await server.desk('DELETE', `/authors/${from.id}`, { into: into.id })).status, 204);
      await until(async () => (await server.get(new URL(story.url).pathname)).text.includes('Olha Kovalenko'), 'the story does not bear the name');
      await until(async () => (await server.get('/author/olha-kovalenko/')).text.includes('Under the short name'), 'the story does not stand there');
      const old = await server.get('/author/olha-k/');
      assert.deepEqual([old.status, old.headers.get('location')?.endsWith('/author/olha-kovalenko/')], [301, true]);
    });

    await t.test('the pages that say how the newsroom works are told to search engines', async () => {
      assert.equal((await server.desk('PATCH', '/settings', { ethics_policy: 'our ethics' })).body.field, 'ethics_policy');
      assert.equal((await server.desk('PATCH', '/settings', { ethics_policy: '/ethics/', corrections_policy: 'https://example.org/corrections' })).status, 200);
      await until(async () => /"ethicsPolicy":"[^"]*\/ethics\/"/.test((await server.get('/')).text), 'the front page does not tell');
      assert.equal((await server.desk('PATCH', '/settings', { ethics_policy: '' })).body.ethics_policy, '');
    });
  });
}

test('the operator\'s theme folder goes before every choice and says so', async t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-theme-'));
  cpSync(path.join(root, 'themes/default'), folder, { recursive: true });
  rmSync(path.join(folder, 'error.hbs'));
  const server = await Server.start('sqlite', { env: { BROADSHEET_SITE_THEME: folder } });
  t.after(async () => { await server.close(); rmSync(folder, { recursive: true, force: true }); });
  const { themes, fixed } = (await server.desk('GET', '/themes')).body;
  assert.equal(fixed, true);
  assert.deepEqual(themes.map(({ source, active }) => [source, active]), [['built-in', false], ['folder', true]]);
  assert.deepEqual(themes[1].report.missing, ['error']);
  assert.equal((await server.get('/nothing-here/')).status, 404);
  const refused = await server.desk('POST', `/themes/${themes[0].name}/activate`);
  assert.deepEqual([refused.status, refused.body.code], [409, 'theme_fixed']);
});

test('a player comes when a reader asks for it, and not before', async t => {
  const server = await Server.start('sqlite');
  const browser = await openBrowser();
  t.after(async () => { await browser.close(); await server.close(); });
  const embed = (url, title) => ({ type: 'embed', attrs: { url, title } });
  await server.publish({ headline: 'Two films', body_html: undefined, body: { type: 'doc', content: [embed('https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'A "film"'), embed('https://datawrapper.dwcdn.net/KzCQw/1/', 'A chart'), embed('https://example.org/', 'A page')] } });
  const strangers = [];
  const open = async options => {
    const page = await browser.newPage(options);
    await page.route(url => url.origin !== server.url, route => { strangers.push(route.request().url()); return route.fulfill({ contentType: 'text/html', body: '<p>player</p>' }); });
    const refused = [];
    page.on('console', message => { if (message.type() === 'error') refused.push(message.text()); });
    await page.goto(server.url + '/two-films/', { waitUntil: 'load' });
    return { page, refused };
  };
  const { page, refused } = await open({});
  const buttons = page.locator('.embed-play');
  await buttons.first().waitFor({ state: 'visible' });
  assert.deepEqual(await buttons.allTextContents(), ['Play', 'Show']);
  assert.equal(await buttons.first().getAttribute('aria-label'), 'Play: A "film"');
  assert.deepEqual(strangers, []);
  await buttons.first().click();
  const frame = page.locator('iframe');
  await frame.waitFor();
  assert.equal(await frame.getAttribute('src'), 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ');
  assert.equal(await frame.getAttribute('sandbox'), 'allow-scripts allow-same-origin allow-popups allow-presentation');
  assert.equal(await frame.getAttribute('referrerpolicy'), 'strict-origin-when-cross-origin');
  assert.equal(await frame.getAttribute('allow'), 'fullscreen; encrypted-media');
  assert.equal(await frame.getAttribute('loading'), 'lazy');
  assert.equal(await frame.getAttribute('title'), 'A "film"');
  await page.frameLocator('iframe').locator('text=player').waitFor();
  assert.deepEqual(strangers, ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ']);
  await page.evaluate(() => { const other = document.createElement('iframe'); other.src = 'https://evil.example/'; document.body.append(other); });
  await until(() => refused.some(text => /frame-src|Content Security Policy/i.test(text)), 'another host was framed');
  assert.equal(strangers.length, 1);
  const without = await open({ javaScriptEnabled: false });
  assert.equal(await without.page.locator('.embed-play').first().isVisible(), false);
  assert.equal(await without.page.locator('.embed-card a').first().getAttribute('href'), 'https://www.youtube.com/watch?v=dQw4w9WgXcQ');
  const policy = (await server.get('/two-films/')).headers.get('content-security-policy');
  assert.match(policy, /frame-src https:\/\/www\.youtube-nocookie\.com https:\/\/player\.vimeo\.com https:\/\/w\.soundcloud\.com https:\/\/open\.spotify\.com https:\/\/datawrapper\.dwcdn\.net$/);
});
