// Searching as readers do it: what is published is found, what is gone or gated is not; on both engines.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { engines, Server, sleep } from './server.mjs';

const ukrainian = existsSync('/usr/share/hunspell/uk_UA.dic');
const search = (server, query, headers) => server.get('/search/?' + new URLSearchParams(typeof query === 'string' ? { q: query } : query), headers);
const headlines = page => [...page.text.matchAll(/<h3><a href="[^"]*">(.*?)<\/a><\/h3>/g)].map(match => match[1].replace(/<\/?mark>/g, ''));
const hits = async (server, query) => headlines(await search(server, query)).sort();

// The index follows within a second; each look counts against the client's allowance, so not too often.
async function settles(server, query, wanted, patience = 1000) {
  let got;
  for (const end = Date.now() + patience; ;) {
    got = await hits(server, query);
    if (JSON.stringify(got) === JSON.stringify(wanted) || Date.now() > end) break;
    await sleep(150);
  }
  assert.deepEqual(got, wanted, JSON.stringify(query));
}

// Each test asks as somebody else.
let asker = 0;
const start = engine => Server.start(engine, { env: { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1', BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } }).then(server => {
  const get = server.get.bind(server);
  server.get = (where, headers = {}) => get(where, { 'X-Forwarded-For': `192.0.2.${1 + asker++ % 250}`, ...headers });
  return server;
});

for (const engine of engines) {
  test(`what is published is found within a second, corrected and retracted too, on ${engine}`, async () => {
    const server = await start(engine);
    try {
      const story = await server.publish({ headline: 'Elections are called', body_html: '<p>The mayor’s harbours wait.</p>' });
      await settles(server, 'election', ['Elections are called']);
      assert.deepEqual(await hits(server, 'harbour mayor'), ['Elections are called']);
      assert.deepEqual(await hits(server, '"harbours wait"'), ['Elections are called']);
      assert.deepEqual(await hits(server, '"wait harbours"'), []);
      assert.deepEqual(await hits(server, 'election -harbour'), []);
      const changed = await server.desk('PATCH', `/stories/${story.id}`, { headline: 'Voting is called', body_html: '<p>The quays wait.</p>' }, { 'If-Match': `"${story.version}"` });
      assert.equal(changed.status, 200);
      await settles(server, 'quay', ['Voting is called']);
      assert.deepEqual(await hits(server, 'election'), []);
      const gone = await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'It was wrong.' });
      assert.equal(gone.status, 200);
      assert.deepEqual(await hits(server, 'quay'), [], 'at once');
      const figures = await (await fetch(`http://127.0.0.1:${server.log.match(/operator listen=\S+ port=(\d+)/)[1]}/metrics`)).text();
      assert.match(figures, /^broadsheet_search_behind \d+$/m);
    } finally { await server.close(); }
  });

  test(`gated words are found by nobody, on ${engine}`, async () => {
    const server = await start(engine);
    try {
      await server.publish({ headline: 'For members', visibility: 'members', body_html: '<p>Open water.</p><p>Second.</p><p>plantedword here</p>' });
      await settles(server, 'water', ['For members']);
      const page = await search(server, 'plantedword');
      assert.deepEqual(headlines(page), []);
      assert.doesNotMatch((await search(server, 'members')).text, /plantedword/);
      assert.doesNotMatch((await search(server, 'plantedwor')).text, /Did you mean/);
    } finally { await server.close(); }
  });

  test(`filters, order, pages and dates, on ${engine}`, async () => {
    const server = await start(engine);
    try {
      const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
      const author = (await server.desk('POST', '/authors', { name: 'Ada Marsh' })).body;
      await server.publish({ headline: 'Bridge of the city', section: section.id, bylines: [author.id] }, { at: '2024-05-05T10:00:00Z' });
      await server.publish({ headline: 'Other news', body_html: '<p>A bridge in passing.</p>' }, { at: '2024-05-06T10:00:00Z' });
      await settles(server, 'bridge', ['Bridge of the city', 'Other news']);
      assert.deepEqual(headlines(await search(server, 'bridge')), ['Bridge of the city', 'Other news'], 'the headline counts more');
      assert.deepEqual(headlines(await search(server, { q: 'bridge', sort: 'newest' })), ['Other news', 'Bridge of the city']);
      assert.deepEqual(await hits(server, { q: 'bridge', section: 'city' }), ['Bridge of the city']);
      assert.deepEqual(await hits(server, { q: 'bridge', author: 'ada-marsh' }), ['Bridge of the city']);
      assert.deepEqual(await hits(server, { q: 'bridge', from: '2024-05-06' }), ['Other news']);
      assert.deepEqual(await hits(server, { q: 'bridge', to: '2024-05-05' }), ['Bridge of the city']);
      assert.deepEqual(await hits(server, { q: 'bridge', from: '2024-05-05', to: '2024-05-06', section: 'city' }), ['Bridge of the city']);
      for (const [field, query] of Object.entries({ from: { from: '2024-13-01' }, to: { to: 'x' }, section: { section: 'none' }, author: { author: 'nobody' }, q: { q: 'word '.repeat(13) } })) {
        const page = await search(server, { q: 'bridge', ...query });
        assert.equal(page.status, 422, field);
        assert.match(page.text, new RegExp(`id="search-${field}-error"`), field);
        if (field !== 'q') assert.match(page.text, /name="q" value="bridge"/);
      }
      for (let i = 1; i <= 25; i++) await server.publish({ headline: `Ferry number ${i}` }, { at: new Date(Date.UTC(2024, 0, i)).toISOString() });
      await settles(server, { q: 'ferry', page: '2' }, ['Ferry number 1', 'Ferry number 2', 'Ferry number 3', 'Ferry number 4', 'Ferry number 5']);
      const first = await search(server, { q: 'ferry', sort: 'newest' });
      assert.equal(headlines(first).length, 20);
      assert.match(first.text, /Stories found: 25/);
      const older = await server.get(first.text.match(/rel="next" href="([^"]*)"/)[1].replaceAll('&amp;', '&'));
      assert.deepEqual(headlines(older), [5, 4, 3, 2, 1].map(n => `Ferry number ${n}`));
      for (const page of ['3', '0', 'x']) assert.equal((await search(server, { q: 'ferry', page })).status, 404, page);
    } finally { await server.close(); }
  });

  test(`Ukrainian words in all their forms, on ${engine}`, { skip: ukrainian ? false : 'hunspell-uk is not installed' }, async () => {
    const server = await start(engine);
    try {
      await server.publish({ headline: 'Вибори у Києві', language: 'uk', body_html: '<p>Збереження пам’яті міста.</p>' });
      await settles(server, 'виборами', ['Вибори у Києві'], 20_000);  // the dictionary is read first, slowly where memory is checked
      for (const query of ['Київ', 'києва', 'памʼять', "пам'ять", 'МІСТО']) assert.deepEqual(await hits(server, query), ['Вибори у Києві'], query);
      assert.match((await search(server, 'Київ')).text, /<mark>Києві<\/mark>/);
    } finally { await server.close(); }
  });
}

test('what was there before the index was is taken in, and a killed index goes on', async () => {
  const server = await start('sqlite');
  try {
    let acknowledged = 0;
    for (let i = 0; i < 60; i++) server.publish({ headline: `Lantern ${i}` }).then(() => ++acknowledged, () => {});
    while (acknowledged < 10) await sleep(10);
    await server.down('SIGKILL');
    await server.up();
    const total = (await server.desk('GET', '/stories?status=published&limit=100')).body.stories.length;
    assert.ok(total > 0);
    let page;
    for (let i = 0; i < 50 && !(page = await search(server, 'lantern')).text.includes(`Stories found: ${total}<`); i++) await sleep(100);
    assert.match(page.text, new RegExp(`Stories found: ${total}<`));
  } finally { await server.close(); }
});

test('markup in headlines and queries is text; the page is nobody else’s', async () => {
  const server = await start('sqlite');
  try {
    await server.publish({ headline: 'Beware of <script>alert(1)</script>', body_html: '<p>An alert for all.</p>' });
    await settles(server, 'beware', ['Beware of &lt;script&gt;alert(1)&lt;/script&gt;']);
    const page = await search(server, '<script>alert');
    assert.match(page.text, /&lt;<mark>script<\/mark>&gt;<mark>alert<\/mark>/);
    assert.match(page.text, /An <mark>alert<\/mark> for all/);
    assert.match(page.text, /name="q" value="&lt;script&gt;alert"/);
    assert.doesNotMatch(page.text, /<script>alert/);
    assert.equal(page.headers.get('cache-control'), 'private, no-store');
    assert.match(page.text, /<meta name="robots" content="noindex">/);
    assert.equal((await search(server, 'nothingatall')).status, 200);
    const form = await server.get('/search/');
    assert.equal(form.status, 200);
    assert.doesNotMatch(form.text, /class="search-results"/);
    assert.deepEqual(await hits(server, 'other'), [], 'two queries are two pages');
  } finally { await server.close(); }
});

test('did you mean, and suggestions', async () => {
  const server = await start('sqlite');
  try {
    await server.desk('POST', '/sections', { name: 'Harbour' });
    await server.publish({ headline: 'Council meets', tags: ['harbours'] });
    await settles(server, 'council', ['Council meets']);
    const page = await search(server, { q: 'concil', from: '2020-01-01' });
    assert.match(page.text, /Nothing was found\./);
    assert.match(page.text, /Did you mean:.*<a href="\/search\/\?q=council&amp;from=2020-01-01">council<\/a>/);
    const answer = await server.get('/search/suggest/?q=harb');
    assert.deepEqual(JSON.parse(answer.text), { suggestions: [{ text: 'Harbour', url: '/section/harbour/' }, { text: 'harbours', url: '/tag/harbours/' }] });
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60');
    assert.deepEqual(JSON.parse((await server.get('/search/suggest/?q=meet%20cou')).text).suggestions, [{ text: 'Council meets', url: '/council-meets/' }]);
    assert.deepEqual(JSON.parse((await server.get('/search/suggest/?q=')).text).suggestions, []);
  } finally { await server.close(); }
});

test('who searches too much waits, others do not', async () => {
  const server = await start('sqlite');
  try {
    const statuses = [];
    for (let i = 0; i < 60; i++) statuses.push((await search(server, 'word', { 'X-Forwarded-For': '198.51.100.7' })).status);
    assert.equal(statuses[0], 200);
    assert.equal(statuses.at(-1), 429);
    const refused = await search(server, 'word', { 'X-Forwarded-For': '198.51.100.7' });
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.match(refused.text, /Too many requests/);
    assert.equal((await search(server, 'word', { 'X-Forwarded-For': '198.51.100.8' })).status, 200);
    assert.equal((await server.get('/search/', { 'X-Forwarded-For': '198.51.100.7' })).status, 200, 'the form alone is free');
  } finally { await server.close(); }
});
