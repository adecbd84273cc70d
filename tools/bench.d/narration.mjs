// Stories that are read out: one of 600 words by flite, one changed sentence of it, and readers beside a hundred that
// were published at once.
import fs from 'node:fs';
import { ManyCalls } from './client.mjs';
import { h2load, median } from './load.mjs';
import { cpuSeconds, folder, memory, pause, run, stop, thisRun } from './processes.mjs';
import { fillPaper, serve, storyPaths } from './servers.mjs';

const rate = 500;  // of readers, a second: far below what saturates this machine
const subjects = ['The council', 'A teacher', 'The night train', 'Her neighbour', 'The river', 'A small workshop', 'The harbour'];
const deeds = ['decided after a long evening', 'had waited since the spring', 'came back with more than was promised', 'kept the lamps burning', 'found another way across', 'asked what it would cost'];
const ends = ['and nobody in the hall objected', 'although the bridge was closed', 'before the first snow fell', 'as the old men had said it would', 'while the children slept'];
// Sentences of about fourteen words, no two the same.
const sentence = i => `${subjects[i % 7]} number ${i + 1} ${deeds[i % 6]} ${ends[i % 5]}.`;
const text = (sentences, from = 0) => {
  let out = '';
  for (let i = 0; i < sentences; i += 5) out += `<p>${Array.from({ length: Math.min(5, sentences - i) }, (_, j) => sentence(from + i + j)).join(' ')}</p>`;
  return out;
};
const words = html => html.replace(/<[^>]+>/g, ' ').trim().split(/\s+/).length;

class Desk extends ManyCalls {
  draft(headline, body_html) { return this.call('POST', '/stories', { headline, body_html, language: 'en' }); }
  publish(story) { return this.call('POST', `/stories/${story.id}/publish`); }
}

const said = (server, story) => [...fs.readFileSync(`${folder}/${server.name}.log`, 'utf8').matchAll(new RegExp(`narrated story=${story.id} \\S+ lines=(\\d+) spoken=(\\d+)`, 'g'))].map(([, lines, spoken]) => ({ lines: +lines, spoken: +spoken }));

// What the processor spends from `deed` until the story has been spoken once more.
async function spoken(server, story, deed) {
  const before = said(server, story).length, cpu = cpuSeconds(server.child.pid);
  await deed();
  for (const end = Date.now() + 120_000; said(server, story).length === before; await pause(50)) if (Date.now() > end) throw new Error('the story was not narrated');
  return { cpu: cpuSeconds(server.child.pid) - cpu, ...said(server, story).at(-1) };
}

async function oneStory(bench, server, desk) {
  const whole = [], changed = [];
  let length = 0, lines = 0;
  for (let round = 0; round < (bench.quick ? 1 : 3); ++round) {
    const from = 1000 * (round + 1), sentences = 42, body = text(sentences, from);
    length = words(body);
    const story = await desk.draft(`Six hundred words, ${thisRun} ${round}`, body);
    const first = await spoken(server, story, () => desk.publish(story));
    const again = await spoken(server, story, () => desk.call('PATCH', `/stories/${story.id}`, { body_html: body.replace(sentence(from + 20), `Nobody had expected that the small bridge would carry so many people on day ${round + 1}.`) }));
    if (again.spoken !== 1) throw new Error(`${again.spoken} sentences were spoken again`);
    whole.push(first.cpu);
    changed.push(again.cpu);
    ({ lines } = first);
  }
  const seconds = median(whole), share = median(changed) / seconds, peak = memory(server.child.pid).peak;
  bench.row({ row: 'narration', what: `a story of ${length} words (${lines} sentences), processor`, ours: `${seconds.toFixed(1)} s`, bound: '< 10 s', ok: seconds < 10 && length >= 600 });
  bench.row({ row: 'narration', what: 'peak memory of the whole server', ours: `${Math.round(peak)} MB`, bound: '< 200 MB', ok: peak < 200 });
  bench.row({ row: 'narration', what: 'one sentence changed (1 spoken) : whole story, processor', ours: `${median(changed).toFixed(2)} s`, other: `${seconds.toFixed(1)} s`, ratio: share, most: 0.33 });
}

async function hundredStories(bench, server, desk) {
  const count = bench.quick ? 10 : 100, seconds = bench.quick ? 5 : 15;
  const [path] = await storyPaths(server, 1);
  const usual = [], beside = [];
  await h2load(server, path, 2, rate);
  for (let round = 0; round < (bench.quick ? 1 : 3); ++round) {
    const drafts = [];
    for (let i = 0; i < count; ++i) drafts.push(await desk.draft(`A story among many, ${thisRun} ${round} ${i}`, text(20, 100_000 * (round + 1) + 100 * i)));
    await quiet(desk);
    usual.push(await h2load(server, path, seconds, rate));
    const done = Promise.all(drafts.map(one => desk.publish(one)));
    beside.push(await h2load(server, path, seconds, rate));
    await done;
    const { counts } = await desk.call('GET', '/narration');
    if (!(counts.queued > 0) && !bench.quick) bench.note('narration: all were spoken before the readers left');
    await desk.call('PATCH', '/narration/settings', { enabled: false });  // the rest of this round is not waited for
    await quiet(desk);
    await desk.call('PATCH', '/narration/settings', { enabled: true });
    await quiet(desk, 2000);
  }
  for (const one of [...usual, ...beside]) if (one.failures || one.rate < 0.98 * rate) throw new Error(`readers had ${one.failures} failures at ${one.rate.toFixed(0)}/s`);
  const p99 = rounds => median(rounds.map(one => one.p99));
  bench.row({ row: 'narration', what: `a page's p99 while ${count} stories are published and spoken : alone (${rate}/s)`, ours: `${Math.round(p99(beside))} µs`, other: `${Math.round(p99(usual))} µs`, ratio: p99(beside) / p99(usual), most: 1.5 });
  bench.note(`narration: p99 by round, µs: alone ${usual.map(one => one.p99).join(', ')}; beside ${beside.map(one => one.p99).join(', ')}; p50 ${Math.round(median(usual.map(one => one.p50)))} and ${Math.round(median(beside.map(one => one.p50)))}`);
}

// Until nothing is spoken any more.
async function quiet(desk, least = 500) {
  await pause(least);
  for (const end = Date.now() + 600_000; Date.now() < end; await pause(300)) {
    const { counts } = await desk.call('GET', '/narration');
    if (!counts.queued && !counts.speaking) return;
  }
  throw new Error('narrating has no end');
}

export async function narration(bench) {
  const server = await serve(await fillPaper('narration', 1000));
  const desk = new Desk(server);
  await run('taskset', ['-apc', '0', String(server.child.pid)]);
  await oneStory(bench, server, desk);
  await run('taskset', ['-apc', '0-1', String(server.child.pid)]);
  await hundredStories(bench, server, desk);
  await stop(server.child);
}
