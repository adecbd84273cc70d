// Walks one story of the demo edition from top to bottom, row by row of what a newspaper's page must do, with and
// without JavaScript. Each capability adds its rows here.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openBrowser } from '../whole/browser.mjs';
import { Server, sleep } from '../whole/server.mjs';

const address = '/bridge-reopens-to-trams/';
let server, browser, cookie;

test.before(async () => {
  server = await Server.start('sqlite', { demo: true, speech: true });
  browser = await openBrowser();
  const link = server.command('staff', 'add', 'chief@example.org', '--role', 'editor').trim();
  const signed = await fetch(server.url + '/desk/api/sessions', { method: 'POST', body: JSON.stringify({ code: new URL(link).searchParams.get('code') }) });
  const [name, value] = signed.headers.get('set-cookie').split(';')[0].split('=');
  cookie = { name, value, url: server.url };
});
test.after(async () => {
  await browser?.close();
  await server?.close();
});

const open = async (scripts, cookies = []) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: scripts });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(server.url + address);
  return page;
};

async function mailTo(email, subject) {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(100)) {
    const found = (await server.desk('GET', '/outbox')).body.mails.find(mail => mail.to.includes(email) && subject.test(mail.subject));
    if (found) return (await server.desk('GET', '/outbox/' + found.name)).body;
  }
  assert.fail(`no such mail to ${email}`);
}

for (const scripts of [true, false]) {
  const row = (name, walk) => test(`${name} (${scripts ? 'with' : 'without'} JavaScript)`, async () => {
    const page = await open(scripts);
    try { await walk(page); } finally { await page.context().close(); }
  });

  row('R1 skip to content', async page => {
    await page.keyboard.press('Tab');
    const skip = page.locator('.skip');
    assert.equal(await skip.innerText(), 'Skip to content');
    assert.ok((await skip.boundingBox()).y >= 0, 'it shows when it has the focus');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#content$/, { timeout: 5000 });
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('main a:focus').count(), 'the next stop is in the content');
  });

  row('R2 the edit link, for those who may', async page => {
    assert.equal(await page.locator('a[href^="/desk/"]').count(), 0);
    const staff = await open(scripts, [cookie]);
    const link = staff.locator('.story .edit');
    assert.match(await link.getAttribute('href'), /^\/desk\/stories\/[0-9a-z]{13}$/);
    await staff.context().close();
  });

  row('R3 headline, section and address', async page => {
    assert.equal(await page.locator('.story h1').innerText(), 'Ropewalkers’ Bridge carries trams again after 61 days');
    assert.ok(await page.locator('.story .standfirst').isVisible());
    const section = page.locator('.story .kicker a').first();
    assert.equal(await section.innerText(), 'City & Valley');
    assert.equal(await page.locator('link[rel=canonical]').getAttribute('href'), server.url + address);
    await section.click();
    assert.equal(await page.locator('h1').last().innerText(), 'City & Valley');
    assert.ok(await page.locator(`.rows a[href="${address}"]`).first().isVisible());
  });

  row('R4 bylines, time, update, reading time', async page => {
    const meta = page.locator('.story .meta').first();
    const text = await meta.innerText();
    assert.match(text, /by Danylo Reva and News Desk/);
    assert.match(text, /18:40/);
    assert.match(text, /Updated .*20:10/);
    assert.match(text, /\d+ min read/);
    for (const time of await meta.locator('time').all()) assert.match(await time.getAttribute('datetime'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    for (const author of ['Danylo Reva', 'News Desk']) {
      await page.goto(server.url + address);
      await page.locator('.story .by a', { hasText: author }).click();
      assert.equal(await page.locator('.author-head h1').innerText(), author);
      assert.ok(await page.locator(`.rows a[href="${address}"]`).first().isVisible());
    }
  });

  row('R5 the lead photo with caption, credit, and sizes for every screen', async page => {
    const image = page.locator('.lead-figure img');
    assert.ok((await image.getAttribute('alt')).length > 20);
    assert.match(await page.locator('.lead-figure figcaption').innerText(), /The first tram crosses.*\(Zlata Kordun \/ The Medva Lantern/);
    assert.deepEqual(await page.locator('.lead-figure source').evaluateAll(all => all.map(source => source.type)), ['image/avif', 'image/webp']);
    if (scripts) assert.ok(await image.evaluate(element => element.complete && element.naturalWidth > 0));
  });

  row('R8 the text: paragraphs, headings, quotations, lists, sources, notes', async page => {
    const body = page.locator('.story .body');
    assert.ok(await body.locator('> p').count() > 6);
    assert.ok(await body.locator('h2').count() >= 2);
    assert.match(await body.locator('blockquote').first().innerText(), /The cello paid full fare/);
    assert.match(await body.locator('.pull-quote').innerText(), /Bohdan Yasen/);
    assert.equal(await body.locator('ul li').count(), 3);
    assert.equal(await body.locator('a[href="/reconstruction-budget-passes/"]').count(), 1);
    await body.locator('sup a').first().click();
    assert.match(page.url(), /#.*fn-1$/);
    assert.match(await page.locator('.footnotes li').first().innerText(), /half a crossing/);
  });

  row('R9 a card of a related story in the text, and more on this below', async page => {
    const card = page.locator('.story-card').first();
    assert.match(await card.innerText(), /Related story[\s\S]*Thirty-eight families/);
    assert.ok(await page.locator('.related .card').count() > 0);
    await card.locator('a').first().click();
    assert.match(await page.locator('.story h1').innerText(), /Thirty-eight families/);
  });

  row('R11 the news feed beside it: times, headlines, a paragraph each, a line where the day changes', async page => {
    const feed = page.locator('.rail .feed');
    assert.equal(await feed.locator('h2').innerText(), 'News feed');
    const briefs = feed.locator('.briefs li');
    assert.ok(await briefs.count() >= 8);
    for (const brief of await briefs.all()) {
      assert.match(await brief.locator('time').innerText(), /^\d\d:\d\d$/);
      assert.ok((await brief.locator('p').first().innerText()).length > 20);
    }
    assert.ok(await feed.locator('.day').count() >= 2);
    await briefs.first().locator('a').first().click();
    assert.ok(await page.locator('.story.brief h1').isVisible());
  });

  row('R11 a brief is on the open page within a second, on the next look without JavaScript', async page => {
    const first = page.locator('.rail .briefs .brief-headline').first();
    const headline = `The lamps are lit, ${scripts ? 'live' : 'still'}`;
    if (scripts) await page.waitForTimeout(1000);  // the stream opens beside the page
    const brief = await server.desk('POST', '/stories', { kind: 'brief', headline, body_html: '<p>On Kiln Hill, all of them.</p>' });
    const asked = Date.now();
    await server.desk('POST', `/stories/${brief.body.id}/publish`);
    if (!scripts) await page.reload();
    await first.filter({ hasText: headline }).waitFor({ timeout: 5000 });
    if (scripts) assert.ok(Date.now() - asked < 1500, `${Date.now() - asked} ms from asking to publish`);
    assert.match(await page.locator('.rail .briefs li').first().innerText(), /On Kiln Hill/);
  });

  row('R12 more news, by pages and by days', async page => {
    await page.locator('.feed .more a').click();
    assert.match(page.url(), /\/feed\/$/);
    await page.locator('.paging a[rel=next]').click();
    assert.match(page.url(), /\/feed\/page\/\d+\/$/);
    await page.locator('.feed-day .day a').first().click();
    assert.match(page.url(), /\/feed\/\d{4}\/\d\d\/\d\d\/$/);
    await page.goto(server.url + '/archive/');
    await page.locator('.calendar a').first().click();
    await page.locator('.day-list a').first().click();
    assert.ok(await page.locator('.rows .card, .brief-row').first().isVisible());
  });

  row('R13 several sign-up boxes; what is wrong with an address stands beside its field', async page => {
    const boxes = page.locator('.newsletter-box');
    assert.ok(await boxes.count() >= 2, 'under the story and in the feed column');
    const ids = await page.locator('[id]').evaluateAll(found => found.map(one => one.id));
    assert.equal(new Set(ids).size, ids.length, 'each with ids of its own');
    const box = page.locator('main .newsletter-box').first(), field = box.getByLabel(/mail address/);
    assert.match(await box.locator('label').filter({ hasText: 'mail address' }).innerText(), /required/);
    await field.fill('olha@example');
    if (!scripts) await field.press('Enter');
    const fault = page.locator('.field-error', { hasText: 'is not whole' });
    await fault.waitFor();
    const shown = page.locator(`[aria-describedby="${await fault.getAttribute('id')}"]`);
    assert.equal(await shown.inputValue(), 'olha@example');
    assert.equal(await shown.getAttribute('aria-invalid'), 'true');
  });

  row('R14 signed up, confirmed by mail, mailed to, and out by one click', async page => {
    const email = `reader-${scripts}@example.org`;
    const box = page.locator('main .newsletter-box').first();
    await box.getByLabel(/mail address/).fill(email);
    await box.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('sent you a confirmation email').first().waitFor();
    await page.goto(/https?:\S+confirm\S+/.exec((await mailTo(email, /confirm/i)).text)[0]);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    const newsletter = (await server.desk('GET', '/newsletters')).body.newsletters.find(one => one.slug === 'lit-at-seven');
    const subject = `The morning ${scripts ? 'with' : 'without'} scripts`;
    const { id } = (await server.desk('POST', '/mailings', { newsletter: newsletter.id, subject })).body;
    await server.desk('POST', `/mailings/${id}/schedule`);
    const mail = await mailTo(email, new RegExp(subject));
    assert.match(mail.source, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    const out = /List-Unsubscribe: <([^>]+)>/.exec(mail.source.replace(/\r?\n[ \t]+/g, ' '))[1].replaceAll(' ', '');
    await page.goto(out);
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.equal((await server.desk('GET', `/readers?newsletter=lit-at-seven&q=${email}`)).body.readers.length, 0);
  });

  row('R6 the story can be heard, and says that a machine speaks', async page => {
    for (const end = Date.now() + 300_000; !await page.locator('.player').count(); await page.reload()) {
      assert.ok(Date.now() < end, 'it is narrated');
      await sleep(500);
    }
    const player = page.locator('.player');
    assert.match(await player.innerText(), /This audio is created with AI assistance/);
    const [source] = await player.locator('audio source[type="audio/mpeg"]').all(), url = new URL(await source.getAttribute('src'), server.url);
    const audio = await fetch(url, { headers: { Range: 'bytes=0-2' } });
    assert.deepEqual([audio.status, Buffer.from(await audio.arrayBuffer()).toString('latin1')], [206, 'ID3']);
    const told = await page.locator('script[type="application/ld+json"]').allTextContents();
    assert.match(told.join(), /"@type":\s*"AudioObject"[^}]*AI assistance|AI assistance[^}]*AudioObject/);
    const podcast = await (await fetch(`${server.url}/podcast/rss/`)).text();
    assert.ok(podcast.includes(url.pathname), 'it is in the podcast');
    if (!scripts) return assert.ok(await player.locator('audio[controls]').isVisible());
    await player.getByRole('button', { name: /^(Play|Listen)/ }).first().click();
    await page.waitForFunction(() => { const audio = document.querySelector('.player audio'); return !audio.paused && audio.currentTime > .5; });
  });

  row('R7 appeals before the text, within it and at its end', async page => {
    const before = page.locator('.appeal-before'), within = page.locator('.body .appeal'), end = page.locator('.appeal-end');
    for (const one of [before, within, end]) assert.equal(await one.count(), 1);
    assert.match(await before.innerText(), /Support independent journalism/);
    assert.equal(await before.getByRole('link').count(), 2);
    assert.equal(await within.locator('.wording:visible').count(), 1, 'one wording for each reader');
    assert.match(await end.innerText(), /€5[\s\S]*Visa[\s\S]*Mastercard[\s\S]*American Express/);
    const above = (await page.locator('.lead-figure').boundingBox()).y, at = (await before.boundingBox()).y;
    assert.ok(above < at && at < (await page.locator('.story .body > p').first().boundingBox()).y, 'under the photo, before the first paragraph');
  });

  row('R10 support us just once, from one unit, in two clicks; then a member', async page => {
    await page.locator('.appeal-end').getByRole('link', { name: 'Support us just once' }).click();
    assert.equal(await page.getByRole('radio', { name: 'Once' }).isChecked(), true);
    const amounts = page.locator('.amounts-once');
    await amounts.getByRole('radio', { name: 'Another amount' }).check();
    await amounts.getByLabel(/^Amount in/).fill('0.5');
    await page.getByRole('button', { name: 'Continue to payment' }).first().click();
    await page.locator('.field-error', { hasText: 'less than can be paid' }).waitFor();
    assert.equal(await amounts.getByLabel(/^Amount in/).inputValue(), '0.5', 'what was typed is still there');
    await amounts.getByLabel(/^Amount in/).fill('1');
    await page.getByRole('button', { name: 'Continue to payment' }).first().click();
    const email = `giver-${scripts}@example.org`;
    await page.getByText('Practice: no card is asked for').waitFor();
    await page.locator('main').getByLabel(/Your mail address/).fill(email);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    assert.match(await page.locator('main').innerText(), /1 has arrived/);
    await mailTo(email, /contribution/i);
    await page.getByRole('link', { name: 'Back to the story' }).click();
    if (scripts) await page.waitForFunction(() => !document.querySelector('.appeal'));
    else assert.equal(await page.locator('.appeal-end').count(), 1);
    await page.goto(`${server.url}/the-ferrymans-daughters/`);
    assert.equal(await page.getByText('On the barge Patience').count(), 0);
    await page.locator('.gate').getByRole('link', { name: 'Become a member' }).click();
    assert.equal(await page.getByRole('radio', { name: 'Each month' }).isChecked(), true);
    await page.getByRole('button', { name: 'Continue to payment' }).first().click();
    await page.locator('main').getByLabel(/Your mail address/).fill(email);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('You are a member now').waitFor();
    await page.getByRole('link', { name: 'Back to the story' }).click();
    await page.getByText('On the barge Patience').waitFor();
    assert.equal(await page.locator('.appeal, .gate').count(), 0, 'members are not asked');
  });

  row('R15 editors’ picks in their order', async page => {
    const picks = page.locator('.picks li');
    assert.equal(await picks.count(), 6);
    assert.match(await picks.first().innerText(), /eleven generators/i);
    await picks.first().locator('a').first().click();
    assert.match(await page.locator('.story h1').innerText(), /eleven generators/i);
  });

  row('R16 the page: one design in light, dark and print', async page => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    if (scripts) {
      const light = await paper();
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.notEqual(await paper(), light);
      assert.ok(await page.evaluate(async () => { await document.fonts.ready; return document.fonts.check('700 20px "Brygada 1918"'); }));
    }
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.rail').isVisible()));
    assert.ok(await page.locator('.story h1').isVisible());
  });
}
