// Feeds, read by the parser that others use (python3-feedparser) and against their formats' own rules.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { isTime } from './google_fields.mjs';
import { root, Server } from './server.mjs';

// What feedparser makes of a feed, in Debian's own Python; `bozo` is its word for broken.
function parsed(text, type) {
  const program = `
import feedparser, json, sys
feed = feedparser.parse(sys.stdin.buffer.read(), response_headers={'content-type': sys.argv[1], 'content-location': 'http://x.example/'}, sanitize_html=False, resolve_relative_uris=False)
print(json.dumps({'bozo': bool(feed.bozo), 'why': str(feed.get('bozo_exception', '')), 'version': feed.version, 'feed': feed.feed, 'entries': feed.entries}, default=lambda v: None))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', program, type], { input: text, encoding: 'utf8', maxBuffer: 64 << 20 }));
}

async function readXml(server, where) {
  const answer = await server.get(where);
  assert.equal(answer.status, 200, where);
  const feed = parsed(answer.text, answer.headers.get('content-type'));
  assert.equal(feed.bozo, false, `${where}: ${feed.why}`);
  assert.equal(feed.version, where.endsWith('atom.xml') ? 'atom10' : 'rss20', where);
  assert.ok(feed.feed.title && feed.feed.link && feed.feed.language, where);
  for (const entry of feed.entries) {
    assert.ok(entry.title && entry.id && entry.link && entry.published_parsed && entry.updated_parsed, `${where}: ${JSON.stringify(entry)}`);
    assert.match(entry.id, /^tag:127\.0\.0\.1,20\d\d-\d\d-\d\d:story:[0-9a-z]{13}$/);
    assert.ok(new URL(entry.link).href.startsWith(server.url), entry.link);
  }
  return feed;
}

// JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/
async function readJson(server, where) {
  const answer = await server.get(where);
  assert.equal(answer.status, 200, where);
  assert.match(answer.headers.get('content-type'), /^application\/feed\+json/);
  const feed = JSON.parse(answer.text);
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
  assert.ok(typeof feed.title === 'string' && Array.isArray(feed.items));
  assert.equal(feed.feed_url, server.url + where);
  assert.ok(feed.home_page_url.startsWith(server.url));
  for (const item of feed.items) {
    assert.equal(typeof item.id, 'string');
    assert.ok(typeof item.content_html === 'string' || typeof item.content_text === 'string');
    for (const name of ['date_published', 'date_modified']) assert.ok(isTime(item[name]), item[name]);
    for (const author of item.authors ?? []) assert.ok(author.name && author.url);
    for (const tag of item.tags ?? []) assert.equal(typeof tag, 'string');
    assert.ok(new URL(item.url).href.startsWith(server.url));
  }
  return feed;
}

// Nothing in a feed's HTML is addressed from where the reader happens to be.
function assertAbsolute(html, where) {
  for (const [, address] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) assert.match(address, /^(https?:\/\/|mailto:|tel:)/, `${where}: ${address}`);
  assert.doesNotMatch(html, /srcset=|<script/, where);
}

const three = base => [base + 'rss/', base + 'atom.xml', base + 'feed.json'];
const htmlOf = entry => entry.content_html ?? entry.content[0].value;

test('every feed of the demo edition is read without complaint, in full text and with absolute addresses', async () => {
  const server = await Server.start('sqlite', { demo: true });
  try {
    const edition = JSON.parse(readFileSync(path.join(root, 'demo/edition.json'), 'utf8'));
    const bases = ['/', '/feed/', ...edition.sections.map(s => `/section/${s.slug}/`), ...edition.authors.map(a => `/author/${a.slug}/`), '/tag/medva/', '/tag/biolohiia/'];
    for (const base of bases) {
      const [rss, atom, json] = three(base);
      const feeds = [await readXml(server, rss), await readXml(server, atom)].map(feed => feed.entries);
      feeds.push((await readJson(server, json)).items);
      const titles = feeds[2].map(item => item.title);
      assert.ok(titles.length > 0, base);
      for (const entries of feeds) {
        assert.deepEqual(entries.map(entry => entry.title), titles, base);
        for (const entry of entries) assertAbsolute(htmlOf(entry), base);
      }
      assert.deepEqual(feeds[0].map(entry => entry.id), feeds[1].map(entry => entry.id));
      assert.deepEqual(feeds[0].map(htmlOf), feeds[1].map(htmlOf));
      // Each page names its own feeds and the site's.
      const page = (await server.get(base)).text;
      for (const address of [...three(base), ...three('/')]) assert.ok(page.includes(`href="${server.url}${address}"`), `${base} names ${address}`);
    }
    const items = (await readJson(server, '/feed.json')).items;
    assert.equal(items.length, 30);
    const pictured = items.filter(item => item.image);
    assert.ok(pictured.length > 10);
    assert.equal((await fetch(pictured[0].image)).headers.get('content-type'), 'image/jpeg');
    assert.ok(items.some(item => item.language === 'uk' && /[а-яїєґ]/.test(item.title)));
    const rss = (await readXml(server, '/rss/')).entries;
    assert.equal(rss.find(entry => entry.id === pictured[0].id).media_content[0].url, pictured[0].image);
    const atom = (await server.get('/atom.xml')).text;
    assert.match(atom, /<entry xml:lang="uk">/);
    assert.match(atom, /<link rel="enclosure" type="image\/jpeg"/);
    assert.match((await server.get('/feed.json')).text, /(href|src)=\\"http:\/\/127/);
  } finally { await server.close(); }
});

test('hard titles, a renamed address, a retraction; the door keeps out what XML cannot carry', async () => {
  const server = await Server.start('sqlite');
  try {
    const section = (await server.desk('POST', '/sections', { name: 'R&D <lab>' })).body;
    const author = (await server.desk('POST', '/authors', { name: "O'Hara & «Кіт»" })).body;
    const headline = 'A < B && C > D ]]> "їжак" \u{1F994} &amp; &lt;p&gt;';
    const story = await server.publish({
      headline, slug: 'hard', section: section.id, bylines: [author.id], tags: ['<b>&'],
      body_html: '<p>See <a href="/hard/">this</a> ]]&gt; &lt;i&gt; and <a href="https://example.org/?a=1&amp;b=2">that</a>.</p>',
    });
    const addresses = [...three('/'), ...three('/section/r-d-lab/'), ...three(`/author/${author.slug}/`), ...three('/tag/b/')];
    for (const where of addresses) {
      const json = where.endsWith('.json');
      const entry = json ? (await readJson(server, where)).items[0] : (await readXml(server, where)).entries[0];
      if (json) assert.equal(entry.title, headline, where);
      const html = htmlOf(entry);
      assert.match(html, new RegExp(`<a href="${server.url}/hard/">this</a> \\]\\]&gt; &lt;i&gt; and <a href="https://example.org/\\?a=1&amp;b=2"`), where);
    }
    // feedparser unescapes a title that looks like HTML, so the XML itself is read here.
    assert.ok((await server.get('/atom.xml')).text.includes('<title>A &lt; B &amp;&amp; C &gt; D ]]&gt; "їжак" \u{1F994} &amp;amp; &amp;lt;p&amp;gt;</title>'));
    const rss = (await readXml(server, '/rss/')).entries[0];
    assert.deepEqual(rss.tags.map(tag => tag.term), ['R&D <lab>', '<b>&']);
    assert.equal(rss.author, "O'Hara & «Кіт»");
    const before = await server.get('/rss/');
    assert.ok(Date.parse(before.headers.get('last-modified')) <= Date.now());
    const same = await server.get('/rss/', { 'If-None-Match': before.headers.get('etag') });
    assert.equal(same.status, 304);

    await server.desk('PATCH', `/stories/${story.id}`, { slug: 'harder' });
    const after = await server.get('/rss/', { 'If-None-Match': before.headers.get('etag') });
    assert.equal(after.status, 200);
    const renamed = (await readXml(server, '/rss/')).entries[0];
    assert.equal(renamed.id, rss.id);
    assert.equal(renamed.link, server.url + '/harder/');

    for (const bad of ['bell \u0007', 'escape \u001b[0m', 'nul \u0000', 'noncharacter \uffff'])
      assert.equal((await server.desk('POST', '/stories', { headline: bad })).body.field, 'headline', JSON.stringify(bad));
    const empty = (await server.desk('POST', '/sections', { name: 'Empty' })).body;
    for (const where of three(`/section/${empty.slug}/`)) where.endsWith('.json') ? await readJson(server, where) : await readXml(server, where);
    for (const where of ['/section/none/rss/', '/tag/none/atom.xml', '/author/none/feed.json', '/harder/rss/', '/feed/other.xml'])
      assert.equal((await server.get(where)).status, 404, where);
    assert.equal((await server.get('/section/empty/rss')).status, 301);

    await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'Too hard.' });
    for (const where of addresses.filter(where => !where.startsWith('/tag/'))) assert.doesNotMatch((await server.get(where)).text, /їжак/, where);
    assert.equal((await server.get('/tag/b/rss/')).status, 404);
  } finally { await server.close(); }
});

test('a change makes exactly the feeds anew that show it', async () => {
  const server = await Server.start('sqlite');
  try {
    const [one, two] = [(await server.desk('POST', '/sections', { name: 'One' })).body, (await server.desk('POST', '/sections', { name: 'Two' })).body];
    const story = await server.publish({ headline: 'In one', section: one.id });
    await server.publish({ headline: 'In two', section: two.id });
    const tags = async () => Object.fromEntries(await Promise.all(['/rss/', ...three('/section/one/'), ...three('/section/two/'), '/feed/rss/'].map(async where => [where, (await server.get(where)).headers.get('etag')])));
    const before = await tags();
    await server.desk('PATCH', `/stories/${story.id}`, { standfirst: 'A new line.' });
    const after = await tags();
    const changed = Object.keys(before).filter(where => before[where] !== after[where]);
    assert.deepEqual(changed, ['/rss/', ...three('/section/one/')]);
    await server.publish({ kind: 'brief', headline: 'A brief one', body_html: '<p>In a word.</p>' });
    const brief = await tags();
    assert.deepEqual(Object.keys(before).filter(where => brief[where] !== after[where]), ['/feed/rss/']);
    for (const where of three('/feed/')) assert.match((await server.get(where)).text, /In a word\./);
  } finally { await server.close(); }
});
