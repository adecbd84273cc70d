// Searching a large archive on both engines: queries of one and two words, drawn as often as the words occur in the
// stories themselves, the ten commonest words among them. One query after the other on a warm server, in three rounds.
import { Connection, textOf } from './client.mjs';
import { percentile } from './load.mjs';
import { stop } from './processes.mjs';
import { startPostgres } from './postgres.mjs';
import { fillPaper, isFilled, serve, storyPaths } from './servers.mjs';

const commonest = 10;
const rounds = 3;

// The words of a sample of stories, in the order in which they stand there: drawing from it is drawing by frequency.
async function wordsOf(server) {
  const paths = await storyPaths(server, 4000);
  const connection = await Connection.open(server.port);
  const words = [];
  for (let i = 0; i < 150; ++i) {
    const html = textOf(await connection.get(paths[Math.floor(i * paths.length / 150)]));
    const body = /<div class="body">([^]*?)<\/div>/.exec(html);
    if (body) words.push(...body[1].replace(/<[^>]*>/g, ' ').toLowerCase().split(/[^a-z]+/).filter(Boolean));
  }
  connection.close();
  if (words.length < 10_000) throw new Error(`only ${words.length} words were found in 150 stories`);
  return words;
}

function queriesOf(words, count) {
  const frequency = new Map();
  for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const top = [...frequency.keys()].sort((a, b) => frequency.get(b) - frequency.get(a)).slice(0, commonest);
  let seed = 1;  // the same queries for both engines
  const draw = list => list[(seed = seed * 1103515245 + 12345 & 0x7fffffff) % list.length];
  const queries = top.flatMap((word, i) => [word, `${word} ${top[(i + 1) % top.length]}`]);
  while (queries.length < count) queries.push(queries.length % 2 ? draw(words) : `${draw(words)} ${draw(words)}`);
  return { top, queries };
}

// Each as another client would ask it: one alone may not ask that much.
async function timesOf(server, queries) {
  const connection = await Connection.open(server.port);
  const times = [];
  for (const [number, query] of queries.entries()) {
    const headers = { 'Accept-Encoding': 'gzip', 'X-Forwarded-For': `10.${number >> 16 & 255}.${number >> 8 & 255}.${number & 255}` };
    const sent = performance.now();
    const answer = await connection.get(`/search/?q=${encodeURIComponent(query)}`, headers);
    times.push({ query, ms: performance.now() - sent });
    if (answer.status !== 200) throw new Error(`the search for "${query}" answered ${answer.status}`);
    if (number === 0 && !/class="result"/.test(textOf(answer))) throw new Error(`the search for "${query}" found nothing`);
  }
  connection.close();
  return times;
}

async function suggestTimes(server, words) {
  const connection = await Connection.open(server.port);
  const times = [];
  for (let i = 0; i < 200; ++i) {
    const sent = performance.now();
    await connection.get(`/search/suggest/?q=${words[i * 7].slice(0, 1 + i % 4)}`, { 'X-Forwarded-For': `10.9.9.${i}` });
    times.push(performance.now() - sent);
  }
  connection.close();
  return times;
}

const ms = value => `${value.toFixed(1)} ms`;

async function measure(bench, name, paper, most) {
  const server = await serve({ ...paper, env: { ...paper.env, BROADSHEET_HTTP_TRUSTED_PROXIES: '127.0.0.1' } });
  const words = await wordsOf(server);
  const { top, queries } = queriesOf(words, bench.quick ? 150 : 1000);
  await timesOf(server, queries);  // warm
  const measured = [];
  for (let round = 0; round < rounds; ++round) measured.push(await timesOf(server, queries));
  const p99s = measured.map(times => percentile(times.map(time => time.ms), 0.99));
  const p99 = percentile(p99s, 0.5);
  bench.row({ row: 'search', what: `search p99, ${bench.largeCount} stories, ${name}`, ours: ms(p99), bound: `< ${most} ms`, ok: p99 < most });
  const times = measured.flat().sort((a, b) => b.ms - a.ms);
  const slowest = times.slice(0, 3).map(time => `"${time.query}" ${ms(time.ms)}`);
  bench.note(`search, ${name}: p99 of the rounds ${p99s.map(ms).join(', ')}; p50 ${ms(percentile(times.map(time => time.ms), 0.5))}; slowest ${slowest.join(', ')}; ` +
             `commonest words: ${top.join(' ')}; suggestions p99 ${ms(percentile(await suggestTimes(server, words), 0.99))}`);
  await stop(server.child);
}

export async function search(bench) {
  await measure(bench, 'SQLite', await bench.largePaper(), 30);
  const postgres = await startPostgres(!isFilled('postgresql', bench.large));
  const paper = await fillPaper('postgresql', bench.large, { BROADSHEET_DATABASE_URL: postgres.url });
  await measure(bench, 'PostgreSQL', paper, 60);
  await stop(postgres.child);
}
