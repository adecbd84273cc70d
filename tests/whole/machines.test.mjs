// What search engines read: sitemaps against their schemas, structured data and the news sitemap against the table of
// google_fields.mjs, translations that name one another, and nothing gated in any of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertFields, graphOf, newsSitemap, nodeOf } from './google_fields.mjs';
import { engines, psql, root, Server } from './server.mjs';

const started = Server.start('sqlite', { demo: true });
test.after(async () => (await started).close());

// The npm package's schema imports others by their addresses on the web: tests/schemas/ stands in for those.
function assertValid(xml, schema, where) {
  const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'],
    { input: xml, encoding: 'utf8', env: { ...process.env, XML_CATALOG_FILES: path.join(root, 'tests/schemas/catalog.xml') } });
  assert.equal(run.status, 0, `${where}: ${run.stderr}`);
  assert.doesNotMatch(run.stderr, /skipping|failed to/i, where);
}
const urlset = path.join(root, 'node_modules/sitemap/schema/all.xsd');
const index = path.join(root, 'tests/schemas/siteindex.xsd');

const locations = xml => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(match => match[1]);
const inside = (xml, name) => xml.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1];

test('sitemaps are valid, complete and lead to pages that are there', async () => {
  const server = await started;
  const robots = (await server.get('/robots.txt')).text;
  for (const name of ['sitemap.xml', 'sitemap-news.xml']) assert.ok(robots.includes(`Sitemap: ${server.url}/${name}\n`));
  const top = (await server.get('/sitemap.xml')).text;
  assertValid(top, index, '/sitemap.xml');
  const files = locations(top);
  assert.ok(files.length >= 3, String(files));
  const all = new Set();
  let pictures = 0;
  for (const file of files) {
    const where = new URL(file).pathname;
    const answer = await server.get(where);
    assert.equal(answer.status, 200, where);
    assertValid(answer.text, urlset, where);
    for (const url of locations(answer.text)) all.add(url);
    for (const [, image] of answer.text.matchAll(/<image:loc>([^<]*)</g)) {
      if (pictures++ === 0) assert.equal((await fetch(image)).status, 200);
    }
    for (const [, date] of answer.text.matchAll(/<lastmod>([^<]*)</g)) assert.ok(Date.parse(date) <= Date.now(), date);
  }
  assert.equal(pictures, 30);
  const edition = JSON.parse(readFileSync(path.join(root, 'demo/edition.json'), 'utf8'));
  for (const expected of ['/', '/feed/', '/corrections/', '/about/', '/tag/medva/', '/seed-greenhouse/', ...edition.sections.map(s => `/section/${s.slug}/`), ...edition.authors.map(a => `/author/${a.slug}/`)])
    assert.ok(all.has(server.url + expected), expected);
  for (const url of [...all].filter((_, i) => i % 7 === 0)) {
    const page = await server.get(new URL(url).pathname);
    assert.equal(page.status, 200, url);
    if (!url.endsWith('.xml')) assert.ok(page.text.includes(`<link rel="canonical" href="${url}">`), url);
  }
  assert.equal((await server.get('/sitemap-1999-01.xml')).status, 404);
  assert.equal((await server.get('/sitemap-2026-13.xml')).status, 404);
});

test('the news sitemap holds the last two days and what Google asks for', async () => {
  const server = await started;
  const old = await server.publish({ headline: 'Fifty hours old' }, { at: new Date(Date.now() - 50 * 3600_000).toISOString() });
  const xml = (await server.get('/sitemap-news.xml')).text;
  assertValid(xml, urlset, '/sitemap-news.xml');
  const entries = xml.split('<url>').slice(1);
  assert.ok(entries.length > 5 && entries.length <= newsSitemap.most);
  for (const entry of entries) {
    const fields = Object.fromEntries(['loc', 'news:name', 'news:language', 'news:publication_date', 'news:title'].map(name => [name, inside(entry, name)]));
    assertFields('NewsSitemapEntry', fields);
    assert.equal(fields['news:name'], 'The Medva Lantern');
    assert.ok(Date.now() - Date.parse(fields['news:publication_date']) < newsSitemap.hours * 3600_000, fields.loc);
  }
  assert.ok(entries.some(entry => inside(entry, 'news:language') === 'uk'));
  assert.doesNotMatch(xml, /fifty-hours-old/);
  assert.ok(old.id);
  const empty = await Server.start('sqlite');
  try {
    for (const where of ['/sitemap-news.xml', '/sitemap-pages.xml']) assertValid((await empty.get(where)).text, urlset, where + ' of an empty paper');
    assertValid((await empty.get('/sitemap.xml')).text, index, '/sitemap.xml of an empty paper');
  } finally { await empty.close(); }
});

test('every kind of page says who it is in the words that Google documents', async () => {
  const server = await started;
  const get = async where => (await server.get(where)).text;
  const front = await get('/');
  assertFields('NewsMediaOrganization', nodeOf(front, 'NewsMediaOrganization'));
  assertFields('WebSite', nodeOf(front, 'WebSite'));
  assert.equal(nodeOf(front, 'WebSite').potentialAction.target.urlTemplate, server.url + '/search/?q={search_term_string}');
  const organization = nodeOf(front, 'NewsMediaOrganization');
  for (const policy of ['correctionsPolicy', 'ethicsPolicy', 'publishingPrinciples'])
    assert.equal((await fetch(organization[policy])).status, 200, policy);
  assert.equal((await fetch(organization.logo.url)).status, 200);

  for (const url of locations(await get('/sitemap-news.xml'))) {
    const where = new URL(url).pathname, page = await get(where);
    const article = nodeOf(page, 'NewsArticle');
    assertFields('NewsArticle', article, { without: article.image ? [] : ['image'] });
    assert.equal(article.mainEntityOfPage, url);
    assert.equal(article.publisher['@type'], 'NewsMediaOrganization');
    assert.equal(article.isAccessibleForFree, true);
    assert.ok(article.wordCount > 0 && article.inLanguage && article.description);
    const crumbs = nodeOf(page, 'BreadcrumbList');
    assertFields('BreadcrumbList', crumbs);
    assert.deepEqual(crumbs.itemListElement.map(item => item.position), crumbs.itemListElement.map((_, i) => i + 1));
    assert.equal(crumbs.itemListElement.length, 3);
  }
  const long = nodeOf(await get('/hospital-solar-roof/'), 'NewsArticle');
  assert.ok(long.image.length >= 3 && long.image[0].width >= 1200);
  assert.equal(long.articleSection, 'Power & Water');
  assert.deepEqual(long.keywords, ['solar power', 'hospital', 'co-operatives']);
  assert.match(long.correction[0].text, /a fifth/);
  assert.match(nodeOf(await get('/vydry-na-medvi/'), 'NewsArticle').correction[0].text, /тридцять чотири/);

  for (const where of ['/section/city/', '/tag/medva/', '/author/marta-halych/', '/about/']) assertFields('BreadcrumbList', nodeOf(await get(where), 'BreadcrumbList'));
  const person = nodeOf(await get('/author/marta-halych/'), 'ProfilePage');
  assertFields('ProfilePage', person);
  assert.equal(person.mainEntity['@type'], 'Person');
  assert.equal(person.mainEntity.worksFor.name, 'The Medva Lantern');
  const desk = nodeOf(await get('/author/news-desk/'), 'ProfilePage');
  assertFields('ProfilePage', desk, { without: ['mainEntity.image'] });
  assert.equal(desk.mainEntity['@type'], 'Organization');
  assert.equal(nodeOf(await get('/about/'), 'NewsArticle'), undefined);

  const endless = await server.publish({ headline: 'Довгий заголовок '.repeat(15), language: 'uk' });
  assertFields('NewsArticle', nodeOf(await get(new URL(endless.url).pathname), 'NewsArticle'), { without: ['image'] });
});

test('shared links are told everything; paged lists are their own canonical pages', async () => {
  const server = await started;
  const meta = (page, name) => [...page.matchAll(/<meta (?:property|name)="([^"]*)" content="([^"]*)">/g)].filter(match => match[1] === name).map(match => match[2]);
  const page = (await server.get('/hospital-solar-roof/')).text;
  for (const name of ['og:title', 'og:description', 'og:url', 'og:type', 'og:site_name', 'og:image', 'og:image:width', 'og:image:height', 'og:image:alt', 'og:locale',
    'article:published_time', 'article:modified_time', 'article:author', 'article:section', 'twitter:card', 'twitter:title', 'twitter:description', 'twitter:image', 'twitter:image:alt', 'description', 'author'])
    assert.equal(meta(page, name).length, 1, name);
  assert.deepEqual(meta(page, 'og:locale'), ['en_US']);
  assert.deepEqual(meta(page, 'article:author'), [server.url + '/author/danylo-reva/']);
  assert.equal(meta(page, 'article:tag').length, 3);
  assert.deepEqual(meta((await server.get('/vydry-na-medvi/')).text, 'og:locale'), ['uk_UA']);
  const section = (await server.desk('POST', '/sections', { name: 'Paged' })).body;
  for (let i = 0; i < 25; i++) await server.publish({ headline: `Paged ${i}`, section: section.id }, { at: new Date(Date.UTC(2024, 0, i + 1)).toISOString() });
  const first = (await server.get('/section/paged/page/1/')).text;
  assert.ok(first.includes(`<link rel="canonical" href="${server.url}/section/paged/page/1/">`));
  assert.ok((await server.get('/section/paged/')).text.includes(`<link rel="canonical" href="${server.url}/section/paged/">`));
});

const alternates = page => Object.fromEntries([...page.matchAll(/<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">/g)].map(match => [match[1], match[2]]));

test('translations name one another, and only when readers can get them', async () => {
  const server = await started;
  const expected = { en: server.url + '/power-schedule-explained/', uk: server.url + '/hrafik-bez-taiemnyts/', 'x-default': server.url + '/power-schedule-explained/' };
  for (const where of ['/power-schedule-explained/', '/hrafik-bez-taiemnyts/']) assert.deepEqual(alternates((await server.get(where)).text), expected, where);
  assert.match((await server.get('/power-schedule-explained/')).text, /class="translations"[^>]*>Also in: <a href="\/hrafik-bez-taiemnyts\/" hreflang="uk" lang="uk" rel="alternate">Українська<\/a>/);
  assert.deepEqual(alternates((await server.get('/hospital-solar-roof/')).text), {});

  const first = await server.publish({ headline: 'First of three' });
  assert.deepEqual(alternates((await server.get('/first-of-three/')).text), {});
  const second = (await server.desk('POST', '/stories', { headline: 'Second of three', slug: 'second', language: 'uk', translation_of: first.id })).body;
  assert.equal(second.translation_of, first.id);
  assert.deepEqual(alternates((await server.get('/first-of-three/')).text), {}, 'the translation is a draft');
  await server.desk('POST', `/stories/${second.id}/publish`);
  const pl = await server.publish({ headline: 'Third of three', slug: 'third', language: 'pl', translation_of: second.id });
  assert.equal(pl.translation_of, first.id, 'of the first, whichever was named');
  const three = ['/first-of-three/', '/second/', '/third/'];
  for (const where of three) assert.deepEqual(Object.keys(alternates((await server.get(where)).text)).sort(), ['en', 'pl', 'uk', 'x-default'], where);

  const refused = async (id, body, status, field) => {
    const answer = await server.desk('PATCH', `/stories/${id}`, body);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.equal(answer.body.field, field);
  };
  const other = await server.publish({ headline: 'Another in Polish', language: 'pl' });
  await refused(other.id, { translation_of: first.id }, 409, 'translation_of');
  await refused(second.id, { language: 'pl' }, 409, 'translation_of');
  await refused(first.id, { translation_of: first.id }, 409, 'translation_of');
  await refused(first.id, { translation_of: second.id }, 409, 'translation_of');
  await refused(first.id, { translation_of: '0000000000001' }, 422, 'translation_of');
  await refused(first.id, { translation_of: 5 }, 422, 'translation_of');
  assert.equal((await server.desk('PATCH', `/stories/${first.id}/staged`, { language: 'uk' })).status, 409);

  await server.desk('PATCH', `/stories/${second.id}`, { slug: 'second-moved' });
  assert.equal(alternates((await server.get('/third/')).text).uk, server.url + '/second-moved/');
  await server.desk('POST', `/stories/${pl.id}/retract`, { notice: 'No.' });
  assert.deepEqual(Object.keys(alternates((await server.get('/first-of-three/')).text)).sort(), ['en', 'uk', 'x-default']);
  assert.equal((await server.desk('PATCH', `/stories/${second.id}`, { translation_of: null })).body.translation_of, null);
  for (const where of ['/first-of-three/', '/second-moved/']) assert.deepEqual(alternates((await server.get(where)).text), {}, where);
});

for (const engine of engines) {
  test(`what only members may read is in nothing that machines get on ${engine}`, async () => {
    const server = await Server.start(engine);
    try {
      const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
      const author = (await server.desk('POST', '/authors', { name: 'Reporter' })).body;
      const story = await server.publish({ headline: 'For members', section: section.id, bylines: [author.id], tags: ['gate'], visibility: 'members', body_html: '<p>Open.</p><p>Second.</p><p>planted-word here</p>' });
      await server.publish({ kind: 'brief', headline: 'A gated brief', visibility: 'paid', body_html: '<p>Open.</p><p>Second.</p><p>planted-word here</p>' });
      const bases = ['/', '/feed/', '/section/city/', '/author/reporter/', '/tag/gate/'];
      const month = story.published_at.slice(0, 7);
      const places = ['/for-members/', '/a-gated-brief/', '/corrections/', '/sitemap.xml', '/sitemap-pages.xml', '/sitemap-news.xml', `/sitemap-${month}.xml`,
        ...bases, ...bases.flatMap(base => [base + 'rss/', base + 'atom.xml', base + 'feed.json'])];
      for (const where of places) {
        const answer = await server.get(where);
        assert.equal(answer.status, 200, where);
        assert.doesNotMatch(answer.text, /planted-word/, where);
      }
      const page = (await server.get('/for-members/')).text;
      const article = nodeOf(page, 'NewsArticle');
      assertFields('PaywalledArticle', article);
      assert.ok(page.includes(`class="${article.hasPart.cssSelector.slice(1)}"`));
      const item = JSON.parse((await server.get('/feed.json')).text).items[0];
      assert.equal(item._broadsheet.is_accessible_for_free, false);
      assert.match(item.content_html, /The rest of this story is for members\./);
      assert.match((await server.get('/sitemap-news.xml')).text, /For members/);
      assert.equal(graphOf((await server.get('/corrections/')).text).length, 0);
      if (engine === 'postgresql') assert.equal(psql(server.env.BROADSHEET_DATABASE_URL, 'SELECT COUNT(*) FROM corrections').trim(), '0');
    } finally { await server.close(); }
  });
}
