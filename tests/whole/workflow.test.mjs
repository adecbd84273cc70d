// The way of a story through the newsroom: review, embargo, checks, revisions, who is writing, previews, the audit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { engines, root, Server, sleep } from './server.mjs';

const roles = ['contributor', 'author', 'editor'];
async function withStaff(engine, run) {
  const server = await Server.start(engine);
  try {
    for (const role of roles) server.command('staff', 'add', `the-${role}@example.org`, '--role', role);
    const as = Object.fromEntries(roles.map(role => [role, { Authorization: `Bearer ${server.tokenOf(`the-${role}@example.org`)}` }]));
    const draft = async (fields = {}, who = as.author) => {
      const made = await server.desk('POST', '/stories', { headline: 'A draft', ...(fields.body ? {} : { body_html: '<p>Text.</p>' }), ...fields }, who);
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body;
    };
    const act = (story, deed, body, who, headers = {}) => server.desk('POST', `/stories/${story.id}/${deed}`, body, { ...who, ...headers });
    const good = async (...given) => {
      const done = await act(...given);
      assert.equal(done.status, 200, JSON.stringify(done.body));
      return done.body;
    };
    const refused = async (answer, status, code, field) => {
      const { status: got, body } = await answer;
      assert.equal(got, status, JSON.stringify(body));
      assert.equal(body.code, code);
      assert.equal(body.field, field);
      return body;
    };
    await run({ server, as, draft, act, good, refused });
  } finally { await server.close(); }
}
const somePhoto = () => {
  const sizes = JSON.parse(readFileSync(path.join(root, 'demo/pictures/sizes.json')));
  return readFileSync(path.join(root, 'demo', Object.values(sizes).flat().find(size => size.format === 'jpeg').file));
};
const inHours = hours => new Date(Date.now() + hours * 3600e3).toISOString();

for (const engine of engines) {
  test(`a story is submitted, returned, approved and published on ${engine}`, () => withStaff(engine, async ({ server, as, draft, act, good, refused }) => {
    const story = await draft({ headline: 'The old bridge' }, as.contributor);
    assert.deepEqual(story.allowed, ['edit', 'submit', 'delete']);
    assert.deepEqual([story.review_note, story.embargo_until, story.scheduled_at], ['', null, null]);
    assert.equal(typeof story.created_by.name, 'string');
    await refused(act(story, 'approve', {}, as.contributor), 403, 'editors_only');
    await refused(act(story, 'approve', {}, as.editor), 409, 'not_in_review');
    assert.equal((await act(story, 'submit', {}, as.contributor, { 'If-Match': '"7"' })).status, 412);
    const submitted = await act(story, 'submit', { note: 'Names are checked.' }, as.contributor, { 'If-Match': `"${story.version}"` });
    assert.equal(submitted.status, 200);
    assert.equal(submitted.headers.get('etag'), `"${story.version + 1}"`);
    assert.equal(submitted.body.status, 'review');
    assert.equal(submitted.body.review_note, 'Names are checked.');
    assert.deepEqual(submitted.body.allowed, []);
    await refused(server.desk('PATCH', `/stories/${story.id}`, { headline: 'x' }, as.contributor), 403, 'not_yours');
    await refused(act(story, 'submit', {}, as.editor), 409, 'not_a_draft');
    await refused(act(story, 'unpublish', undefined, as.editor), 409, 'not_published');
    await refused(act(story, 'return', {}, as.editor), 422, 'note_missing', 'note');
    await refused(act(story, 'return', { note: 'x', colour: 'red' }, as.editor), 422, 'unknown_field', 'colour');
    await refused(act(story, 'return', { note: 'x' }, as.contributor), 403, 'not_yours');
    const returned = await good(story, 'return', { note: 'Who says so?' }, as.editor);
    assert.deepEqual([returned.status, returned.review_note], ['draft', 'Who says so?']);
    const again = (await server.desk('PATCH', `/stories/${story.id}`, { headline: 'The old bridge stands' }, as.contributor)).body;
    assert.equal(again.review_note, 'Who says so?');
    assert.equal((await good(story, 'submit', undefined, as.contributor)).review_note, '');
    const approved = await good(story, 'approve', undefined, as.editor);
    assert.deepEqual([approved.status, approved.review_note], ['approved', '']);
    const at = inHours(2);
    assert.equal((await good(story, 'publish', { at }, as.editor)).scheduled_at, at);
    assert.equal((await good(story, 'publish', undefined, as.editor)).status, 'published');
    assert.equal((await good(story, 'retract', { notice: 'It fell.' }, as.editor)).status, 'retracted');

    const entries = (await server.desk('GET', `/audit?subject=story:${story.id}`, undefined, as.editor)).body.entries;
    assert.deepEqual(entries.map(entry => entry.action), ['story.retracted', 'story.published', 'story.scheduled', 'story.approved', 'story.submitted',
      'story.changed', 'story.returned', 'story.submitted', 'story.created']);
    const back = entries[6];
    assert.equal(back.detail.note, 'Who says so?');
    assert.equal(back.label, 'The old bridge');
    assert.equal(entries[0].label, 'The old bridge stands');
    assert.deepEqual(entries[5].detail, { version: again.version, fields: ['headline', 'slug'] });
    assert.equal(entries[2].detail.at, at);
    const { staff } = (await server.desk('GET', '/sessions', undefined, as.editor)).body;
    assert.deepEqual(back.staff, { id: staff.id, name: staff.name });
  }));

  test(`changed words were not approved; review can be asked of authors on ${engine}`, () => withStaff(engine, async ({ server, as, draft, act, good, refused }) => {
    const story = await draft();
    const patch = (who, body, where = '') => server.desk('PATCH', `/stories/${story.id}${where}`, body, who);
    await good(story, 'submit', {}, as.author);
    assert.deepEqual([(await good(story, 'return', {}, as.author)).status], ['draft'], 'taken back');
    await good(story, 'submit', {}, as.author);
    await good(story, 'approve', {}, as.editor);
    assert.equal((await patch(as.author, { headline: 'A draft' })).body.status, 'approved', 'nothing changed');
    assert.equal((await patch(as.editor, { headline: 'Edited' })).body.status, 'approved');
    assert.equal((await patch(as.author, { headline: 'Changed', autosave: true })).body.status, 'review');
    const [lost] = (await server.desk('GET', `/audit?subject=story:${story.id}`, undefined, as.author)).body.entries;
    assert.equal(lost.action, 'story.approval_lost');

    assert.equal((await server.desk('GET', '/settings')).body.review_required, false);
    await refused(server.desk('PATCH', '/settings', { review_required: 'yes' }), 422, 'boolean_expected', 'review_required');
    assert.equal((await server.desk('PATCH', '/settings', { review_required: true })).body.review_required, true);
    await refused(act(story, 'publish', undefined, as.author), 403, 'review_required');
    await good(story, 'approve', {}, as.editor);
    await good(story, 'publish', { at: inHours(1) }, as.author);
    const pulled = (await patch(as.author, { standfirst: 'New words' })).body;
    assert.deepEqual([pulled.status, pulled.scheduled_at], ['review', null]);
    await good(story, 'approve', {}, as.editor);
    const open = await good(story, 'publish', undefined, as.author);
    assert.deepEqual(open.allowed, ['unpublish', 'retract', 'correct', 'stage']);
    await refused(patch(as.author, { headline: 'At once' }), 403, 'review_required');
    assert.deepEqual((await patch(as.author, { headline: 'Staged' }, '/staged')).body.allowed, ['unpublish', 'retract', 'correct', 'stage']);
    await refused(act(story, 'publish', undefined, as.author), 403, 'review_required');
    assert.equal((await good(story, 'publish', undefined, as.editor)).headline, 'Staged');
    const [put] = (await server.desk('GET', `/audit?subject=story:${story.id}`)).body.entries;
    assert.equal(put.action, 'story.published');
  }));

  test(`readers learn nothing of what is not published on ${engine}`, () => withStaff(engine, async ({ server, as, draft, good }) => {
    const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
    const byline = (await server.desk('POST', '/authors', { name: 'Ada Quill' })).body;
    await server.publish({ headline: 'Something else', section: section.id, bylines: [byline.id], tags: ['zebra'] });
    const story = await draft({ headline: 'Zebracrossing planned', standfirst: 'zebracrossing', section: section.id, bylines: [byline.id], tags: ['zebra'] });
    await server.desk('PUT', '/lists/front', { entries: [{ story: story.id, expires_at: null }] });
    const month = new Date().toISOString().slice(0, 7);
    const places = ['/', '/zebracrossing-planned/', '/section/city/', '/tag/zebra/', '/author/ada-quill/', '/feed/', '/archive/', '/rss/', '/atom.xml', '/feed.json',
      '/section/city/rss/', '/tag/zebra/rss/', '/sitemap.xml', `/sitemap-${month}.xml`, '/sitemap-news.xml', '/corrections/', '/search/?q=zebracrossing', '/something-else/'];
    const silent = async state => {
      assert.equal((await server.desk('GET', `/stories/${story.id}`)).body.status, state);
      await sleep(150);  // the index follows the log
      for (const place of places) {
        const { status, text } = await server.get(place);
        assert.equal(status, place === '/zebracrossing-planned/' ? 404 : 200, `${state} ${place}`);
        assert.doesNotMatch(text.replace(/<title>[^<]*|value="zebracrossing"|q=zebracrossing|zebracrossing”|“zebracrossing|<(strong|b|em)>zebracrossing/gi, ''), place.startsWith('/search/') ? /planned/i : /zebracrossing/i, `${state} ${place}`);
      }
      for (const where of [`/zebracrossing-planned/edit/`, `/desk/preview/stories/${story.id}`]) assert.ok([403, 404].includes((await server.get(where)).status), where);
    };
    await silent('draft');
    await good(story, 'submit', { note: 'zebracrossing' }, as.author);
    await silent('review');
    await good(story, 'approve', {}, as.editor);
    await silent('approved');
    await good(story, 'publish', { at: inHours(3) }, as.editor);
    await silent('scheduled');
    await good(story, 'unpublish', undefined, as.editor);
    await good(story, 'publish', undefined, as.editor);
    for (let i = 0; i < 60 && !/planned/.test((await server.get('/search/?q=zebracrossing')).text); i++) await sleep(50);
    for (const place of places.filter(place => !['/feed/', '/archive/', '/sitemap.xml', '/corrections/', '/something-else/'].includes(place)))
      assert.match((await server.get(place)).text, /zebracrossing.planned/i, place);
  }));

  test(`an embargo holds whatever is asked on ${engine}`, () => withStaff(engine, async ({ server, as, draft, act, good, refused }) => {
    const story = await draft();
    const until = inHours(2);
    const patch = (body, who = as.author) => server.desk('PATCH', `/stories/${story.id}`, body, who);
    await refused(patch({ embargo_until: 'soon' }), 422, 'time_shape', 'embargo_until');
    assert.equal((await patch({ embargo_until: until })).body.embargo_until, until);
    await refused(act(story, 'publish', undefined, as.editor), 422, 'embargoed', 'at');
    await refused(act(story, 'publish', { at: inHours(1) }, as.editor), 422, 'embargoed', 'at');
    await refused(act(story, 'publish', { at: '2020-01-01T00:00:00Z' }, as.editor), 422, 'embargoed', 'at');
    assert.equal((await good(story, 'publish', { at: until }, as.author)).scheduled_at, until);
    const later = inHours(4);
    assert.equal((await patch({ embargo_until: later }, as.editor)).body.scheduled_at, later, 'the schedule waits for the embargo');
    const fields = (await server.desk('GET', `/audit?subject=story:${story.id}`)).body.entries[0].detail.fields;
    assert.deepEqual(fields, ['embargo_until']);
    assert.equal((await patch({ embargo_until: null })).body.embargo_until, null);
    await good(story, 'publish', undefined, as.author);
    await refused(patch({ embargo_until: until }), 409, 'already_published', 'embargo_until');
    await refused(server.desk('PATCH', `/stories/${story.id}/staged`, { embargo_until: until }, as.author), 422, 'not_staged', 'embargo_until');
    const soon = new Date(Date.now() + 1200).toISOString();
    const second = await draft({ headline: 'On the hour', embargo_until: soon });
    await good(second, 'publish', { at: soon }, as.author);
    assert.equal((await server.get('/on-the-hour/')).status, 404);
    for (let i = 0; i < 100 && (await server.get('/on-the-hour/')).status !== 200; i++) await sleep(50);
    assert.ok(Date.now() >= Date.parse(soon));
    const [published] = (await server.desk('GET', `/audit?subject=story:${second.id}`)).body.entries;
    assert.deepEqual([published.action, published.detail.scheduled], ['story.published', true]);
    assert.notEqual(published.staff.name, undefined);
  }));

  test(`the check finds what is missing on ${engine}`, () => withStaff(engine, async ({ server, as, draft }) => {
    const check = async id => (await server.desk('GET', `/stories/${id}/check`, undefined, as.author)).body.findings;
    const form = new FormData();
    form.append('file', new Blob([somePhoto()]), 'photo.jpg');
    const picture = (await server.desk('POST', '/pictures', form, as.author)).body;
    await server.desk('PATCH', `/pictures/${picture.id}`, { alt: '', credit: '' }, as.author);
    const gone = await draft({ headline: 'Unseen' });
    const open = await server.publish({ headline: 'Open story', tags: ['known'] });
    const link = href => ({ type: 'paragraph', content: [{ type: 'text', text: 'there', marks: [{ type: 'link', attrs: { href } }] }] });
    const story = await draft({
      headline: '', lead: { picture: picture.id },
      body: { type: 'doc', content: [
        { type: 'picture', attrs: { picture: picture.id, alt: 'A bridge' } },
        { type: 'storyCard', attrs: { story: gone.id } }, { type: 'storyCard', attrs: { story: open.id } },
        ...['/open-story/', `${server.url}/open-story/#part`, '/unseen/', `${server.url}/nothing-there/`, '/', '/tag/known/', '/tag/unknown/', '/section/none/', '/search/?q=x', 'https://example.org/x', '#below'].map(link),
      ] },
    });
    const findings = await check(story.id);
    const brief = findings.map(finding => [finding.severity, finding.code, finding.field, finding.picture].filter(Boolean).join(' '));
    assert.deepEqual(brief, [
      'error headline_missing headline', 'warning section_missing section', 'warning byline_missing bylines',
      `warning alt_missing lead/alt ${picture.id}`, `warning credit_missing lead/credit ${picture.id}`,
      `warning credit_missing body/content/0/attrs/credit ${picture.id}`, 'warning card_unpublished body/content/1/attrs/story',
      'warning link_broken body/content/5/content/0', 'warning link_broken body/content/6/content/0', 'warning link_broken body/content/9/content/0',
      'warning link_broken body/content/10/content/0']);
    for (const finding of findings) assert.ok(finding.message.length > 10);
    const section = (await server.desk('POST', '/sections', { name: 'City' })).body, byline = (await server.desk('POST', '/authors', { name: 'Ada' })).body;
    const whole = await draft({ headline: 'ї'.repeat(110), section: section.id, bylines: [byline.id], embargo_until: inHours(1) });
    assert.deepEqual(await check(whole.id), []);
    await server.desk('PATCH', `/stories/${whole.id}`, { headline: 'ї'.repeat(111) }, as.author);
    assert.deepEqual((await check(whole.id)).map(finding => finding.code), ['headline_long']);
    await server.desk('PATCH', `/stories/${open.id}/staged`, { headline: '' });
    assert.deepEqual((await check(open.id)).map(finding => finding.severity), ['error', 'warning', 'warning'], 'the staged edit is what would be published');
    assert.equal((await server.desk('GET', `/stories/${gone.id}/check`, undefined, as.contributor)).status, 403);
  }));

  test(`revisions are listed, shown and restored on ${engine}`, () => withStaff(engine, async ({ server, as, draft, good, refused }) => {
    const story = await draft({ headline: 'One', body_html: '<p>Just three words.</p>' });
    const at = (what, method = 'GET', headers = {}) => server.desk(method, `/stories/${story.id}/revisions${what}`, undefined, { ...as.author, ...headers });
    await server.desk('PATCH', `/stories/${story.id}`, { headline: 'Two', body_html: '<p>Gone.</p>' }, as.editor);
    const list = (await at('?summary=1')).body.revisions;
    assert.deepEqual(list.map(({ version, headline, words, autosave }) => [version, headline, words, autosave]), [[2, 'Two', 1, false], [1, 'One', 3, false]]);
    assert.deepEqual(Object.keys(list[0]).sort(), ['at', 'autosave', 'headline', 'staff', 'version', 'words']);
    assert.deepEqual(Object.keys(list[0].staff), ['id', 'name']);
    assert.equal(typeof (await at('')).body.revisions[0].staff, 'string');
    const first = (await at('/1')).body;
    assert.equal(first.headline, 'One');
    assert.match(JSON.stringify(first.body), /Just three words/);
    for (const version of ['9', 'x', '1x', '-1', '99999999999999999999']) assert.equal((await at('/' + version)).status, 404, version);
    assert.equal((await at('/1/restore', 'POST', { 'If-Match': '"1"' })).status, 412);
    assert.equal((await at('/9/restore', 'POST')).status, 404);
    const restored = await at('/1/restore', 'POST', { 'If-Match': '"2"' });
    assert.equal(restored.status, 200);
    assert.deepEqual([restored.body.headline, restored.body.version], ['One', 3]);
    assert.equal((await at('?summary=1')).body.revisions.length, 3);
    await good(story, 'publish', undefined, as.author);
    const staged = (await at('/2/restore', 'POST')).body;
    assert.deepEqual([staged.headline, staged.staged, staged.status], ['One', true, 'published']);
    assert.equal((await server.desk('GET', `/stories/${story.id}/staged`)).body.headline, 'Two');
    assert.match((await server.get('/one/')).text, /Just three words/);
    await refused(at('/1/restore', 'POST', as.contributor), 403, 'not_yours');
    const section = (await server.desk('POST', '/sections', { name: 'Short-lived' })).body, byline = (await server.desk('POST', '/authors', { name: 'Gone Soon' })).body;
    const moved = await draft({ headline: 'Moved', section: section.id, bylines: [byline.id] });
    await server.desk('PATCH', `/stories/${moved.id}`, { section: null, bylines: [] }, as.author);
    for (const where of [`/sections/${section.id}`, `/authors/${byline.id}`]) assert.equal((await server.desk('DELETE', where)).status, 204, where);
    const without = await server.desk('POST', `/stories/${moved.id}/revisions/1/restore`, undefined, as.author);
    assert.deepEqual([without.status, without.body.headline, without.body.section, without.body.bylines], [200, 'Moved', null, []]);
    const [entry] = (await server.desk('GET', `/audit?subject=story:${story.id}`)).body.entries;
    assert.deepEqual([entry.action, entry.detail.restored], ['story.staged', 2]);
  }));

  test(`one page writes at a time, and whoever closes goes on ${engine}`, () => withStaff(engine, async ({ server, as, draft, refused }) => {
    const story = await draft();
    const beat = (who, body) => server.desk('PUT', `/stories/${story.id}/presence`, body, who);
    const mine = (await beat(as.author, { session: 'a1', editing: true })).body;
    assert.equal(mine.version, 1);
    assert.deepEqual(Object.keys(mine.editor).sort(), ['editing', 'name', 'session', 'since', 'staff', 'yours']);
    assert.equal(mine.editor.yours, true);
    const other = (await beat(as.editor, { session: 'e1', editing: true })).body;
    assert.deepEqual(other.people.map(person => [person.session, person.editing, person.yours]), [['a1', true, false], ['e1', true, true]]);
    assert.equal(other.editor.session, 'a1');
    assert.equal(other.editor.yours, false);
    const patch = (who, session, where = '') => server.desk('PATCH', `/stories/${story.id}${where}`, { headline: 'By ' + session }, { ...who, 'X-Edit-Session': session });
    const locked = await refused(patch(as.editor, 'e1'), 423, 'locked');
    assert.equal(locked.editor.session, 'a1');
    await refused(patch(as.author, 'a2'), 423, 'locked');
    await refused(patch(as.editor, 'a1'), 423, 'locked');
    assert.equal((await patch(as.author, 'a1')).status, 200);
    assert.equal((await patch(as.editor, undefined)).status, 200, 'a program without a page');
    assert.equal((await beat(as.editor, { session: 'e1', editing: true, take: true })).body.editor.session, 'e1');
    assert.equal((await beat(as.author, { session: 'a1', editing: true })).body.editor.session, 'e1');
    await refused(patch(as.author, 'a1'), 423, 'locked');
    assert.equal((await server.desk('GET', `/stories/${story.id}`)).body.version, 3);
    await refused(beat(as.editor, { editing: true }), 422, 'session_missing', 'session');
    await refused(beat(as.editor, { session: 'x'.repeat(65) }), 422, 'text_refused', 'session');
    await refused(beat(as.editor, { session: 'x', mood: 'good' }), 422, 'unknown_field', 'mood');
    await refused(beat(as.contributor, { session: 'c', editing: false }), 403, 'not_yours');
    assert.equal((await server.desk('PUT', '/stories/0000000000001/presence', { session: 'x' }, as.editor)).status, 404);

    // Closing a page: a beacon carries the cookie and no header of ours.
    server.command('staff', 'password', 'the-editor@example.org', 'a long enough password');
    const signed = await server.desk('POST', '/sessions', { email: 'the-editor@example.org', password: 'a long enough password' }, { Authorization: undefined });
    const cookie = { Authorization: undefined, Cookie: signed.headers.get('set-cookie').split(';')[0], 'Content-Type': 'text/plain' };
    const leave = body => server.desk('POST', `/stories/${story.id}/presence/leave`, JSON.stringify(body), cookie);
    await refused(leave({ session: 'e2' }), 403, 'csrf');
    await refused(leave({ session: 'e2', csrf: 'guessed' }), 403, 'csrf');
    await refused(server.desk('POST', `/stories/${story.id}/submit`, JSON.stringify({ csrf: signed.body.csrf_token }), cookie), 403, 'csrf');
    await beat(as.editor, { session: 'e2', editing: true, take: true });
    assert.equal((await leave({ session: 'e2', csrf: signed.body.csrf_token })).status, 204);
    const after = (await beat(as.author, { session: 'a1', editing: true })).body;
    assert.equal(after.editor.session, 'a1');
    assert.deepEqual(after.people.map(person => person.session), ['a1', 'e1']);
    const open = await server.publish();
    await refused(server.desk('PUT', `/stories/${open.id}/presence`, { session: 'a3', editing: true }, as.author), 403, 'not_yours');
    assert.equal((await server.desk('PUT', `/stories/${open.id}/presence`, { session: 'a3', editing: false }, as.author)).status, 200);
    await beat(as.author, { session: 'a1', editing: true });
    assert.equal((await server.desk('DELETE', `/stories/${story.id}`)).status, 204);
  }));

  test(`staff see beforehand what readers will get on ${engine}`, () => withStaff(engine, async ({ server, as, draft }) => {
    const body_html = Array.from({ length: 12 }, (_, i) => `<p>Paragraph ${i + 1} of it.</p>`).join('');
    const story = await draft({ headline: 'Not yet out', visibility: 'members', body_html, tags: ['soon'] });
    const preview = (query, who = as.author, where = `stories/${story.id}`) => server.get(`/desk/preview/${where}${query}`, who);
    const page = await preview('');
    assert.equal(page.status, 200);
    assert.match(page.text, /<h1[^>]*>\s*Not yet out/);
    assert.equal(page.headers.get('cache-control'), 'private, no-store');
    assert.equal(page.headers.get('x-robots-tag'), 'noindex');
    assert.match(page.text, /<meta name="robots" content="noindex">/);
    const policy = page.headers.get('content-security-policy');
    assert.match(policy, /frame-ancestors 'self'/);
    assert.match(policy, /script-src 'none'/);
    assert.match((await server.get('/')).headers.get('content-security-policy'), /frame-ancestors 'none'/);
    assert.doesNotMatch(page.text, /Paragraph 12|\/desk\/stories\//);
    for (const audience of ['member', 'paid']) assert.match((await preview(`?audience=${audience}`)).text, /Paragraph 12/, audience);
    await server.desk('PATCH', `/stories/${story.id}`, { visibility: 'paid' }, as.author);
    assert.doesNotMatch((await preview('?audience=member')).text, /Paragraph 12/);
    assert.match((await preview('?audience=paid')).text, /Paragraph 12/);
    assert.equal((await preview('', {})).status, 403);
    assert.equal((await preview('', as.contributor)).status, 404);
    assert.equal((await preview('', as.editor, 'stories/0000000000001')).status, 404);
    assert.equal((await preview('', as.editor, 'stories/nothing')).status, 404);
    assert.equal((await server.get('/not-yet-out/')).status, 404);
    await server.desk('POST', `/stories/${story.id}/publish`, undefined, as.author);
    await server.desk('PATCH', `/stories/${story.id}/staged`, { headline: 'Better words', tags: ['brand new'] }, as.author);
    const staged = (await preview('?staged=1')).text;
    assert.match(staged, /<h1[^>]*>\s*Better words/);
    assert.match(staged, /href="\/tag\/brand-new\/"/);
    assert.match((await preview('')).text, /<h1[^>]*>\s*Not yet out/);
    assert.doesNotMatch((await server.get('/not-yet-out/')).text, /Better words/);
    const front = await preview('?audience=member', as.contributor, 'front');
    assert.equal(front.status, 200);
    assert.match(front.text, /Not yet out/);
    assert.match(front.headers.get('content-security-policy'), /frame-ancestors 'self'/);
    assert.equal((await preview('', {}, 'front')).status, 403);
    await server.desk('POST', `/stories/${story.id}/retract`, { notice: 'Wrong after all.' }, as.author);
    assert.match((await preview('')).text, /Wrong after all/);
  }));

  test(`lists are filtered and counted, the audit is read by those it concerns on ${engine}`, () => withStaff(engine, async ({ server, as, draft, good }) => {
    const section = (await server.desk('POST', '/sections', { name: 'City' })).body;
    const own = await draft({ headline: 'Own', section: section.id });
    await good(own, 'submit', {}, as.author);
    const others = await draft({ headline: 'Others’' }, as.editor);
    const open = await server.publish({ headline: 'Open', kind: 'brief', section: section.id });
    const list = async (query, who) => (await server.desk('GET', '/stories' + query, undefined, who)).body.stories.map(story => story.headline);
    assert.deepEqual(await list('', as.editor), ['Open', 'Others’', 'Own']);
    assert.deepEqual(await list('', as.author), ['Own']);
    assert.deepEqual(await list('?mine=1', as.editor), ['Others’']);
    assert.deepEqual(await list('?status=review', as.editor), ['Own']);
    assert.deepEqual(await list(`?section=${section.id}`, as.editor), ['Open', 'Own']);
    assert.deepEqual(await list(`?section=${section.id}&kind=brief&status=published`, as.editor), ['Open']);
    for (const query of ['status=lost', 'section=x', 'kind=x', 'after=x', 'q=%00', 'q=%ff']) assert.equal((await server.desk('GET', '/stories?' + query)).status, 422, query);
    for (let i = 0; i < 51; i++) await draft({ headline: `Heap ${i}`, section: section.id });
    const first = (await server.desk('GET', `/stories?section=${section.id}&mine=1&q=heap`, undefined, as.author)).body;
    assert.equal(first.stories.length, 50);
    assert.equal(first.stories[0].created_by.id, own.created_by.id);
    assert.equal(first.stories[0].body, undefined);
    const second = (await server.desk('GET', first.next.replace('/desk/api', ''), undefined, as.author)).body;
    assert.deepEqual(second.stories.map(story => story.headline), ['Heap 0']);
    const counts = async who => (await server.desk('GET', '/stories/counts', undefined, who)).body;
    assert.deepEqual(await counts(as.editor), { draft: 52, review: 1, approved: 0, scheduled: 0, published: 1, retracted: 0 });
    assert.deepEqual(await counts(as.author), { draft: 51, review: 1, approved: 0, scheduled: 0, published: 0, retracted: 0 });
    assert.deepEqual(await counts(as.contributor), { draft: 0, review: 0, approved: 0, scheduled: 0, published: 0, retracted: 0 });

    await server.desk('POST', `/stories/${own.id}/approve`, undefined, as.editor);
    await server.desk('POST', '/authors', { name: 'Ada' });
    await server.desk('PUT', '/lists/front', { entries: [] });
    await server.desk('PATCH', '/settings', { tagline: 'New' });
    await server.desk('POST', `/stories/${open.id}/corrections`, { note: 'It was Tuesday.' });
    const audit = async (query, who) => (await server.desk('GET', '/audit' + query, undefined, who)).body;
    const all = await audit('', as.editor);
    assert.deepEqual(all.entries.slice(0, 5).map(entry => [entry.action, entry.subject.split(':')[0], entry.label]), [
      ['story.corrected', 'story', 'Open'], ['settings.changed', 'settings', 'Broadsheet'], ['list.changed', 'list', 'front'], ['author.created', 'author', 'Ada'], ['story.approved', 'story', 'Own']]);
    assert.equal(all.entries.length, 50);
    const rest = await audit(all.next.replace('/desk/api/audit', ''), as.editor);
    assert.equal(new Set([...all.entries, ...rest.entries].map(entry => entry.id)).size, all.entries.length + rest.entries.length);
    const me = (await server.desk('GET', '/sessions', undefined, as.author)).body.staff.id;
    assert.ok((await audit('', as.author)).entries.every(entry => entry.staff.id === me));
    assert.deepEqual((await audit(`?subject=story:${own.id}`, as.author)).entries.map(entry => entry.action), ['story.approved', 'story.submitted', 'story.created']);
    assert.deepEqual((await audit(`?subject=story:${own.id}&staff=${me}`, as.author)).entries.map(entry => entry.action), ['story.submitted', 'story.created']);
    for (const query of [`?subject=story:${others.id}`, '?subject=settings:site', `?staff=${others.created_by.id}`]) assert.deepEqual((await audit(query, as.author)).entries, [], query);
    assert.equal((await audit(`?subject=story:${others.id}&staff=${others.created_by.id}`, as.editor)).entries.length, 1);
    for (const query of ['?after=x', '?staff=x', '?subject=%00', '?subject=%ff']) assert.equal((await server.desk('GET', '/audit' + query)).status, 422, query);
    assert.equal((await server.desk('GET', '/audit', undefined, { Authorization: undefined })).status, 401);
    await server.desk('POST', '/redirects', { from: '/old/', to: '/open/' });
    const { body: { tags: [tag] } } = await server.desk('PATCH', `/stories/${open.id}`, { tags: ['wrod'] }).then(() => server.desk('GET', '/tags'));
    await server.desk('PATCH', `/tags/${tag.id}`, { name: 'word' });
    const invited = await server.desk('POST', '/staff', { email: 'new@example.org', name: 'New', role: 'author' });
    await server.desk('PATCH', `/staff/${invited.body.id}`, { role: 'contributor' });
    await server.desk('POST', '/tokens', { name: 'A program' });
    assert.deepEqual((await audit('', as.editor)).entries.slice(0, 6).map(entry => [entry.action, entry.label]), [
      ['staff.token_made', 'A program'], ['staff.changed', 'new@example.org'], ['staff.invited', 'new@example.org'], ['tag.changed', 'word'], ['story.changed', 'Open'], ['redirect.created', '/old']]);
    const before = (await audit('', as.editor)).entries[0].id;
    await server.desk('PATCH', `/stories/${others.id}`, { headline: 'x', autosave: true }, as.editor);
    await server.desk('PATCH', `/stories/${others.id}`, { headline: 'x' }, as.editor);
    assert.equal((await server.desk('POST', '/stories', { headline: 5 })).status, 422);
    assert.equal((await audit('', as.editor)).entries[0].id, before, 'neither autosaves, nor what changes nothing, nor what is refused');
  }));
}
