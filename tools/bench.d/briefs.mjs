// Row 4: a brief every second while 2,000 different story pages are read.
import fs from 'node:fs';
import path from 'node:path';
import { Connection, Desk, textOf } from './client.mjs';
import { median, wrk } from './load.mjs';
import { folder, pause, thisRun } from './processes.mjs';
import { storyPaths } from './servers.mjs';

const pagesRead = 2000, oldest = 1000;  // ms that a feed may be behind
const headlines = new RegExp(`Bench brief ${thisRun} number (\\d+) end`, 'g');

// Publishes numbered briefs; `answered[n]`: when the answer to the n-th one's publishing had come.
class Briefs {
  answered = [];

  async start(server, seconds) {
    const desk = await Desk.open(server.port, server.paper.token);
    const started = performance.now();
    for (let number = 0; number < seconds; ++number) {
      await pause(Math.max(0, started + number * 1000 - performance.now()));
      const story = await desk.draft({ kind: 'brief', headline: `Bench brief ${thisRun} number ${number} end`, body_html: `<p>One of ${seconds} briefs.</p>` });
      await desk.publish(story);
      this.answered[number] = performance.now();
    }
    desk.close();
  }
}

// Reads pages and looks at the newest brief in their feed, until it is told to stop.
class Checker {
  answers = 0;
  violations = 0;
  worstAge = 0;
  running = true;

  constructor(briefs, paths) { this.briefs = briefs; this.paths = paths; }

  async read(server) {
    const connection = await Connection.open(server.port);
    while (this.running) {
      const path = this.paths[Math.floor(Math.random() * this.paths.length)];
      const sent = performance.now();
      const published = this.briefs.answered.length;  // before it was sent
      const answer = await connection.get(path);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      this.look(textOf(answer), sent, published);
      await pause(10);
    }
    connection.close();
  }

  look(html, sent, published) {
    ++this.answers;
    const newest = Math.max(-1, ...[...html.matchAll(headlines)].map(match => Number(match[1])));
    if (newest + 1 >= published) return;
    const age = sent - this.briefs.answered[newest + 1];  // since the first brief that it lacks
    this.worstAge = Math.max(this.worstAge, age);
    if (age > oldest) ++this.violations;
  }
}

export async function briefs(bench) {
  const server = await bench.paperServer();
  const paths = await storyPaths(server, pagesRead);
  if (paths.length < pagesRead) throw new Error(`the paper has ${paths.length} stories only`);
  const list = path.join(folder, 'story-paths');
  fs.writeFileSync(list, paths.join('\n') + '\n');
  const read = seconds => wrk(server, '/', seconds, 'paths.lua', list);
  const seconds = bench.quick ? 8 : 60;

  await read(3);  // every page is made
  const writer = new Briefs();
  const checker = new Checker(writer, paths);
  // The checkers read all the time, so that they cost both rates the same.
  const checkers = Promise.all([1, 2, 3, 4].map(() => checker.read(server)));
  checkers.catch(() => {});  // reported below
  const usual = [];
  for (let i = 0; i < 3; ++i) usual.push(await read(bench.seconds));
  const writing = writer.start(server, seconds);
  writing.catch(() => {});
  const busy = await read(seconds);
  await writing;
  for (let i = 0; i < 3; ++i) usual.push(await read(bench.seconds));
  checker.running = false;
  await checkers;

  const rate = median(usual.map(result => result.rate));
  const failures = [busy, ...usual].reduce((sum, result) => sum + result.failures, 0);
  const count = value => Math.round(value).toLocaleString('en');
  bench.row({ row: 'briefs', what: `a brief a second for ${seconds} s : none`, ours: count(busy.rate), other: count(rate), ratio: busy.rate / rate, least: 0.7,
              failed: failures && `${failures} requests failed` });
  bench.row({ row: 'briefs', what: 'answers with a feed over 1 s old', ours: count(checker.violations), other: `of ${count(checker.answers)}`,
              bound: '= 0', ok: checker.violations === 0 && checker.answers > 0 && writer.answered.length === seconds });
  bench.note(`briefs: ${pagesRead} story pages; oldest feed seen ${checker.worstAge.toFixed(1)} ms behind the answer to publish`);
}
