// The desk's picture library in Debian's Chromium: found, added, cropped by mouse and by keys, deleted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { photo, upload, withXmp } from './photos.mjs';
import { Server, waiter } from './server.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const faults = [];
let server, browser, page;

before(async () => {
  server = await Server.start('sqlite', { demo: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', error => faults.push(error.message));
  page.on('console', message => { if (message.type() === 'error' && /Content Security Policy/.test(message.text())) faults.push(message.text()); });
  const code = /code=([\w-]+)/.exec(server.command('staff', 'add', 'editor@desk.example', '--role', 'editor'))[1];
  await page.goto(`${server.url}/desk/?code=${code}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My drafts' }).waitFor();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const until = waiter(60);
const cards = () => page.locator('.grid > li > a');
const file = (name, unique) => ({ name, mimeType: 'image/jpeg', buffer: withXmp(photo('ballot-box'), { unique }) });
const pictureOf = async id => (await server.desk('GET', `/pictures/${id}`)).body;
async function open(id) {
  await page.goto(`${server.url}/desk/pictures/${id}`);
  await page.getByRole('button', { name: 'Focal point', exact: true }).waitFor();
}

test('pictures are found by words and filters, which stand in the address', async () => {
  await page.goto(`${server.url}/desk/pictures/`);
  await cards().first().waitFor();
  const all = await cards().count();
  const known = (await server.desk('GET', '/pictures')).body.pictures;
  await page.getByRole('searchbox').fill(known[3].alt);
  await until(async () => await cards().count() === 1, 'the one that is meant');
  assert.match(page.url(), /\?q=/);
  await page.reload();
  await until(async () => await cards().count() === 1, 'the same after a reload');
  await page.getByRole('searchbox').fill('no such words at all');
  await page.getByText('No picture like that.').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('Rights').selectOption('expired');
  await page.getByText('No picture like that.').waitFor();
  await server.desk('PATCH', `/pictures/${known[2].id}`, { rights_expire: '2020-01-31' });
  await page.reload();
  await page.getByText('Rights ended 2020-01-31').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await until(async () => await cards().count() === all, 'all of them');
  await page.getByLabel('Used nowhere').check();
  await until(async () => await cards().count() < all, 'those that are used nowhere');
});

test('several are sent at once; refusals stand beside their file; texts are written in one sitting', async () => {
  await page.goto(`${server.url}/desk/pictures/`);
  await cards().first().waitFor();
  await page.locator('input[type=file]').setInputFiles([file('one.jpg', '1'), file('two.jpg', '2'), { name: 'lie.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') }, file('three.jpg', '3')]);
  await page.getByRole('region', { name: 'Sending' }).waitFor();
  const refused = page.getByRole('region', { name: 'Sending' }).locator('li', { hasText: 'lie.jpg' });
  await refused.getByRole('alert').waitFor();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await refused.getByRole('alert').waitFor();
  await refused.getByRole('button', { name: 'Put away' }).click();
  const form = page.getByRole('form', { name: /Just added/ });
  await until(async () => await form.locator('li').count() === 3, 'three pictures');
  await form.getByLabel('One credit for all of them').fill('Ivan Bondar');
  await form.getByRole('button', { name: 'Copy to all' }).click();
  for (let i = 0; i < 3; i++) await form.getByLabel(/What it shows/).nth(i).fill(`A ballot box, view ${i + 1}`);
  await form.getByRole('button', { name: 'Save all' }).click();
  await form.waitFor({ state: 'detached' });
  const { pictures } = (await server.desk('GET', '/pictures?q=' + encodeURIComponent('ballot view Bondar'))).body;
  assert.equal(pictures.length, 3);
  assert.deepEqual(new Set(pictures.map(one => one.file_name)), new Set(['one.jpg', 'two.jpg', 'three.jpg']));
});

test('a file that is dropped is sent', async () => {
  await page.goto(`${server.url}/desk/pictures/`);
  await cards().first().waitFor();
  const data = await page.evaluateHandle(bytes => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], 'dropped.jpg', { type: 'image/jpeg' }));
    return transfer;
  }, file('', 'dropped').buffer.toString('base64'));
  await page.dispatchEvent('.screen', 'drop', { dataTransfer: data });
  await until(async () => (await server.desk('GET', '/pictures?q=dropped.jpg')).body.pictures.length === 1, 'the dropped picture');
});

test('a shape is cropped by mouse and by keys, seen at once, and reset', async () => {
  const { id } = (await upload(server, withXmp(photo(), { unique: 'crop' }), 'crop.jpg', { alt: 'A bridge', credit: 'Olha' })).body;
  await open(id);
  await page.getByRole('button', { name: 'Crop 1:1', exact: true }).click();
  const frame = page.getByRole('button', { name: /^Crop 1:1:/ });
  await frame.waitFor();
  await page.locator('.stage img').evaluate(image => image.decode());
  const stage = await page.locator('.stage').boundingBox();
  const corner = await frame.locator('.corner.right.bottom').boundingBox();
  await page.mouse.move(corner.x + corner.width - 3, corner.y + corner.height - 3);
  await page.mouse.down();
  await page.mouse.move(corner.x - stage.width * .15, corner.y - stage.height * .2, { steps: 5 });
  await page.mouse.up();
  const small = await frame.boundingBox();
  assert.ok(small.height < stage.height * .9, 'the corner was dragged');
  assert.ok(Math.abs(small.width / small.height - 1) < .03, 'it stays a square');
  await page.mouse.move(small.x + small.width / 2, small.y + small.height / 2);
  await page.mouse.down();
  await page.mouse.move(stage.x - 500, stage.y + 2000, { steps: 5 });
  await page.mouse.up();
  const moved = await frame.boundingBox();
  assert.ok(Math.abs(moved.x - stage.x) < 2 && Math.abs(moved.y + moved.height - stage.y - stage.height) < 2, 'never beyond the edge');
  const before = await page.locator('.shapes li', { hasText: '1:1' }).locator('img').getAttribute('style');
  await frame.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowLeft');
  assert.notEqual(await page.locator('.shapes li', { hasText: '1:1' }).locator('img').getAttribute('style'), before, 'the view follows');
  await page.getByRole('button', { name: 'Focal point', exact: true }).click();
  await page.getByRole('button', { name: /^Focal point: / }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByLabel('May be used until').fill('2020-05-05');
  await page.getByText('Not saved yet').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Stories with this picture follow.').waitFor();
  await page.getByText('The right to use this picture ended on 2020-05-05.').waitFor();
  const saved = await pictureOf(id);
  assert.equal(saved.focal_x, .48);
  assert.equal(saved.rights_expire, '2020-05-05');
  const crop = saved.crops['1:1'];
  assert.ok(crop.x >= .05 && crop.x < .1 && crop.height < .9, JSON.stringify(crop));
  await until(async () => (await pictureOf(id)).renditions.some(one => one.shape === '1:1'), 'the cut', 120);
  await page.getByRole('button', { name: 'Crop 1:1', exact: true }).click();
  await page.getByRole('button', { name: 'Back to the focal point' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await until(async () => (await pictureOf(id)).crops['1:1'] === null, 'the reset');
});

test('one that is used is not deleted, another is', async () => {
  const { id } = (await upload(server, withXmp(photo(), { unique: 'delete' }), 'delete.jpg', { alt: 'A bridge', credit: 'Olha' })).body;
  const story = (await server.desk('POST', '/stories', { headline: 'It shows the bridge', lead: { picture: id } })).body;
  await open(id);
  await page.getByRole('link', { name: 'It shows the bridge' }).waitFor();
  await page.getByRole('button', { name: 'Delete …' }).click();
  const dialog = page.getByRole('dialog', { name: 'This picture is in use' });
  assert.equal(await dialog.getByRole('link', { name: 'It shows the bridge' }).getAttribute('href'), `/desk/stories/${story.id}`);
  assert.equal(await dialog.getByRole('button', { name: 'Delete' }).count(), 0);
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await server.desk('DELETE', `/stories/${story.id}`);
  await open(id);
  await page.getByText('It is used nowhere.').waitFor();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL('**/desk/pictures/');
  assert.equal((await server.desk('GET', `/pictures/${id}`)).status, 404);
});

test('no screen of pictures breaks a rule of axe or is wider than the phone, light and dark', async () => {
  const { pictures } = (await server.desk('GET', '/pictures')).body;
  for (const width of [360, 1440])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const look = async what => {
        await page.waitForTimeout(300);
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${what}-${width}-${colorScheme}.png`, fullPage: true });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
        assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), [], `${what} at ${width}, ${colorScheme}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${what} is wider than ${width}`);
      };
      await page.goto(`${server.url}/desk/pictures/`);
      await cards().first().waitFor();
      await look('library');
      await page.locator('input[type=file]').setInputFiles([file(`axe-${width}.jpg`, `a${width}${colorScheme}`), file('axe-b.jpg', `b${width}${colorScheme}`), { name: 'a-lie-with-quite-a-long-name.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') }]);
      await until(async () => await page.locator('form.panel li').count() === 2, 'both');
      await page.getByRole('alert').first().waitFor();
      await look('texts');
      await open(pictures[0].id);
      await look('picture');
      await page.getByRole('button', { name: 'Crop 3:2', exact: true }).click();
      await look('crop');
    }
  assert.deepEqual(faults, []);
});
