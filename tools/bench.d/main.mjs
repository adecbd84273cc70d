// tools/bench from here on: which rows, in which order, and the table. Each file beside this one holds one subject.
import fs from 'node:fs';
import os from 'node:os';
import { archive } from './archive.mjs';
import { briefs } from './briefs.mjs';
import { growth } from './growth.mjs';
import { kills } from './kills.mjs';
import { lighthouseRow } from './lighthouse.mjs';
import { live } from './live.mjs';
import { mailings } from './mailings.mjs';
import { rememberPages, start } from './memory.mjs';
import { narration } from './narration.mjs';
import { front, latency, query, startPages, story } from './pages.mjs';
import { cold, publish } from './publish.mjs';
import { stop } from './processes.mjs';
import { search } from './search.mjs';
import { binary, fillPaper, keepPapersIn, serve } from './servers.mjs';

const known = ['front', 'story', 'query', 'latency', 'briefs', 'publish', 'start', 'memory', 'cold', 'search', 'live', 'archive', 'growth', 'mailings', 'kills', 'narration', 'lighthouse'];
const longest = 60;  // minutes; then it ends, whatever hangs

function readArguments(words) {
  const options = { quick: false, strict: false, rows: [] };
  while (words.length) {
    const word = words.shift();
    if (word === '--quick') options.quick = true;
    else if (word === '--strict') options.strict = true;
    else if (word === '--no-build') continue;
    else if (word === '--binary' && words.length) binary.path = fs.realpathSync(words.shift());
    else if (word === '--papers' && words.length) keepPapersIn(words.shift());
    else if (known.includes(word)) options.rows.push(word);
    else { console.error(`bench: unknown row or option ${word} (see tools/bench --help)`); process.exit(2); }
  }
  if (!options.rows.length) options.rows = known;
  return options;
}

const once = make => { let made; return () => (made ??= make()); };

class Bench {
  rows = [];
  notes = [];

  constructor(quick) {
    this.quick = quick;
    this.rounds = quick ? 2 : 5;
    this.seconds = quick ? 1 : 4;  // of a round
    const large = quick ? 10_000 : 100_000;
    this.large = large;
    this.largeCount = large.toLocaleString('en');
    this.smallPaper = once(() => fillPaper('small', 1000));
    this.largePaper = once(() => fillPaper('large', large));
    this.paperServer = once(async () => serve(await fillPaper('paper', 3000)));
  }

  // {row, what, ours, other, ratio with `least` or `most`; or `bound` with `ok`; `failed`: why it is short whatever it measured}
  row({ row, what, ours, other = '', ratio, least, most, bound, ok, failed }) {
    bound ??= least !== undefined ? `≥ ${least.toFixed(2)}` : `≤ ${most.toFixed(2)}`;
    ok ??= least !== undefined ? ratio >= least : ratio <= most;
    this.rows.push({ row, what, ours, other, ratio: ratio === undefined ? '' : ratio.toFixed(2), bound, verdict: ok && !failed ? 'ok' : 'SHORT' });
    if (failed) this.note(`${row}: ${failed}`);
    console.log(`  ${what}: ${ours}${other && ` : ${other}`}${ratio === undefined ? '' : ` = ${ratio.toFixed(2)}`} (${bound})`);
  }

  note(text) { this.notes.push(text); }

  get isShort() { return this.rows.some(row => row.verdict !== 'ok'); }

  print() {
    const titles = { row: 'row', what: 'what', ours: 'Broadsheet', other: 'against', ratio: 'ratio', bound: 'bound', verdict: '' };
    const widths = Object.fromEntries(Object.keys(titles).map(key => [key, Math.max(...[titles, ...this.rows].map(row => row[key].length))]));
    const right = ['ours', 'other', 'ratio'];
    const line = row => Object.keys(titles).map(key => right.includes(key) ? row[key].padStart(widths[key]) : row[key].padEnd(widths[key])).join('  ').trimEnd();
    console.log(`\n${line(titles)}`);
    for (const row of this.rows) console.log(line(row));
    console.log(`\n${this.notes.join('\n')}`);
    if (this.quick) console.log('--quick: whether it works, not how fast it is.');
  }
}

async function measure(options) {
  const bench = new Bench(options.quick);
  const wanted = name => options.rows.includes(name);
  const attempt = async (name, measureRow) => {
    if (!wanted(name)) return;
    console.log(name);
    try {
      await measureRow();
    } catch (error) {
      console.error(error);
      bench.row({ row: name, what: 'could not be measured', ours: '-', bound: '', ok: false, failed: error.message.split('\n')[0] });
    }
  };
  console.log(`${os.cpus().length} processors, ${os.cpus()[0].model}; load ${os.loadavg()[0].toFixed(1)} before the start`);
  if (['front', 'story', 'query', 'latency'].some(wanted)) {
    const setting = await startPages(bench);
    for (const [name, row] of Object.entries({ front, story, query, latency })) await attempt(name, () => row(bench, setting));
    await setting.stop();
  }
  await attempt('briefs', () => briefs(bench));
  if (['front', 'story', 'query', 'latency', 'briefs'].some(wanted)) await stop((await bench.paperServer()).child);
  await attempt('live', () => live(bench));
  await attempt('publish', () => publish(bench));
  await attempt('cold', () => cold(bench));
  await attempt('start', () => start(bench));
  await attempt('memory', () => rememberPages(bench));
  await attempt('search', () => search(bench));
  await attempt('archive', () => archive(bench));
  await attempt('growth', () => growth(bench));
  await attempt('mailings', () => mailings(bench));
  await attempt('kills', () => kills(bench));
  await attempt('narration', () => narration(bench));
  await attempt('lighthouse', () => lighthouseRow(bench));
  bench.print();
  return bench;
}

const options = readArguments(process.argv.slice(2));
setTimeout(() => { console.error(`bench: not done after ${longest} minutes`); process.exit(1); }, longest * 60_000).unref();
measure(options).then(
  bench => process.exit(options.strict && bench.isShort ? 1 : 0),
  error => { console.error(error); process.exit(1); });
