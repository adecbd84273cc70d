// Row: how cost grows with the archive, from 1,000 to 100,000 stories, as charts in docs/charts. All papers are served at
// once and asked in turn, so that each sees the same machine.
import fs from 'node:fs';
import path from 'node:path';
import { lineChart } from './chart.mjs';
import { Connection } from './client.mjs';
import { median } from './load.mjs';
import { firstPage } from './memory.mjs';
import { memory, stop } from './processes.mjs';
import { publishOn } from './publish.mjs';
import { fillPaper, launch, serve, storyPaths } from './servers.mjs';

const charts = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../../docs/charts');
const words = ['river', 'council', 'bridge harbour', 'power station', 'school', 'night', 'market street', 'water'];

async function timed(connection, where, headers) {
  const sent = performance.now();
  const answer = await connection.get(where, headers);
  if (answer.status !== 200) throw new Error(`${where} answers ${answer.status}`);
  return performance.now() - sent;
}

// Rendered anew each time (what staff get is never kept), and searches as ever new clients.
async function askInTurn(servers, rounds) {
  const out = servers.map(() => ({ story: [], archive: [], search: [] }));
  const connections = await Promise.all(servers.map(server => Connection.open(server.port)));
  const paths = await Promise.all(servers.map(server => storyPaths(server, 300)));
  for (let round = 0; round < rounds; ++round)
    for (const [i, connection] of connections.entries()) {
      const staff = { Authorization: `Bearer ${servers[i].paper.token}` };
      out[i].story.push(await timed(connection, paths[i][round % paths[i].length], staff));
      out[i].archive.push(await timed(connection, '/archive/page/2/', staff));
      out[i].search.push(await timed(connection, `/search/?q=${encodeURIComponent(words[round % words.length])}`, { 'X-Forwarded-For': `10.3.${round >> 8}.${round & 255}` }));
    }
  for (const connection of connections) connection.close();
  return out;
}

async function startTime(paper) {
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const began = performance.now();
    const server = await launch(paper);
    times.push(await firstPage(server) - began);
    await stop(server.child);
  }
  return median(times);
}

export async function growth(bench) {
  const counts = bench.quick ? [1000, 3000, 10_000] : [1000, 10_000, 100_000];
  const papers = [];
  for (const count of counts) papers.push(count === 1000 ? await bench.smallPaper() : count === bench.large ? await bench.largePaper() : await fillPaper('middle', count));
  const starts = [];
  for (const paper of papers) starts.push(await startTime(paper));
  const servers = [];
  for (const paper of papers) servers.push(await serve(paper, { BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' }));
  const published = await publishOn(servers, bench.quick ? 40 : 200);
  const asked = await askInTurn(servers, bench.quick ? 40 : 300);
  const resident = servers.map(server => memory(server.child.pid).now);
  for (const server of servers) await stop(server.child);
  const over = values => counts.map((count, i) => [count, values[i]]);
  const lines = {
    'publish to visible': over(published.map(one => median(one.visible))), 'publish itself': over(published.map(one => median(one.writes))),
    'a story': over(asked.map(one => median(one.story))), 'the archive': over(asked.map(one => median(one.archive))), 'a search': over(asked.map(one => median(one.search))),
  };
  fs.mkdirSync(charts, { recursive: true });
  const draw = (name, title, unit, chosen) => fs.writeFileSync(path.join(charts, name), lineChart({ title, unit, lines: chosen }));
  draw('growth.svg', 'Cost as the archive grows (medians, rendered anew)', 'ms', Object.entries(lines).map(([name, points]) => ({ name, points })));
  draw('start.svg', 'Start to first page', 'ms', [{ name: 'start', points: over(starts) }]);
  draw('memory.svg', 'Memory after the work above', 'MB', [{ name: 'resident', points: over(resident) }]);
  const [from, to] = [counts[0].toLocaleString('en'), counts.at(-1).toLocaleString('en')];
  for (const [name, points] of Object.entries(lines)) {
    const [first, last] = [points[0][1], points.at(-1)[1]];
    bench.row({ row: 'growth', what: `${name}, ${to} stories : ${from}, medians`, ours: `${last.toFixed(2)} ms`, other: `${first.toFixed(2)} ms`, ratio: last / first, most: name === 'a search' ? 10 : 1.5 });
  }
  bench.note(`growth: start ${starts.map(time => `${Math.round(time)} ms`).join(', ')}; resident ${resident.map(size => `${Math.round(size)} MB`).join(', ')}; docs/charts has the curves`);
}
