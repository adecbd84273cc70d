// Newsletters: a list of a million readers is read in and segmented, 100,000 personalised mails go to Postfix's smtp-sink
// from one core of ours, and public pages are read meanwhile.
import fs from 'node:fs';
import { ManyCalls } from './client.mjs';
import { median, wrk } from './load.mjs';
import { cpuSeconds, folder, freePort, memory, pause, run, start, stop } from './processes.mjs';
import { fillPaper, serve } from './servers.mjs';

const slug = 'lit-at-seven';

class Desk extends ManyCalls {
  async import(csv, newsletter) {
    const { import: name } = await this.call('POST', `/readers/import?newsletter=${newsletter}`, csv, { 'Content-Type': 'text/csv' });
    for (;; await pause(100)) {
      const state = await this.call('GET', `/readers/imports/${name}`);
      if (state.ended) return state.report;
    }
  }
}

const list = (count, domain) => 'email,name,language\n' + Array.from({ length: count }, (_, i) => `reader${i}@${domain}.example,Reader ${i},${i % 3 ? 'en' : 'uk'}`).join('\n');

async function readInAndSegment(bench, desk, newsletter) {
  const count = bench.quick ? 20_000 : 1_000_000;
  const began = performance.now();
  const report = await desk.import(list(count, 'many'), newsletter.slug);
  const seconds = (performance.now() - began) / 1000;
  if (report.added !== count) throw new Error(`${report.added} of ${count} were read in`);
  bench.row({ row: 'mailings', what: `reading in ${count.toLocaleString('en')} rows`, ours: `${seconds.toFixed(1)} s`, bound: '< 60 s', ok: seconds < 60 });
  const letter = await desk.call('POST', '/mailings', { kind: 'letter', newsletter: newsletter.id, subject: 'Segments', segment: { language: 'uk', support: 'free', joined_from: '2020-01-01T00:00:00Z' } });
  const times = [];
  for (let i = 0; i < 7; ++i) {
    const asked = performance.now();
    const { count: reached } = await desk.call('GET', `/mailings/${letter.id}/reach`);
    times.push(performance.now() - asked);
    if (reached !== Math.ceil(count / 3)) throw new Error(`the segment reaches ${reached}`);
  }
  bench.row({ row: 'mailings', what: `a segment of ${count.toLocaleString('en')} readers, median`, ours: `${Math.round(median(times))} ms`, bound: '< 1,000 ms', ok: median(times) < 1000 });
}

// What goes out between two looks, and what it costs, while `during` does something else.
async function send(desk, server, mailing, most, during) {
  await desk.call('POST', `/mailings/${mailing.id}/schedule`);
  let state;
  do { await pause(20); state = await desk.call('GET', `/mailings/${mailing.id}`); } while (!state.started_at);
  const began = performance.now(), cpu = cpuSeconds(server.child.pid), before = memory(server.child.pid).now;
  let peak = before;
  const other = during?.();
  for (;; await pause(200)) {
    peak = Math.max(peak, memory(server.child.pid).now);
    state = await desk.call('GET', `/mailings/${mailing.id}`);
    if (state.status === 'sent') break;
    if (state.trouble || performance.now() - began > most * 1000) throw new Error(`the mailing is ${state.status}: ${state.trouble} ${JSON.stringify(state.figures)}`);
  }
  const seconds = (performance.now() - began) / 1000;
  return { seconds, cpu: cpuSeconds(server.child.pid) - cpu, grown: peak - before, state, other: await other };
}

export async function mailings(bench) {
  const paper = await fillPaper('mailings', 1000);
  const port = await freePort();
  const sink = start('smtp-sink', '/usr/sbin/smtp-sink', [...(process.getuid() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000']);
  const server = await serve(paper, { BROADSHEET_MAIL_URL: `smtp://127.0.0.1:${port}`, BROADSHEET_MAIL_RETURN_PATH: 'news@paper.example' });
  const desk = new Desk(server);
  const mark = Date.now().toString(36);
  const many = await desk.call('POST', '/newsletters', { name: `Many ${mark}` });
  await readInAndSegment(bench, desk, many);
  const count = bench.quick ? 5000 : 100_000;
  const some = await desk.call('POST', '/newsletters', { name: `Some ${mark}`, edition: { hours: 24 * 60, stories: 8 } });
  await desk.import(list(count, `some${mark}`), some.slug);
  const edition = newsletter => desk.call('POST', '/mailings', { newsletter: newsletter.id, subject: 'The day', preview: 'In short' });
  await run('taskset', ['-apc', '0', String(server.child.pid)]);
  const sent = await send(desk, server, await edition(some), 600);
  if (sent.state.figures.taken !== count) throw new Error(`${sent.state.figures.taken} of ${count} were taken`);
  const hourly = Math.round(count / sent.seconds * 3600);
  bench.row({ row: 'mailings', what: `${count.toLocaleString('en')} mails to smtp-sink, one core of ours`, ours: `${hourly.toLocaleString('en')}/h`, bound: '≥ 1,000,000/h', ok: hourly >= 1_000_000 });
  bench.row({ row: 'mailings', what: 'memory grown while sending', ours: `${sent.grown.toFixed(1)} MB`, bound: '< 30 MB', ok: sent.grown < 30 });
  bench.note(`mailings: ${sent.seconds.toFixed(1)} s, ${(sent.cpu / count * 1e3).toFixed(2)} ms of our processor a mail`);
  // In life the mail server and the readers have machines of their own. Here they have a core of their own, in both
  // runs, and the server the other: what is compared is our core with and without a mailing on it.
  for (const pid of [sink.pid, process.pid]) await run('taskset', ['-apc', '1', String(pid)]);
  const seconds = bench.quick ? 2 : 8;
  const few = await desk.call('POST', '/newsletters', { name: `Few ${mark}`, edition: { hours: 24 * 60, stories: 8 } });
  await desk.import(list(count / 5, `few${mark}`), few.slug);
  const alone = [], beside = [];
  for (let round = 0; round < (bench.quick ? 1 : 3); ++round) {
    alone.push((await wrk(server, '/', seconds)).rate);
    const both = await send(desk, server, await edition(few), 600, async () => { await pause(500); return (await wrk(server, '/', seconds)).rate; });
    beside.push(both.other);
  }
  bench.row({ row: 'mailings', what: 'front page, requests/s while sending : alone', ours: Math.round(median(beside)).toLocaleString('en'), other: Math.round(median(alone)).toLocaleString('en'), ratio: median(beside) / median(alone), least: 0.8 });
  await run('taskset', ['-apc', '0-1', String(process.pid)]);
  await stop(server.child);
  await stop(sink);
  fs.rmSync(`${folder}/smtp-sink.log`, { force: true });
}
