// Files that are made to do harm: each is refused, or drawn anew so that nothing of it can run.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import zlib from 'node:zlib';
import { Server, engines } from './server.mjs';
import { finished, photo, segment, upload, withSegment, withXmp } from './photos.mjs';

const payload = '<!doctype html><html><script>alert(document.domain)</script></html>';
function chunk(type, data) {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) { crc ^= byte; for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1)); }
  return ~crc >>> 0;
}
// Black, one bit a pixel.
function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const rows = zlib.deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 1 });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}
// A GIF whose first bytes are a JavaScript comment, of one pixel.
const gifScript = Buffer.concat([Buffer.from('GIF89a/*\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xfe', 'latin1'), Buffer.from([24]), Buffer.from('*/=1;alert(document.cookie'), Buffer.from('\0,\0\0\0\0/*\x01\0\0\x02\x02D\x01\0;', 'latin1')]);
const zip = Buffer.from('PK\x03\x04' + '\0'.repeat(26) + 'evil.js' + payload + 'PK\x05\x06' + '\0'.repeat(18), 'latin1');

for (const engine of engines)
  describe(engine, () => {
    const started = Server.start(engine);
    after(async () => (await started).close());

    const safe = response => {
      assert.match(response.headers.get('content-type'), /^image\/(jpeg|png|gif|webp|avif)$/);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.match(response.headers.get('content-security-policy'), /sandbox/);
    };
    // Everything made of it is a picture without the payload.
    async function drawnAnew(bytes, name) {
      const server = await started;
      const made = await upload(server, bytes, name);
      assert.equal(made.status, 201, `${name}: ${JSON.stringify(made.body)}`);
      const picture = await finished(server, made.body.id);
      for (const { url } of picture.renditions) {
        const response = await fetch(url);
        assert.equal(response.status, 200);
        safe(response);
        const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
        assert.doesNotMatch(text, /<script|alert\(|evil\.js|PK\x03\x04/, `${name}: ${url}`);
      }
      return picture;
    }

    test('what is no picture is refused, whatever it calls itself', async () => {
      const server = await started;
      const bombed = png(50_000, 50_000);
      const cases = [
        [Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`), 'drawing.svg', 'picture_unknown_type'],
        [Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>`), 'drawing.png', 'picture_unknown_type'],
        [Buffer.from(payload), 'photo.jpg', 'picture_unknown_type'],
        [Buffer.concat([Buffer.from(payload), photo()]), 'photo.jpg', 'picture_unknown_type'],
        [zip, 'photo.png', 'picture_unknown_type'],
        [Buffer.alloc(0), 'empty.jpg', 'picture_empty'],
        [photo().subarray(0, 20_000), 'half.jpg', 'picture_broken'],
        [bombed, 'bomb.png', 'picture_too_many_pixels'],
      ];
      for (const [bytes, name, code] of cases) {
        const began = Date.now();
        const refused = await upload(server, bytes, name);
        assert.ok(refused.status >= 400 && refused.status < 500, `${name}: ${refused.status}`);
        assert.equal(refused.body.code, code, name);
        assert.ok(Date.now() - began < 20_000, name);
      }
      assert.deepEqual((await server.desk('GET', '/pictures')).body.pictures, []);
    });

    test('a GIF that is a script is refused or drawn anew', async () => {
      const server = await started;
      const made = await upload(server, gifScript, 'x.gif');
      if (made.status === 201) await drawnAnew(gifScript, 'again.gif');
      else assert.ok(made.status >= 400 && made.status < 500, JSON.stringify(made.body));
    });

    test('pictures that hide something behind or within are drawn anew', async () => {
      const jpeg = withSegment(photo(), segment(0xfe, Buffer.from(payload)));
      await drawnAnew(Buffer.concat([jpeg, Buffer.from(payload)]), 'page.jpg');
      await drawnAnew(Buffer.concat([png(64, 48), zip]), 'archive.png');
      const iend = chunk('tEXt', Buffer.from(`Comment\0${payload}`)), plain = png(640, 400);
      await drawnAnew(Buffer.concat([plain.subarray(0, 33), iend, plain.subarray(33)]), 'text.png');
    });

    test('what a file says of itself is text on every page', async () => {
      const server = await started;
      const made = await upload(server, withXmp(photo(), { description: '"><img src=x onerror=alert(1)><script>alert(2)</script>' }), '"><script>alert(3)</script>.jpg');
      assert.equal(made.status, 201);
      assert.match(made.body.caption, /^"><img/);
      const story = await server.publish({ headline: 'Text', lead: { picture: made.body.id } });
      const { text } = await server.get(new URL(story.url).pathname);
      assert.doesNotMatch(text, /<img src=x|<script>alert/);
      assert.match(text, /&lt;img src/);
    });

    test('nothing among the blobs is served as anything but a picture that no browser runs', async () => {
      const server = await started;
      const folder = path.join(server.folder, 'media');
      const names = readdirSync(folder, { recursive: true }).map(String).filter(name => /^[0-9a-f]{2}[\\/][0-9a-f]{40}\./.test(name));
      assert.ok(names.length > 20, `${names.length} blobs in ${folder}`);
      for (const name of names) safe(await fetch(`${server.url}/media/${name}`));
    });
  });
