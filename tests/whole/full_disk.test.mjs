// The server's disk is full: readers read on, people at the desk are told, and nothing they typed is lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { root, Server, waiter } from './server.mjs';

function mayMount() {
  const folder = fs.mkdtempSync('/tmp/broadsheet-mount-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch { return false; } finally { fs.rmdirSync(folder); }
}
const until = waiter(30);
const photo = fs.readFileSync(path.join(root, 'demo', Object.values(JSON.parse(fs.readFileSync(path.join(root, 'demo/pictures/sizes.json')))).flat().find(size => size.format === 'jpeg').file));

test('a full disk loses nothing', { skip: !mayMount() && 'needs the right to mount a disk' }, async () => {
  const server = await Server.start('sqlite', { disk: 60 });
  const browser = await openBrowser();
  const filler = path.join(server.folder, 'filler');
  const fill = () => {
    const file = fs.openSync(filler, 'w');
    try { for (let piece = Buffer.alloc(65536); ; piece = piece) fs.writeSync(file, piece); } catch (error) { assert.equal(error.code, 'ENOSPC'); } finally { fs.closeSync(file); }
  };
  try {
    await server.publish({ headline: 'There before' });
    const page = await browser.newPage();
    const code = /code=([\w-]+)/.exec(server.command('staff', 'add', 'reporter@example.org', '--role', 'editor'))[1];
    await page.goto(`${server.url}/desk/?code=${code}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'New story' }).first().click();
    await page.locator('.ProseMirror').click();
    await page.keyboard.type('Written before.');
    const saved = () => page.locator('.saved').textContent();
    await until(async () => /^Saved/.test(await saved()), 'the text to be saved');
    const id = page.url().split('/').pop();
    fill();
    await page.keyboard.type(' Written while the disk was full.');
    await page.getByText('The server’s disk is full').or(page.getByText("The server's disk is full")).first().waitFor();
    await until(async () => /Kept in this browser/.test(await saved()), 'word that it is kept here');
    const form = new FormData();
    form.append('file', new Blob([photo], { type: 'image/jpeg' }), 'photo.jpg');
    const refused = await server.desk('POST', '/pictures', form);
    assert.equal(refused.status, 503);
    assert.match(refused.body.detail, /disk is full/);
    assert.deepEqual((await server.desk('GET', '/pictures')).body.pictures, []);
    assert.equal((await server.get('/there-before/')).status, 200);
    assert.equal((await server.get('/')).status, 200);
    assert.match(JSON.stringify((await server.desk('GET', `/stories/${id}`)).body.body), /Written before\.("|$)/);
    fs.rmSync(filler);
    await until(async () => /^Saved/.test(await saved()), 'the text to be sent');
    assert.match(JSON.stringify((await server.desk('GET', `/stories/${id}`)).body.body), /Written while the disk was full/);
    assert.equal((await server.desk('POST', '/pictures', form)).status, 201);
  } finally {
    await browser.close();
    await server.close();
  }
});
