// One list of all doors through which text leaves, and a planted word behind each kind of lock: whoever may not read it
// finds it at none of them. Later features add their doors here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { EventStream } from './event_stream.mjs';
import { cookiesOf, engines, Server, waiter } from './server.mjs';

const planted = 'Quillwhistle';  // and a letter for each story
const filler = 'The lamps along the embankment were lit again on Tuesday evening, and people stood about for a while.';
const text = words => [`${filler} One.`, `${filler} Two.`, words, `${filler} Four.`].map(one => `<p>${one}</p>`).join('');
const until = waiter(20, { strict: true });

for (const engine of engines)
  test(`what may not be read leaves by no door, on ${engine}`, async t => {
    const server = await Server.start(engine, { demo: true, speech: true });
    t.after(() => server.close());
    const desk = async (method, where, body, headers) => {
      const answer = await server.desk(method, where, body, headers);
      assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const [lower, tier] = (await desk('GET', '/support/tiers')).tiers;
    await desk('PATCH', '/narration/settings', { voices: { en: 'flite:kal16' } });  // the fastest
    const sections = (await desk('GET', '/sections')).sections, authors = (await desk('GET', '/authors')).authors;
    const facts = { section: sections[0].id, tags: ['Locked'], bylines: [authors[0].id], language: 'en' };
    const stories = {};
    // Each with its word, a picture's width of public text before it, and on every list there is.
    for (const [name, fields] of Object.entries({ members: { visibility: 'members' }, paid: { visibility: 'paid' }, tier: { visibility: tier.id }, short: { visibility: 'paid', teaser: 0 } }))
      stories[name] = await server.publish({ ...facts, headline: `Behind the lock ${name}`, visibility: fields.visibility, teaser: fields.teaser, body_html: text(`${planted}${name} stands here.`) });
    const draft = name => desk('POST', '/stories', { ...facts, headline: `Not out ${planted}${name}`, standfirst: `${planted}${name} before all`, body_html: text(`${planted}${name} stands here.`) });
    stories.draft = await draft('draft');
    stories.embargo = await draft('embargo');
    await desk('PATCH', `/stories/${stories.embargo.id}`, { embargo_until: '2099-01-01T00:00:00Z' });
    stories.embargo = await desk('POST', `/stories/${stories.embargo.id}/publish`, { at: '2099-01-02T00:00:00Z' });
    stories.staged = await server.publish({ ...facts, headline: 'Out, and changing', body_html: text('Nothing here.') });
    await desk('PATCH', `/stories/${stories.staged.id}/staged`, { body_html: text(`${planted}staged stands here.`) });
    stories.retracted = await server.publish({ ...facts, headline: 'Was out', body_html: text(`${planted}retracted stands here.`) });
    // Public stories that point to them.
    const card = id => ({ type: 'storyCard', attrs: { story: id } });
    const carrier = await server.publish({ ...facts, headline: 'Points to all of them', body_html: undefined, body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: filler }] }, ...Object.values(stories).map(one => card(one.id))] } });
    await server.get(`/${stories.retracted.slug}/`);
    await desk('POST', `/stories/${stories.retracted.id}/retract`, { notice: 'We were wrong.' });
    await desk('PUT', '/lists/picks', { entries: Object.values(stories).filter(one => one.slug !== stories.draft.slug).map(one => ({ story: one.id })) }).catch(() => {});
    const stream = await EventStream.open(server);
    t.after(() => stream.close?.() ?? stream.request.destroy());
    for (const name of ['members', 'paid', 'tier', 'short']) {
      await desk('PATCH', `/stories/${stories[name].id}`, { headline: `Still behind the lock ${name}` });
      await desk('POST', `/stories/${stories[name].id}/publish`);
    }
    await until(async () => (await server.get(`/search/?q=lock`)).text.includes('Still behind the lock paid'), 'the index');

    // What is published is spoken, those with locks too; what is not has nothing to be heard.
    const narration = async name => (await desk('GET', `/stories/${stories[name].id}/narration`));
    await until(async () => { for (const name of ['members', 'paid', 'tier', 'short']) if ((await narration(name)).state !== 'ready') return false; return true; }, 'the narrations', 240);
    const spoken = await Promise.all(['members', 'paid', 'tier', 'short'].map(narration));
    for (const name of ['draft', 'embargo']) assert.equal((await narration(name)).state, null, name);
    const files = spoken.map(one => new URL(one.media).pathname);

    const slugs = Object.values(stories).map(one => one.slug), [first] = slugs;
    const feeds = base => [`${base}rss/`, `${base}atom.xml`, `${base}feed.json`];
    const lists = ['/', '/feed/', `/section/${sections[0].slug}/`, '/tag/locked/', `/author/${authors[0].slug}/`, '/corrections/'];
    const now = new Date(), month = `/archive/${now.getUTCFullYear()}/${String(now.getUTCMonth() + 1).padStart(2, '0')}/`;
    const doors = [
      ...slugs.flatMap(slug => [`/${slug}/`, `/${slug}/?audience=paid`, `/${slug}/edit/`, `/${slug}/rss/`, `/${slug}/feed.json`]),
      ...Object.values(stories).flatMap(one => [`/desk/preview/stories/${one.id}`, `/desk/preview/stories/${one.id}?audience=paid&staged=1`, `/desk/api/stories/${one.id}`, `/desk/api/stories/${one.id}/revisions`]),
      `/${carrier.slug}/`, ...lists, ...lists.slice(1, 5).flatMap(feeds), ...lists.slice(2, 5).map(one => `${one}page/1/`), '/feed/page/1/', '/rss/', '/atom.xml', '/feed.json',
      '/archive/', month, `${month}${String(now.getUTCDate()).padStart(2, '0')}/`,
      ...Object.keys(stories).flatMap(name => [`/search/?q=${planted}${name}`, `/search/suggest/?q=${planted}${name}`, `/search/suggest/?q=${planted.slice(0, 6)}`]), '/search/?q=lock', '/search/?q=lamps+embankment',
      '/sitemap.xml', '/sitemap-news.xml', '/sitemap-pages.xml', `/sitemap-${now.getUTCFullYear()}-${String(now.getUTCMonth() + 1).padStart(2, '0')}.xml`, '/robots.txt',
      '/live/poll/?after=0', '/newsletters/', '/support/', `/support/?from=/${first}/`, '/members/', '/desk/', '/desk/api/stories', '/desk/api/outbox', '/desk/api/search?q=lock',
      '/ghost/api/content/posts/', '/podcast/rss/', `/media/${first}.mp3`, `/${first}/audio/`, `/${first}/captions.vtt`,
      ...slugs.flatMap(slug => ['mp3', 'm4a', 'ogg', 'opus', 'vtt'].map(kind => `/${slug}/audio.${kind}`)), ...files, `/podcast/${sections[0].slug}/rss/`, '/podcast/en/rss/', `/podcast/rss/before/${carrier.id}/`,
    ];
    const words = names => new RegExp(`${planted}(${names.join('|')})`, 'i');
    const find = async (where, headers, names) => {
      const plain = await server.get(where, headers);
      assert.ok(plain.status < 500, `${where}: ${plain.status}`);
      // What was asked for stands in the search form, and only there.
      const asked = /[?&]q=([^&]+)/.exec(where)?.[1];
      const clean = asked ? plain.text.replaceAll(new RegExp(asked, 'gi'), '') : plain.text;
      assert.equal(words(names).exec(clean)?.[0], undefined, `${where} as ${JSON.stringify(headers)}: …${clean.slice(Math.max(0, clean.search(words(names)) - 200), clean.search(words(names)) + 60)}`);
      if (asked?.startsWith(planted)) assert.doesNotMatch(/class="found"[^]*?<\/ol>/.exec(plain.text)?.[0] ?? '', /href=/, `${where} finds a story by a word that may not be read`);
    };
    const hidden = Object.keys(stories);
    const hides = (text, where = '') => assert.equal(words(hidden).exec(text)?.[0], undefined, where);

    await t.test('nobody hears what they may not read', async () => {
      for (const where of files) assert.equal((await server.get(where)).status, 404, where);
      for (const name of ['members', 'paid', 'tier', 'short'])
        for (const kind of ['mp3', 'opus', 'vtt']) {
          const answer = await server.get(`/${stories[name].slug}/audio.${kind}`, { Range: 'bytes=0-99' });
          assert.equal(answer.status, 403, `${name} ${kind}`);
          assert.match(answer.headers.get('content-type'), /^text\/html/);
        }
      for (const name of ['draft', 'embargo']) assert.equal((await server.get(`/${stories[name].slug}/audio.vtt`)).status, 404, name);
      assert.equal((await server.get(`/${stories.retracted.slug}/audio.vtt`)).status, 410);
    });

    await t.test('strangers', async () => {
      for (const where of doors) await find(where, {}, hidden);
      for (const where of doors.slice(0, 40)) {
        await find(where, { Cookie: 'broadsheet_reader=forged; broadsheet_opened=forged' }, hidden);
        await find(where, { Authorization: 'Bearer forged' }, hidden);
        await find(where, { Range: 'bytes=0-99999' }, hidden);
      }
      for (const slug of slugs.slice(0, 4)) {
        const page = (await server.get(`/${slug}/`)).text;
        assert.match(page, /isAccessibleForFree":\s*false/, 'search engines are told that it is not free');
        assert.match(page, /class="gate"/);
      }
      const packed = await fetch(`${server.url}/${first}/`, { headers: { 'Accept-Encoding': 'br' } }).then(answer => answer.arrayBuffer());
      assert.doesNotMatch(Buffer.from(packed).toString('latin1'), words(hidden));
      assert.doesNotMatch(zlib.gzipSync('x').toString() + stream.text + JSON.stringify(stream.events), words(hidden), 'the event stream');
      assert.ok(stream.events.some(one => one.data.headline?.startsWith('Still behind')), 'the stream has told of them');
    });

    const outboxTo = async email => (await desk('GET', '/outbox')).mails.filter(one => one.to === email);
    const post = (where, fields, cookie = '') => fetch(server.url + where, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie }, body: new URLSearchParams(fields) });
    const cookieOf = (answer, name) => cookiesOf(answer).map(one => one.split(';')[0]).find(one => one.includes(name));
    // An account alone: asked for at /members/, opened by the link in the mail.
    const reader = async email => {
      await post('/members/sign-in/', { email });
      const mail = await until(async () => (await outboxTo(email))[0], `mail to ${email}`);
      const code = /confirm\/\?code=([\w-]+)/.exec((await desk('GET', `/outbox/${mail.name}`)).text)[1];
      return { code, cookie: cookieOf(await post('/newsletters/confirm/', { code }), 'reader') };
    };

    await t.test('who is signed in reads what is for them, and no more', async () => {
      const { cookie } = await reader('signed.in@example.org');
      assert.ok(cookie, 'opening the account signs in');
      const page = await server.get(`/${stories.members.slug}/`, { Cookie: cookie });
      assert.match(page.text, /Quillwhistlemembers/, 'the story for those who are signed in');
      assert.match(page.headers.get('cache-control'), /private/);
      assert.match(page.headers.get('vary') ?? '', /Cookie/i);
      for (const where of doors) await find(where, { Cookie: cookie }, hidden.filter(name => name !== 'members'));
      hides((await server.get(`/${stories.members.slug}/`)).text, 'the next stranger gets the public page');
    });

    await t.test('members read at once, by their tier; what ends is closed on the next request', async () => {
      const { cookie } = await reader('member@example.org');
      const given = await desk('POST', '/support/members', { email: 'member@example.org', tier: lower.id, note: 'a friend' });
      const read = async name => words([name]).test((await server.get(`/${stories[name].slug}/`, { Cookie: cookie })).text);
      assert.deepEqual([await read('members'), await read('paid'), await read('tier'), await read('short')], [true, true, false, true]);
      await desk('POST', '/support/members', { email: 'member@example.org', tier: tier.id });
      assert.equal(await read('tier'), true);
      for (const where of doors.slice(0, 60)) await find(where, { Cookie: cookie }, ['draft', 'embargo', 'staged', 'retracted']);
      const members = (await desk('GET', '/support/members?query=member@example.org')).members;
      assert.ok(members.some(one => one.id === given.id || one.kind === 'complimentary'));
      for (const one of members) await desk('POST', `/support/members/${one.id}/end`, { when: 'now' });
      assert.deepEqual([await read('members'), await read('paid'), await read('tier')], [true, false, false]);
    });

    await t.test('mails carry what their readers may read', async () => {
      const [newsletter] = (await desk('GET', '/newsletters')).newsletters;
      const imported = await desk('POST', '/readers/import', ['email,newsletters', `free@example.org,${newsletter.slug}`].join('\n'), { 'Content-Type': 'text/csv' });
      await until(async () => (await desk('GET', `/readers/imports/${imported.import}`)).ended, 'the import');
      for (const name of ['paid', 'tier', 'short']) {
        const mailing = await desk('POST', '/mailings', { kind: 'story', newsletter: newsletter.id, subject: `Mailed ${name}`, story: stories[name].id });
        await desk('POST', `/mailings/${mailing.id}/schedule`);
        const mail = await until(async () => (await outboxTo('free@example.org')).find(one => one.subject === `Mailed ${name}`), 'the mailing');
        const { text: plain, html } = await desk('GET', `/outbox/${mail.name}`);
        assert.doesNotMatch(plain + html, words(hidden), `the mail about ${name}`);
      }
    });

    await t.test('so many a month are open to everybody who asks, and no more', async () => {
      await desk('PATCH', '/support/settings', { metered: 1 });
      const opened = await post('/members/opened/', { story: stories.paid.slug });
      assert.deepEqual([opened.status, opened.headers.get('location')], [303, `/${stories.paid.slug}/`]);
      const cookie = cookieOf(opened, 'opened');
      assert.match((await server.get(`/${stories.paid.slug}/`, { Cookie: cookie })).text, words(['paid']));
      hides((await server.get(`/${stories.tier.slug}/`, { Cookie: cookie })).text);
      hides((await server.get(`/${stories.paid.slug}/`)).text, 'the metered page is nobody else’s');
      const second = await post('/members/opened/', { story: stories.short.slug }, cookie);
      assert.equal(second.status, 403);
      assert.match(await second.text(), /all for this month/);
      for (const name of ['tier', 'draft', 'embargo', 'retracted']) {
        const refused = await post('/members/opened/', { story: stories[name].slug });
        assert.equal(cookieOf(refused, 'opened'), undefined, name);
      }
      const tampered = cookie.slice(0, -2) + (cookie.endsWith('A') ? 'BB' : 'AA');
      hides((await server.get(`/${stories.paid.slug}/`, { Cookie: tampered })).text);
    });
  });
