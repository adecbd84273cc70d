// Front page, story page, unique query strings, latency: rows 1 to 3.
import { connections, h2load, median, wrk } from './load.mjs';
import { stop } from './processes.mjs';
import { checkSameBytes, keepBytes, startH2o, startStock, startTuned, storyPaths } from './servers.mjs';

const thousands = value => Math.round(value).toLocaleString('en');

// One server after the other, again and again, each round starting with another one. Results by name, one a round.
async function interleave(contenders, rounds, measure) {
  const results = Object.fromEntries(contenders.map(one => [one.name, []]));
  for (let round = 0; round < rounds; ++round)
    for (let i = 0; i < contenders.length; ++i) {
      const one = contenders[(i + round) % contenders.length];
      results[one.name].push(await measure(one));
    }
  return results;
}

const values = (results, name, what) => results[name].map(result => result[what]);
// The median over the rounds of our value against the other's of the same round.
const ratioOf = (results, ours, other, what) => median(results[ours].map((result, round) => result[what] / results[other][round][what]));
const failuresOf = results => Object.values(results).flat().reduce((sum, result) => sum + result.failures, 0);

export async function startPages(bench) {
  const server = await bench.paperServer();
  const [story] = await storyPaths(server, 1);
  const pages = [{ name: 'front', path: '/' }, { name: 'story', path: story }];
  const files = await keepBytes(server, pages);
  const references = { tuned: await startTuned(files, 'front'), stock: await startStock(files, 'front'), h2o: await startH2o(files, 'front') };
  for (const other of Object.values(references))
    for (const page of pages) await checkSameBytes(other, `/${page.name}.html${other.suffix}`, page.bytes);
  console.log('\nThe references, each on the bytes that Broadsheet sends (checked), as files:');
  for (const [name, other] of Object.entries(references)) console.log(`\n--- ${name} ---\n${other.text}`);
  console.log('Stock nginx is asked for the .gz file: compressing the .html on the fly, as its "gzip on" would do, is slower still:');
  for (const page of pages) {
    const { rate } = await wrk(references.stock, `/${page.name}.html`, 1);
    console.log(`  ${page.name} page compressed on the fly: ${thousands(rate)} requests/s (no row)`);
  }
  return { server, pages, ...references, stop: () => Promise.all(Object.values(references).map(other => stop(other.child))) };
}

const contender = (server, path) => ({ name: server.name, server, path });

async function speedRows(bench, setting, page) {
  const { server, tuned, stock, h2o } = setting;
  const contenders = [contender(server, page.path), ...[tuned, stock, h2o].map(other => contender(other, `/${page.name}.html${other.suffix}`))];
  for (const one of contenders) await wrk(one.server, one.path, 1);
  const results = await interleave(contenders, bench.rounds, one => wrk(one.server, one.path, bench.seconds));
  const failures = failuresOf(results);
  const row = (what, other, field, limit) => bench.row({
    row: page.name, what, ours: thousandsOrMicros(results, server.name, field), other: thousandsOrMicros(results, other.name, field),
    ratio: ratioOf(results, server.name, other.name, field), ...limit, failed: failures && `${failures} requests failed`,
  });
  row('requests/s : nginx tuned', tuned, 'rate', { least: 1.1 });
  row('CPU per request : nginx tuned', tuned, 'cpu', { most: 0.9 });
  row('requests/s : nginx of Debian', stock, 'rate', { least: 1.4 });
  row('requests/s : h2o', h2o, 'rate', { least: 0.9 });
  const bytes = page.bytes.length;
  bench.note(`${page.name} page: ${thousands(bytes)} bytes of gzip; ${connections} connections; CPU per request in µs: ` +
             contenders.map(one => `${one.name} ${median(values(results, one.name, 'cpu')).toFixed(1)}`).join(', '));
}

const thousandsOrMicros = (results, name, field) => field === 'cpu' ? `${median(values(results, name, field)).toFixed(1)} µs` : thousands(median(values(results, name, field)));

export const front = (bench, setting) => speedRows(bench, setting, setting.pages[0]);
export const story = (bench, setting) => speedRows(bench, setting, setting.pages[1]);

export async function query(bench, setting) {
  for (const page of setting.pages) {
    const kinds = [{ name: 'unique' }, { name: 'plain' }];
    const results = await interleave(kinds, bench.rounds, kind => wrk(setting.server, page.path, bench.seconds, 'query.lua', kind.name));
    const failures = failuresOf(results);
    bench.row({ row: 'query', what: `unique query strings : none, ${page.name}`, ours: thousands(median(values(results, 'unique', 'rate'))),
                other: thousands(median(values(results, 'plain', 'rate'))), ratio: ratioOf(results, 'unique', 'plain', 'rate'), least: 0.9,
                failed: failures && `${failures} requests failed` });
  }
}

// At 70 % of what the slower of the two can do under the same generator, which is slower than wrk.
export async function latency(bench, setting) {
  for (const page of setting.pages) {
    const contenders = [contender(setting.server, page.path), contender(setting.tuned, `/${page.name}.html`)];
    const full = await interleave(contenders, 3, one => h2load(one.server, one.path, bench.quick ? 1 : 2, 0));
    const rate = 0.7 * Math.min(...contenders.map(one => median(values(full, one.name, 'rate'))));
    const results = await interleave(contenders, bench.rounds, one => h2load(one.server, one.path, bench.seconds, rate));
    const [ours, other] = contenders.map(one => one.name);
    const reached = Math.min(...contenders.map(one => median(values(results, one.name, 'rate')))) / rate;
    const failures = failuresOf(results) && `${failuresOf(results)} requests failed`;
    bench.row({ row: 'latency', what: `p99 at 70 % of the rate : nginx tuned, ${page.name}`, ours: `${thousands(median(values(results, ours, 'p99')))} µs`,
                other: `${thousands(median(values(results, other, 'p99')))} µs`, ratio: ratioOf(results, ours, other, 'p99'), most: 1.2,
                failed: failures || (reached < 0.95 && `only ${Math.round(reached * 100)} % of the rate was reached`) });
    bench.note(`latency, ${page.name}: ${thousands(rate)} requests/s; p50 ${contenders.map(one => `${one.name} ${thousands(median(values(results, one.name, 'p50')))} µs`).join(', ')}`);
  }
}
