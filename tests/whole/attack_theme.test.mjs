// A theme is a design that somebody uploads: its templates may deceive in words, but they read no file, reach nothing
// that they were not given, and neither loops nor recursion hold the server up.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { ask } from './raw_socket.mjs';
import { Server } from './server.mjs';
import { zipOf } from './theme_zip.mjs';

const started = Server.start('sqlite', { demo: true });
test.after(async () => (await started).close());
const memory = server => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]) / 1024;  // MB

let count = 0;
// What /about/ is in a theme whose page template is `template`; `refused` where the theme is not taken.
async function page(server, template, more = {}) {
  const name = `theme-${++count}`;
  const zip = zipOf({ 'package.json': JSON.stringify({ name, version: '1.0.0' }), 'page.hbs': `begin ${template} end`, ...more });
  const uploaded = await server.desk('POST', '/themes', zip, { 'Content-Type': 'application/zip' });
  if (uploaded.status !== 201) { assert.equal(uploaded.status, 422, JSON.stringify(uploaded.body)); return { refused: true }; }
  const worn = await server.desk('POST', `/themes/${name}/activate`);
  if (worn.status !== 200) { assert.equal(worn.status, 422, JSON.stringify(worn.body)); return { refused: true }; }
  const began = Date.now(), answer = await ask(server, '/about/', { wait: 30_000 });
  return { ...answer, took: Date.now() - began };
}
const none = /root:x?:0:|SQLite format|PRIVATE|function|\[object|native code|BROADSHEET_|a long secret/;

test('names of other languages are names of nothing', async () => {
  const server = await started;
  const names = ['constructor', 'constructor.name', '__proto__', '__proto__.constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'this.constructor.constructor', '@root.constructor', '@site.constructor', '@site.secret', '@root.__proto__', '../../../constructor', '@global', '@app', 'process.env', 'self.__init__', 'env.PATH', '[constructor]', 'headline.length', 'headline.constructor'];
  const template = names.map(one => `<i>{{${one}}}</i>`).join('') + names.filter(one => /^[a-z_]+$/i.test(one)).map(one => `<i>{{lookup this "${one}"}}{{lookup @root "${one}"}}{{lookup @site "${one}"}}{{#with (lookup . "${one}")}}found ${one}{{/with}}</i>`).join('') +
    '{{#each this}}{{#if (eq @key "constructor")}}found constructor{{/if}}{{/each}}';
  const answer = await page(server, template);
  assert.equal(answer.status, 200, answer.body);
  assert.doesNotMatch(answer.body, none);
  assert.doesNotMatch(answer.body, /found/);
  assert.match(answer.body.slice(answer.body.indexOf('begin'), answer.body.indexOf(' end')), /^begin (<i>\d*<\/i>)+$/);
  for (const call of ['{{constructor.constructor "return 1"}}', '{{#with "x" as |s|}}{{s.sub.constructor "x"}}{{/with}}', '{{helperMissing}}', '{{blockHelperMissing}}', '{{__lookupGetter__ "x"}}', '{{import "os"}}', '{{exec "id"}}', '{{#> (lookup . "constructor")}}x{{/undefined}}']) {
    const { refused, status, body } = await page(server, call);
    assert.ok(refused || [200, 503].includes(status), `${call}: ${status}`);
    if (!refused) assert.doesNotMatch(body, none, call);
  }
});

test('no template reaches a file', async () => {
  const server = await started;
  const goals = ['../../etc/passwd', '/etc/passwd', '../../../../../../etc/passwd', '../secrets.key', 'file:///etc/passwd', '..%2f..%2fetc%2fpasswd', 'page.hbs/../../../secrets.key', '../package.json'];
  const calls = [goal => `{{> "${goal}"}}`, goal => `{{> (concat "${goal}" "")}}`, goal => `{{asset "${goal}"}}`, goal => `{{fragment "${goal}"}}`, goal => `{{> [${goal}]}}`];
  for (const call of [...goals.map((goal, i) => calls[i % 5](goal)), ...calls.map(one => one(goals[0]))]) {
    const { refused, status, body } = await page(server, call);
    assert.ok(refused || [200, 503].includes(status), `${call}: ${status}`);
    if (!refused) assert.doesNotMatch(body, none, call);
  }
  const { refused, body } = await page(server, '', { 'page.hbs': '{{!< ../../../../etc/passwd}}x' });
  if (!refused) assert.doesNotMatch(body, none);
});

test('what has no end is ended', async () => {
  const server = await started;
  const nested = (open, close, depth, inside) => open.repeat(depth) + inside + close.repeat(depth);
  const rows = {
    'a partial of itself': ['{{> again}}', { 'partials/again.hbs': 'x{{> again}}' }],
    'two partials of each other': ['{{> one}}', { 'partials/one.hbs': '{{> two}}{{> two}}', 'partials/two.hbs': '{{> one}}{{> one}}' }],
    'a billion laughs': ['{{> p0}}', Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`partials/p${i}.hbs`, i === 39 ? 'ha' : `{{> p${i + 1}}}{{> p${i + 1}}}`]))],
    'loops in loops': [nested('{{#each @root}}', '{{/each}}', 12, 'x'), {}],
    'a page without end': [nested('{{#each @root}}', '{{/each}}', 4, 'x'.repeat(100_000)), {}],
    'blocks in blocks': [nested('{{#if this}}', '{{/if}}', 5000, 'x'), {}],
    'brackets in brackets': ['{{t ' + '(t '.repeat(5000) + '"x"' + ')'.repeat(5000) + '}}', {}],
    'a layout of itself': ['', { 'page.hbs': '{{!< page}}x' }],
    'layouts of each other': ['', { 'page.hbs': '{{!< one}}x', 'one.hbs': '{{!< two}}{{{body}}}', 'two.hbs': '{{!< one}}{{{body}}}' }],
  };
  await ask(server, '/feed/');
  const before = memory(server);
  for (const [name, [template, more]] of Object.entries(rows)) {
    const { refused, status, took } = await page(server, template, more);
    assert.ok(refused || [200, 503].includes(status), `${name}: ${status}`);
    assert.ok(refused || took < 20_000, `${name} took ${took} ms`);
    assert.equal((await ask(server, '/feed/')).status, 200, `after ${name}`);
    console.log(`# ${name}: ${refused ? 'refused' : `${status} in ${took} ms`}`);
  }
  // A sanitized build keeps what was freed for a while.
  assert.ok(memory(server) - before < 900, `${before.toFixed()} MB, then ${memory(server).toFixed()}`);
});

test('what a theme writes around a text does not make it markup', async () => {
  const server = await started;
  const { id, version } = (await server.desk('GET', '/stories?q=about')).body.stories.find(one => one.slug === 'about');
  const changed = await server.desk('PATCH', `/stories/${id}`, { headline: `"'><img src=x onerror=hit()>{{site}}` }, { 'If-Match': `"${version}"` });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  await server.desk('POST', `/stories/${id}/publish`);
  for (const template of ['{{headline}}', '<p title="{{headline}}">', `<p title='{{headline}}'>`, '{{{headline}}}', '{{& headline}}', '{{{concat headline ""}}}']) {
    const { status, body } = await page(server, template);
    assert.equal(status, 200, template);
    if (!/\{\{[{&]/.test(template)) assert.doesNotMatch(body.slice(body.indexOf('begin'), body.indexOf(' end')), /<img/, template);
  }
});
