// Rows of R11: open event streams, their memory, and how late a brief is while pages are read. The readers are a process
// of their own (streams.cpp), each with an address of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Desk } from './client.mjs';
import { h2load, wrk } from './load.mjs';
import { folder, memory, pause, run, stop, thisRun } from './processes.mjs';
import { serve } from './servers.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const longestToOpen = 100;  // seconds
const hardLimit = () => Number(/^Max open files\s+\d+\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024);

async function buildReaders() {
  const binary = path.join(folder, 'streams');
  await run('g++', ['-std=c++20', '-O2', '-o', binary, `${here}/streams.cpp`], { seconds: 120 });
  return binary;
}

class Readers {
  constructor(binary, port, count) {
    this.child = spawn(binary, [String(port), String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    process.on('exit', () => this.child.kill('SIGKILL'));
  }
  async line(seconds) {
    const late = setTimeout(() => this.child.kill('SIGKILL'), seconds * 1000);
    const { value } = await this.lines.next();
    clearTimeout(late);
    if (!value) throw new Error(`the readers had nothing to say within ${seconds} s`);
    return value;
  }
  sent(number) { this.child.stdin.write(`sent ${number} ${process.hrtime.bigint()}\n`); }
  async end() {
    this.child.stdin.write('end\n');
    const words = (await this.line(30)).split(' ');
    return Object.fromEntries(Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i], Number(words[2 * i + 1])]));
  }
}

async function publishBriefs(server, readers, seconds) {
  const desk = await Desk.open(server.port, server.paper.token);
  const started = performance.now();
  for (let number = 0; number < seconds; ++number) {
    const draft = await desk.draft({ kind: 'brief', headline: `Live brief ${thisRun} number ${number} end`, body_html: '<p>A paragraph, as briefs have one.</p>' });
    await pause(Math.max(0, started + number * 1000 - performance.now()));
    readers.sent(number);
    await desk.publish(draft);
  }
  desk.close();
}

async function measure(bench, binary, wanted) {
  const server = await serve(await bench.smallPaper(), { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.0/8' });
  const limit = Number(/serving .* streams=(\d+)/.exec(fs.readFileSync(path.join(folder, `${server.name}.log`), 'utf8').split('\n').filter(line => line.includes('serving ')).at(-1))[1]);
  const count = Math.min(wanted, limit, hardLimit() - 50);
  await wrk(server, '/', 1);
  const usual = (await h2load(server, '/', bench.quick ? 1 : 3, 0)).rate;
  await pause(1000);
  const before = memory(server.child.pid).now;
  const started = performance.now();
  const readers = new Readers(binary, server.port, count);
  const open = Number((await readers.line(longestToOpen)).split(' ')[1]);
  const opened = (performance.now() - started) / 1000;
  await pause(1000);
  const each = (memory(server.child.pid).now - before) * 1024 / open;
  const seconds = bench.quick ? 5 : 20;
  const [load] = await Promise.all([h2load(server, '/', seconds + 2, 0.8 * usual), publishBriefs(server, readers, seconds)]);
  await pause(1500);
  const after = (memory(server.child.pid).now - before) * 1024 / open;
  const result = await readers.end();
  await stop(server.child);
  const name = `${open.toLocaleString('en')} streams`;
  const failed = (open < count && `only ${open} of ${count} opened`) || (result.missing + result.closed > 0 && `${result.missing} briefs missing, ${result.closed} streams closed`) ||
                 (load.failures && `${load.failures} page requests failed`);
  bench.row({ row: 'live', what: `${name}: resident each`, ours: `${each.toFixed(2)} kB`, bound: '< 8 kB', ok: each < 8, failed });
  bench.row({ row: 'live', what: `${name}: resident each after ${seconds} briefs and page load`, ours: `${after.toFixed(2)} kB`, bound: '< 8 kB', ok: after < 8 });
  bench.row({ row: 'live', what: `${name}: publish to received, p99`, ours: `${result.p99.toFixed(0)} ms`, bound: '< 1,000 ms', ok: result.p99 < 1000 && result.received > 0 });
  bench.row({ row: 'live', what: `${name}: pages at 80 % of the usual rate : wanted`, ours: `${Math.round(load.rate)}/s`, other: `${Math.round(0.8 * usual)}/s`, ratio: load.rate / (0.8 * usual), least: 0.95 });
  bench.note(`live, ${name}: opened in ${opened.toFixed(1)} s; briefs received after p50 ${result.p50} ms, at most ${result.most} ms; pages p50 ${Math.round(load.p50)} µs, p99 ${Math.round(load.p99)} µs`);
}

export async function live(bench) {
  const binary = await buildReaders();
  for (const count of bench.quick ? [2000] : [2000, 10_000, Infinity]) await measure(bench, binary, count);
}
