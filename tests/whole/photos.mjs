// Photos for tests: one of the demo edition's, with whatever is written into the file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, sleep } from './server.mjs';

const sizes = JSON.parse(readFileSync(path.join(root, 'demo/pictures/sizes.json')));
export const widest = (name = 'bridge-dusk') => sizes[name].filter(size => size.format === 'jpeg').sort((a, b) => b.width - a.width)[0];
export const photo = name => readFileSync(path.join(root, 'demo', widest(name).file));

export const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
// Behind the start of the file.
export const withSegment = (jpeg, part) => Buffer.concat([jpeg.subarray(0, 2), part, jpeg.subarray(2)]);
const escaped = text => text.replace(/[<>&"]/g, c => `&#${c.codePointAt(0)};`);
export const withXmp = (jpeg, { description = '', endDate = '', unique = '' }) => withSegment(jpeg, segment(0xe1, Buffer.from(
  `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Source="${unique}"${endDate && ` plus:LicenseEndDate="${endDate}"`}><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(description)}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`)));

export function formOf(bytes, name, fields = {}) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  return form;
}
export async function upload(server, bytes, name = 'photo.jpg', fields = {}) {
  return server.desk('POST', '/pictures', formOf(bytes, name, fields));
}
// Once the workshop has done what it was asked for.
export async function finished(server, id, done = picture => picture.complete) {
  for (let i = 0; i < 600; i++) {
    const { body } = await server.desk('GET', `/pictures/${id}`);
    if (done(body)) return body;
    await sleep(100);
  }
  throw new Error('the picture was not finished in time');
}
