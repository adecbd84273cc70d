// Faults that last: while one does, readers are served and writers are refused in so many words; when it ends, all goes on
// by itself, and what was acknowledged in between is there, also after a kill.
import fs from 'node:fs';
import { sleep } from '../../tests/whole/server.mjs';
import { kinds } from './fault_kinds.mjs';
import { Newsroom } from './newsroom.mjs';
import { Readers } from './readers.mjs';
import { Work } from './work.mjs';

const longestAnswer = 30_000, longestRecovery = 30, busiest = 0.8, mostLines = 100;

// Seconds of processor that the server has taken.
function processorOf(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8'), fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Seconds until a story could be published and read.
async function recovered(room) {
  for (const began = Date.now(); ; await sleep(100)) {
    const seconds = (Date.now() - began) / 1000;
    try {
      const story = await Promise.race([room.server.publish({ headline: `Back ${room.word()}` }), sleep(longestAnswer).then(() => { throw new Error('no answer'); })]);
      if ((await room.server.get(new URL(story.url).pathname)).status === 200) return seconds;
    } catch { /* not yet */ }
    if (seconds > longestRecovery) {
      room.model.wrong(`not recovered: no story could be published ${longestRecovery} s after the fault`);
      return Infinity;
    }
  }
}

// Nobody works: does the program rest while it waits?
async function restless(room) {
  const { server, model } = room, lines = () => server.log.split('\n').length, before = [processorOf(server.process.pid), lines()], seconds = 4;
  await sleep(seconds * 1000);
  const busy = (processorOf(server.process.pid) - before[0]) / seconds, said = (lines() - before[1]) / seconds;
  if (busy > busiest) model.wrong(`restless: ${Math.round(busy * 100)} % of a processor while nothing could be done`);
  if (said > mostLines) model.wrong(`restless: ${Math.round(said)} lines of log a second while nothing could be done`);
}

async function suffer(kind, room, context, seconds) {
  const { model, server } = room, work = new Work(room);
  work.begin({ pace: 100 });
  await sleep(context.short ? 1500 : 5000);
  const readers = await Readers.begin(room, { patience: kind.patience ?? (context.short ? 10_000 : undefined) }), before = { ...model.answers }, { pid } = server.process;
  model.slowest = 0;
  await kind.begin(room, context);
  await sleep(seconds * 1000);
  await kind.during?.(room, context);
  const meanwhile = Object.fromEntries(Object.entries(model.answers).map(([name, count]) => [name, count - before[name]]));
  await work.end();
  if (!context.short) await restless(room);
  await kind.end(room, context);
  const after = await recovered(room);
  readers.end();
  const { slowest } = model;
  if (slowest > longestAnswer) model.wrong(`hangs: a writer waited ${Math.round(slowest / 1000)} s for an answer`);
  if (meanwhile.unknown) model.wrong(`hangs: ${meanwhile.unknown} writers got no answer`);
  if (readers.failures.length) model.wrong(`readers: ${readers.failures.length} of ${readers.asked} were not served, e.g. ${readers.failures[0]}`);
  if (server.process.pid !== pid || server.process.exitCode !== null || server.process.signalCode !== null) model.wrong(`ended: the server did not live through it: ${server.log.slice(-500)}`);
  return { work, meanwhile, after, slowest, readers };
}

// `minutes`: how long the database stays away; `seconds`: how long the others last.
export async function endure(name, engine, { seed, seconds, minutes, short = false, postgres = null }) {
  const kind = kinds[name], context = { short, seconds, postgres, ...kind.prepare?.() }, lasting = kind.minutes ? minutes * 60 : seconds;
  let room;
  try {
    room = await Newsroom.open(engine, { seed, readers: short ? 40 : 200, mailRate: 50, env: context.env ?? {}, disk: kind.disk ?? 0 });
    const { model } = room, found = await suffer(kind, room, context, lasting), { work } = found;
    // All goes on: another while of work, then a kill, after which everything must be there.
    work.begin({ pace: 100 });
    await sleep(short ? 1000 : 5000);
    await work.end();
    await kind.after?.(room, context);
    await room.kill();
    await room.start();
    const stories = await work.checkAll({ sample: short ? 30 : 200, patient: !short, mayDisagree: kind.mayDisagree });
    return { fault: name, engine, seconds: lasting, acknowledged: model.acknowledged(), answers: model.answers, meanwhile: found.meanwhile, stories, recovered: found.after, slowest: found.slowest,
             readers: { asked: found.readers.asked, failed: found.readers.failures.length, slowest: found.readers.slowest }, entries: work.payments.booked, mails: model.arrivals.size, doubtful: work.doubtfulMails + work.doubtfulLetters, faults: model.faults };
  } finally {
    await kind.last?.(room, context);
    await room?.close();
    context.close?.();
  }
}
