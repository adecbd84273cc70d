// What can befall a newspaper: how each fault begins and ends. `engines`: where it makes sense; `disk`: megabytes of a disk
// of its own; `minutes`: it lasts as long as --minutes says; `patience`: of readers, in milliseconds; `mayDisagree`: as in Work.checkAll; `possible`: whether this
// machine lets us.
import { execFileSync } from 'node:child_process';
import { sleep } from '../../tests/whole/server.mjs';
import { until } from '../../tests/whole/support_paper.mjs';
import { Clock, mayJump } from './clock.mjs';
import { DiskShim, empty, errors, fill, mayMount } from './disk.mjs';

const both = ['sqlite', 'postgresql'];
const shim = () => { const disk = new DiskShim(); return { disk, env: disk.env, close: () => disk.close() }; };
const sound = (room, { disk }) => disk?.set(0, 0);

// Two stories for later: one for the far future, one that falls due within the jumps.
async function scheduleStories(room, context) {
  const at = hours => new Date(Date.now() + hours * 3600_000).toISOString();
  context.soon = await room.server.publish({ headline: `Soon ${room.word()}` }, { at: at(2) });
  context.far = await room.server.publish({ headline: `Far ${room.word()}` }, { at: at(72) });
}
const statusOf = async (room, story) => (await room.server.get(new URL(story.url).pathname)).status;
async function jump(room, context, hours, expected) {
  context.clock.set(hours * 3600);
  await sleep(context.short ? 2500 : 8000);
  for (const [name, wanted] of Object.entries(expected)) {
    // What is due comes after what was due before.
    if (wanted === 200) await until(async () => await statusOf(room, context[name]) === 200, 'the story that is due', 30).catch(() => {});
    const status = await statusOf(room, context[name]);
    if (status !== wanted) room.model.wrong(`clock: ${hours} hours on, the story for ${{ soon: 'two', far: '72' }[name]} hours later answers ${status}, not ${wanted}`);
  }
}

// What was put into the queue in the future and is not done when the clock comes back waits for that time to come again.
async function jobsDone(room, context) {
  const due = () => Number(room.paper.sql(`SELECT COUNT(*) FROM jobs WHERE parked = 0 AND run_at <= ${context.clock.now()}`)[0][0]);
  // Asking stops this program for a moment, and with it the mail server that the jobs talk to.
  await until(async () => due() === 0 || (await sleep(1500), false), 'the jobs to be done', 90);
}

export const kinds = {
  'database-stopped': {
    engines: ['postgresql'], minutes: true,
    begin: (room, { postgres }) => postgres.down(), end: (room, { postgres }) => postgres.up(),
  },
  'database-frozen': {  // it takes connections and requests, and answers none
    // Pages that a change had just made stale wait until the server is known to be away: store/watch.h.
    engines: ['postgresql'], minutes: true, patience: 20_000,
    begin: (room, { postgres }) => postgres.freeze(), end: (room, { postgres }) => postgres.thaw(), last: (room, { postgres }) => postgres.thaw(),
  },
  'postgres-restart': {  // again and again, in mid-transaction
    engines: ['postgresql'],
    begin: async (room, { postgres, short, seconds }) => {
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(short ? 700 : 2000)) {
        await postgres.down(room.random.of(['SIGQUIT', 'SIGINT']));
        await postgres.up();
      }
    },
    end: () => {},
  },
  'full-disk': {
    engines: both, disk: 60, possible: mayMount,
    begin: room => fill(room.server.folder), end: room => empty(room.server.folder),
  },
  'read-only-disk': {  // as a file system becomes after an error; then one that is so when the program starts
    engines: ['sqlite'], disk: 60, prepare: shim, possible: mayMount,
    begin: (room, { disk }) => disk.set(0, errors.EROFS), end: sound,
    after: async room => {
      await room.paper.down('SIGTERM');
      const mount = how => execFileSync('mount', ['-o', `remount,${how}`, room.server.folder]);
      mount('ro');
      room.server.launch();
      const ended = await Promise.race([room.server.ended, sleep(20_000).then(() => 'still there')]);
      if (ended !== 1 || !/^broadsheet: \S/m.test(room.server.log)) room.model.wrong(`read-only: the program starts on such a disk, or ends in ${ended} saying ${room.server.log.slice(-300)}`);
      if (ended === 'still there') await room.paper.down('SIGKILL');
      mount('rw');
      await room.start();
    },
  },
  'slow-disk': {
    engines: both, prepare: shim,
    begin: (room, { disk, short }) => disk.set(short ? 40 : 150, 0), end: sound, last: sound,
  },
  'refusing-disk': {  // fsync and write fail, in turn with two errors
    engines: both, prepare: shim,
    begin: async (room, { disk, seconds }) => {
      for (const [error, pause] of [['EIO', 0.3], ['ENOSPC', 0.3], [null, 0.1], ['EIO', 0.1], [null, 0.05], ['ENOSPC', 0.1]]) {
        disk.set(0, error ? errors[error] : 0);
        await sleep(pause * seconds * 1000);
      }
      disk.set(0, errors.EIO);
    },
    end: sound, last: sound,
  },
  clock: {  // the processor's events look too old then and are refused: it sends them again
    engines: both, possible: mayJump, mayDisagree: true,
    prepare: () => { const clock = new Clock(); return { clock, env: clock.env, close: () => clock.close() }; },
    begin: async (room, context) => {
      await scheduleStories(room, context);
      await jump(room, context, 1, { soon: 404, far: 404 });
      await jump(room, context, -1, { soon: 404, far: 404 });
      await jump(room, context, 25, { soon: 200, far: 404 });
    },
    end: async (room, context) => {
      await jobsDone(room, context);
      await jump(room, context, 0, { soon: 200, far: 404 });
    },
  },
};
