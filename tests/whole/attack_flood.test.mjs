// Ten thousand connections that say nothing, half of something, or too much: readers are answered all the while, the
// memory stays where it was, and whoever is slow is cut. (src/http/limits_test.cpp: each limit by itself.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import test from 'node:test';
import { ask } from './raw_socket.mjs';
import { Server, sleep, waiter } from './server.mjs';

const started = Server.start('sqlite', { demo: true });
test.after(async () => (await started).close());
const until = waiter(60, { strict: true });

const memory = server => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]) / 1024;  // MB
const connections = server => readFileSync('/proc/net/tcp', 'latin1').split('\n').filter(line => line.includes(`:${server.port.toString(16).toUpperCase().padStart(4, '0')} `) && / 01 /.test(line)).length / 2;

// `count` connections, 500 from each of as many addresses as that needs; each says `first` of its number.
async function crowd(server, count, first, { patience = 0 } = {}) {
  const sockets = [];
  let open = 0;
  for (let i = 0; i < count; ++i) {
    const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: `127.0.${1 + (i / 500 | 0) / 250 | 0}.${2 + (i / 500 | 0) % 250}` });
    socket.on('error', () => {}).on('connect', () => { ++open; const text = first(i); if (text) socket.write(text); }).on('close', () => { socket.isGone = true; }).resume();
    sockets.push(socket);
    if (i % 200 === 199) await sleep(patience);
  }
  await until(() => open + sockets.filter(one => one.isGone).length >= count * 0.98, `${count} connections; ${open} are open`);
  return sockets;
}
const leave = async sockets => { for (const socket of sockets) socket.destroy(); await sleep(100); };

// A reader who comes now and then, each time by a connection of their own.
async function reads(server, times) {
  const took = [];
  for (let i = 0; i < times; ++i) {
    const began = performance.now();
    const { status, body } = await ask(server, i % 2 ? '/' : '/about/');
    took.push(performance.now() - began);
    assert.equal(status, 200, `the ${i + 1}th time`);
    assert.match(body, /<\/html>/);
  }
  return took.sort((a, b) => a - b);
}

test('ten thousand connections that are slow or half open keep nobody out', { timeout: 120_000 }, async () => {
  const server = await started;
  await reads(server, 4);
  const before = memory(server);
  const kinds = [
    () => '',                                                                         // says nothing
    () => 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ',                                    // never ends its header
    () => 'POST /newsletters/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nemail=',  // never ends its body
    i => `GET /?${i} HTTP/1.1\r\nHost: a\r\n\r\n`,                                    // is answered, and stays
  ];
  let taken;
  const sockets = await Promise.all([crowd(server, 10_000, i => kinds[i % 4](i), { patience: 20 }), (async () => { taken = await reads(server, 40); })()]).then(([all]) => all);
  const meanwhile = await reads(server, 20), after = memory(server);
  assert.ok(meanwhile.at(-1) < 3000, `a reader waited ${meanwhile.at(-1).toFixed()} ms`);
  assert.ok(taken[20] < 1000, `half of the readers waited over ${taken[20].toFixed()} ms`);
  assert.ok(after - before < 400, `${before.toFixed()} MB, then ${after.toFixed()}`);
  const held = sockets.filter(one => !one.isGone).length;
  assert.ok(held < 8192 + 100, `${held} are held`);
  // Headers that do not end are cut within their ten seconds; those that were answered may stay.
  await until(() => sockets.every((one, i) => i % 4 !== 1 || one.isGone), 'the slow ones to be cut', 20);
  console.log(`# 10,000 connections, ${held} held at once; memory ${before.toFixed()} to ${after.toFixed()} MB; readers: median ${taken[20].toFixed()} ms, slowest ${Math.max(taken.at(-1), meanwhile.at(-1)).toFixed()} ms`);
  await leave(sockets);
  await until(() => connections(server) < 50, 'the connections to be gone', 20);
});

test('one address alone gets its thousand, and others theirs', async () => {
  const server = await started;
  const sockets = [];
  let gone = 0;
  for (let i = 0; i < 1500; ++i) sockets.push(net.connect({ port: server.port, host: '127.0.0.1', localAddress: '127.0.9.9' }).on('error', () => {}).on('close', () => ++gone).resume());
  await until(() => gone >= 450, 'what is beyond to be refused');
  assert.ok(gone <= 520, String(gone));
  await reads(server, 10);
  await leave(sockets);
});

test('headers and bodies without end cost next to nothing', { timeout: 60_000 }, async () => {
  const server = await started;
  const before = memory(server), chunk = Buffer.alloc(64 * 1024, 'x');
  const flood = (head, ends) => new Promise(done => {
    let text = '', sent = 0;
    const socket = net.connect(server.port, '127.0.0.1');
    const more = () => { while (sent < 8e6 && !socket.destroyed) { sent += chunk.length; if (!socket.write(chunk)) return; } };
    socket.on('connect', () => { socket.write(head); more(); }).on('drain', more).on('error', () => {}).on('data', data => { text += data; }).on('close', () => done(Number(text.slice(9, 12))));
    setTimeout(() => { socket.destroy(); }, ends);
  });
  const post = (where, more) => `POST ${where} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
  const rows = [
    ['GET / HTTP/1.1\r\nHost: a\r\nX: ', 431], ['GET /', 431], [post('/newsletters/', 'Content-Length: 99999999999\r\n'), 413],
    [post('/newsletters/', 'Transfer-Encoding: chunked\r\n') + 'fffffff\r\n', 413], [post('/newsletters/', 'Transfer-Encoding: chunked\r\n') + '1;', 431],
    // What editors may send is large; who is nobody is not waited for.
    ...['/desk/api/stories', '/desk/api/pictures', '/desk/api/themes', '/desk/api/readers/import', '/desk/api/redirects/import', '/desk/api/mailings', '/payments/stripe/webhook'].map(where => [post(where, 'Content-Length: 7000000\r\n'), 413]),
    [post('/desk/api/stories', 'Authorization: Bearer made-up-by-somebody-from-outside\r\nContent-Length: 7000000\r\n'), 413],
    [post('/desk/api/readers/import', 'Transfer-Encoding: chunked\r\n') + 'fffffff\r\n', 413],
  ];
  for (const [head, status] of rows) {
    const answers = await Promise.all(Array.from({ length: 12 }, () => flood(head, 5000)));
    assert.ok(answers.every(one => one === status || Number.isNaN(one) || one === 0) && answers.some(one => one === status), `${head.slice(0, 60)}: ${answers}`);
  }
  const after = memory(server);
  assert.ok(after - before < 100, `${before.toFixed()} MB, then ${after.toFixed()}`);
  await reads(server, 4);
});
