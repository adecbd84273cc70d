// Row 6: start to first page, and memory after many pages.
import { Connection } from './client.mjs';
import { median } from './load.mjs';
import { memory, pause, stop } from './processes.mjs';
import { launch, serve, storyPaths } from './servers.mjs';

export async function firstPage(server) {
  for (const end = performance.now() + 20_000; performance.now() < end;) {
    const connection = await Connection.open(server.port).catch(() => null);
    if (!connection) { await pause(1); continue; }
    const answer = await connection.get('/');
    connection.close();
    if (answer.status === 200) return performance.now();
  }
  throw new Error('the server did not answer within 20 s');
}

export async function start(bench) {
  const paper = await bench.largePaper();
  await stop((await serve(paper)).child);  // the first start after the fill would find its files unread
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const started = performance.now();
    const server = await launch(paper);
    times.push(await firstPage(server) - started);
    await stop(server.child);
  }
  bench.row({ row: 'start', what: `start to first page, ${bench.largeCount} stories, median`, ours: `${Math.round(median(times))} ms`, bound: '< 500 ms', ok: median(times) < 500 });
  bench.note(`start: ${times.map(time => `${Math.round(time)} ms`).join(', ')}`);
}

// Each page once, over 16 connections.
async function readAll(server, paths) {
  let next = 0, failures = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    const connection = await Connection.open(server.port);
    while (next < paths.length) if ((await connection.get(paths[next++])).status !== 200) ++failures;
    connection.close();
  }));
  return failures;
}

export async function rememberPages(bench) {
  const server = await serve(await bench.largePaper());
  const most = bench.quick ? 10_000 : 100_000;
  const paths = await storyPaths(server, most);
  await stop(server.child);
  const fresh = await serve(server.paper);  // the sitemaps' pages are not part of it
  const before = memory(fresh.child.pid);
  const marks = [];
  let failures = 0, done = 0;
  for (const until of [2000, 5000, 10_000, 20_000, 50_000, 100_000].filter(count => count <= paths.length || count === 2000)) {
    failures += await readAll(fresh, paths.slice(done, until));
    done = Math.min(until, paths.length);
    marks.push({ pages: done, ...memory(fresh.child.pid) });
  }
  await stop(fresh.child);
  const last = marks.at(-1);
  const count = value => value.toLocaleString('en');
  const failed = failures && `${failures} requests failed`;
  bench.row({ row: 'memory', what: 'resident after 2,000 pages', ours: `${marks[0].now.toFixed(0)} MB`, bound: '< 200 MB', ok: marks[0].now < 200, failed });
  bench.row({ row: 'memory', what: `resident after ${count(last.pages)} pages`, ours: `${last.now.toFixed(0)} MB`, bound: '< 250 MB', ok: last.now < 250, failed });
  bench.note(`memory: at start ${before.now.toFixed(0)} MB; ${marks.map(mark => `${count(mark.pages)} pages ${mark.now.toFixed(0)} MB`).join(', ')}; peak ${last.peak.toFixed(0)} MB`);
}
