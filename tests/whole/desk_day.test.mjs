// A day at the desk in Chromium, on both engines: a reporter and an editor, from signing in to what readers get.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { engines, root, Server, waiter } from './server.mjs';
import { totp } from './totp.mjs';

const photo = path.join(root, 'demo', Object.values(JSON.parse(fs.readFileSync(path.join(root, 'demo/pictures/sizes.json')))).flat().find(size => size.format === 'jpeg').file);
const password = 'a long enough password';

const until = waiter(20);

class Desk {
  static async open(engine) {
    const desk = new Desk();
    desk.faults = [];
    desk.server = await Server.start(engine, { demo: true });
    desk.browser = await openBrowser();
    return desk;
  }
  async close() {
    await this.browser.close();
    await this.server.close();
  }
  async person() {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.on('pageerror', error => this.faults.push(error.message));
    return page;
  }
  // With password and, where there is a secret, the authenticator's digits.
  async signIn(email, secret) {
    const page = await this.person();
    await page.goto(`${this.server.url}/desk/`);
    await page.getByLabel('Mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    if (secret) {
      await page.getByLabel('Six digits').fill(totp(secret, 1));
      await page.getByRole('button', { name: 'Sign in' }).click();
    }
    await page.getByRole('heading', { name: 'My drafts' }).waitFor();
    return page;
  }
  async secretOf(email) {
    const { headers, body } = await this.server.desk('POST', '/sessions', { email, password }, { Authorization: undefined });
    const own = { Authorization: undefined, Cookie: headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': body.csrf_token };
    const { secret } = (await this.server.desk('POST', '/second-factor', {}, own)).body;
    assert.equal((await this.server.desk('POST', '/second-factor/confirm', { code: totp(secret) }, own)).status, 200);
    return secret;
  }
  story = async id => (await this.server.desk('GET', `/stories/${id}`)).body;
  read = async where => (await this.server.get(where)).text;
}
const idOf = page => page.url().split('/').pop();
const saved = page => until(async () => /^Saved/.test(await page.locator('.saved').textContent()), 'the text to be saved');
const dialog = page => page.getByRole('dialog');

for (const engine of engines) {
  test(`a day at the desk on ${engine}`, async t => {
    const desk = await Desk.open(engine);
    const { server } = desk;
    try {
      let reporter, editor, id;
      for (const [email, role] of [['reporter@example.org', 'contributor'], ['chief@example.org', 'editor']]) {
        server.command('staff', 'add', email, '--role', role);
        server.command('staff', 'password', email, password);
      }

      await t.test('a second factor is asked at the door', async () => {
        const secret = await desk.secretOf('chief@example.org');
        editor = await desk.signIn('chief@example.org', secret);
        reporter = await desk.signIn('reporter@example.org');
        assert.equal(await reporter.getByRole('link', { name: 'Front page' }).count(), 0);
      });

      await t.test('a reporter writes, illustrates and submits; nobody can publish it without an editor', async () => {
        await reporter.getByRole('button', { name: 'New story' }).first().click();
        await reporter.locator('.ProseMirror').waitFor();
        id = idOf(reporter);
        await reporter.getByLabel('Headline').fill('The ferry runs again');
        await reporter.keyboard.press('Enter');
        await reporter.keyboard.type('After forty days the first boat crossed at six.');
        await saved(reporter);
        assert.equal((await desk.story(id)).slug, 'the-ferry-runs-again');
        await reporter.getByRole('button', { name: /Lead picture|lead picture|Picture at the head|Add a picture/ }).first().click();
        await dialog(reporter).locator('input[type=file]').setInputFiles(photo);
        await until(async () => (await desk.story(id)).lead.picture, 'the lead picture');
        assert.equal(await reporter.getByRole('button', { name: /^Publish/ }).count(), 0);
        await reporter.getByRole('button', { name: 'Submit for review' }).click();
        await dialog(reporter).getByLabel('Note to the editors').fill('The captain is quoted by name.');
        await dialog(reporter).getByRole('button', { name: 'Submit for review' }).click();
        await reporter.getByText('The story waits for review.').waitFor();
        assert.equal(await reporter.getByLabel('Headline').getAttribute('readonly') !== null, true, 'what editors look at stands still');
      });

      await t.test('an editor finds it, asks for more, approves and publishes', async () => {
        await editor.goto(`${server.url}/desk/`);
        const waiting = editor.getByRole('region', { name: 'Waiting for review' });
        await waiting.getByText('The ferry runs again').click();
        await editor.getByText('The captain is quoted by name.').waitFor();
        await editor.getByRole('button', { name: 'Give back' }).click();
        await dialog(editor).getByRole('button', { name: 'Back to draft' }).click();
        await dialog(editor).getByText('Please say what should be done.').waitFor();
        await dialog(editor).getByLabel('What should be done').fill('How many passengers?');
        await dialog(editor).getByRole('button', { name: 'Back to draft' }).click();
        await until(async () => (await desk.story(id)).status === 'draft', 'the draft');
        await reporter.reload();
        await reporter.getByText('How many passengers?').waitFor();
        await reporter.locator('.ProseMirror').click();
        await reporter.keyboard.press('Control+End');
        await reporter.keyboard.type(' Sixty were on board.');
        await saved(reporter);
        await reporter.getByRole('button', { name: 'Submit for review' }).click();
        await dialog(reporter).getByRole('button', { name: 'Submit for review' }).click();
        await until(async () => (await desk.story(id)).status === 'review', 'the review');
        await editor.reload();
        await editor.getByRole('button', { name: 'Approve' }).click();
        await until(async () => (await desk.story(id)).status === 'approved', 'the approval');
        await editor.getByRole('button', { name: 'Publish', exact: true }).click();
        await dialog(editor).getByText('Nobody is credited for the picture.').waitFor();
        await dialog(editor).getByText('The story stands in no section.').waitFor();
        await dialog(editor).getByRole('button', { name: 'Publish all the same' }).click();
        await until(async () => (await desk.story(id)).status === 'published', 'publication');
        assert.match(await desk.read('/the-ferry-runs-again/'), /Sixty were on board/);
      });

      await t.test('beforehand one sees what each reader will get', async () => {
        await editor.keyboard.press('Control+p');
        const frame = dialog(editor).frameLocator('iframe');
        await frame.getByRole('heading', { name: 'The ferry runs again' }).waitFor();
        await dialog(editor).getByRole('button', { name: 'Paying members' }).click();
        await frame.getByRole('heading', { name: 'The ferry runs again' }).waitFor();
        await editor.keyboard.press('Escape');
      });

      await t.test('one writes at a time; the other sees who, and can take over without losing a word', async () => {
        server.command('staff', 'add', 'deputy@example.org', '--role', 'editor');
        server.command('staff', 'password', 'deputy@example.org', password);
        const deputy = await desk.signIn('deputy@example.org');
        await editor.goto(`${server.url}/desk/stories/${id}`);
        await editor.locator('.ProseMirror').click();
        await editor.keyboard.press('Control+End');
        await editor.keyboard.type(' The editor adds this.');
        await saved(editor);
        await deputy.goto(`${server.url}/desk/stories/${id}`);
        await deputy.getByText('is writing in this story').waitFor();
        assert.equal(await deputy.locator('.ProseMirror').getAttribute('contenteditable'), 'false');
        await deputy.getByRole('button', { name: 'Take over' }).click();
        await until(async () => await deputy.locator('.ProseMirror').getAttribute('contenteditable') === 'true', 'the lock');
        await deputy.locator('.ProseMirror').click();
        await deputy.keyboard.press('Control+End');
        await deputy.keyboard.type(' So does the deputy.');
        await saved(deputy);
        await until(async () => await editor.locator('.ProseMirror').getAttribute('contenteditable') === 'false', 'the other to be told', 30);
        const staged = (await server.desk('GET', `/stories/${id}/staged`)).body;
        assert.match(JSON.stringify(staged.body), /The editor adds this\. So does the deputy\./);
        assert.doesNotMatch(await desk.read('/the-ferry-runs-again/'), /The editor adds this/, 'a staged edit waits');
        await deputy.getByRole('button', { name: 'Publish the edit' }).click();
        await dialog(deputy).getByRole('button', { name: /^Publish/ }).click();
        await until(async () => /So does the deputy/.test(await desk.read('/the-ferry-runs-again/')), 'the edit');
        await deputy.context().close();
      });

      await t.test('a brief from a phone grows into a story, to which its readers are led on', async () => {
        const phone = await desk.signIn('deputy@example.org');
        await phone.setViewportSize({ width: 360, height: 740 });
        await phone.getByRole('button', { name: 'Brief' }).click();
        await dialog(phone).getByLabel('Headline').fill('Pumps fail at the waterworks');
        await dialog(phone).getByLabel('One paragraph').fill('Two of three pumps stopped at 07:09.');
        await phone.keyboard.press('Control+Enter');
        await phone.getByRole('button', { name: 'Open' }).click();
        await phone.getByRole('button', { name: 'Write the story' }).click();
        await phone.locator('.kicker select').selectOption({ index: 1 });
        await phone.getByLabel('Headline').fill('Half the city without water');
        await saved(phone);
        await phone.getByRole('button', { name: 'Publish', exact: true }).click();
        await dialog(phone).getByRole('button', { name: 'Add an author' }).click();
        await dialog(phone).locator('[data-field=bylines]').selectOption({ index: 1 });
        await phone.keyboard.press('Escape');
        await saved(phone);
        await phone.getByRole('button', { name: 'Publish', exact: true }).click();
        await dialog(phone).getByText('Nothing is missing.').waitFor();
        await dialog(phone).getByRole('button', { name: 'Publish', exact: true }).click();
        await until(async () => /Two of three pumps stopped/.test(await desk.read('/half-the-city-without-water/')), 'the story');
        await until(async () => /half-the-city-without-water/.test(await desk.read('/pumps-fail-at-the-waterworks/')), 'the way on');
        await phone.context().close();
      });

      await t.test('an embargo holds, and what is scheduled goes by itself', async () => {
        await editor.getByRole('button', { name: 'New story' }).first().click();
        await editor.waitForURL(url => !url.href.includes(id) && /stories\/[0-9a-z]{13}$/.test(url.href));
        const held = idOf(editor);
        await editor.getByLabel('Headline').fill('Prices fixed until spring');
        await saved(editor);
        await server.desk('PATCH', `/stories/${held}`, { embargo_until: new Date(Date.now() + 3_600_000).toISOString() });
        await editor.reload();
        await editor.getByRole('button', { name: 'Publish', exact: true }).click();
        await dialog(editor).getByText('Embargo until').waitFor();
        await dialog(editor).getByLabel('Now').check();
        await dialog(editor).getByRole('button', { name: /^Publish/ }).click();
        await dialog(editor).getByRole('alert').getByText(/embargo/i).waitFor();
        assert.equal((await desk.story(held)).status, 'draft');
        await dialog(editor).getByLabel('Later').check();
        await dialog(editor).getByRole('button', { name: 'Schedule' }).click();
        await until(async () => (await desk.story(held)).status === 'scheduled', 'the schedule');
        assert.equal((await server.get('/prices-fixed-until-spring/')).status, 404);
      });

      await t.test('a correction, an earlier text brought back, a retraction', async () => {
        await editor.goto(`${server.url}/desk/stories/${id}`);
        await editor.getByRole('button', { name: 'Correct', exact: true }).click();
        await dialog(editor).locator('textarea').fill('The ferry left at seven, not at six.');
        await dialog(editor).getByRole('button', { name: /Publish|Add|Correct/ }).last().click();
        await until(async () => /left at seven/.test(await desk.read('/the-ferry-runs-again/')), 'the correction');
        await editor.goto(`${server.url}/desk/stories/${id}/history`);
        await editor.getByRole('list', { name: 'Revisions' }).getByRole('button').last().click();
        await editor.getByRole('button', { name: 'Bring this text back' }).click();
        await editor.getByText('The text of that revision is back').waitFor();
        await editor.getByLabel('Details').getByRole('button', { name: 'Retract' }).click();
        await dialog(editor).getByRole('button', { name: 'Retract' }).click();
        await dialog(editor).getByText('Please tell readers why').waitFor();
        await dialog(editor).getByLabel('Notice to readers').fill('The ferry did not run.');
        await dialog(editor).getByRole('button', { name: 'Retract' }).click();
        await until(async () => (await server.get('/the-ferry-runs-again/')).status === 410, 'the retraction');
      });

      await t.test('the front page is arranged by mouse and keyboard and seen beforehand', async () => {
        const stories = (await server.desk('GET', '/stories?status=published&kind=article')).body.stories.slice(0, 3);
        await server.desk('PUT', '/lists/front', { entries: stories.map(story => ({ story: story.id })) });
        await editor.goto(`${server.url}/desk/front/`);
        const list = editor.getByRole('region', { name: 'Front page' });
        await list.getByText(stories[2].headline).waitFor();
        const shown = async () => (await list.locator('li a').allTextContents()).map(text => text.replace(/^Lead: /, ''));
        await list.getByRole('button', { name: `Move ${stories[2].headline}:` }).focus();
        await editor.keyboard.press('Alt+ArrowUp');
        await until(async () => (await shown())[1] === stories[2].headline, 'the order by keyboard');
        const grips = await list.locator('.grip').all();
        const [from, to] = [await grips[1].boundingBox(), await grips[0].boundingBox()];
        await editor.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
        await editor.mouse.down();
        await editor.mouse.move(to.x + to.width / 2, to.y - 6, { steps: 8 });
        await editor.mouse.up();
        await until(async () => (await shown())[0] === stories[2].headline, 'the order by mouse');
        const leads = async () => /class="lead[^]*?<\/h2>/.exec(await desk.read('/'))[0].includes(stories[2].slug);
        await editor.getByRole('button', { name: 'Preview' }).click();
        await dialog(editor).frameLocator('iframe').locator('.lead').getByText(stories[2].headline).waitFor();
        await editor.keyboard.press('Escape');
        assert.equal(await leads(), false, 'readers have the old front page until it is published');
        const { version } = (await server.desk('GET', '/lists/front')).body;
        await server.desk('PUT', '/lists/front', { entries: stories.slice(0, 2).map(story => ({ story: story.id })) }, { 'If-Match': `"${version}"` });
        await editor.getByRole('button', { name: 'Publish the arrangement' }).click();
        await editor.getByText('Somebody else has arranged').waitFor();
        await editor.getByRole('button', { name: 'Publish mine all the same' }).click();
        await until(leads, 'the new lead');
        assert.equal((await server.desk('PUT', '/lists/front', { entries: [] }, { 'If-Match': `"${version}"` })).status, 412);
      });

      await t.test('the lists say where everything stands', async () => {
        await editor.goto(`${server.url}/desk/stories/`);
        await editor.getByRole('button', { name: /^Retracted/ }).click();
        await editor.getByText('The ferry runs again').waitFor();
        assert.ok(Number(/\d+/.exec(await editor.getByRole('button', { name: /^Published/ }).textContent())[0]) > 3);
        await editor.getByLabel('Only mine').check();
        await editor.getByText('No story fits that.').waitFor();
      });
      assert.deepEqual(desk.faults, []);
    } finally { await desk.close(); }
  });
}
