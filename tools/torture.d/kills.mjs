// Killed at any instant: under work, and while it starts.
import { sleep } from '../../tests/whole/server.mjs';
import { Newsroom } from './newsroom.mjs';
import { Work } from './work.mjs';

const shortest = 20, longest = 3000;

// As likely in the first tenth of a second as in the last second but one: much happens early.
const instant = random => shortest * (longest / shortest) ** random.next();

async function killOnce(room, work) {
  const { server, random } = room, began = Date.now();
  if (random.next() < 0.15) {  // perhaps before it serves anybody
    server.launch();
    await sleep(random.upTo(250));
  } else {
    await room.start();
    const checked = work.checkSome(3).catch(() => {});  // it may be killed meanwhile
    await sleep(instant(random));
    await Promise.race([checked, sleep(5)]);
  }
  await room.kill();
  return Date.now() - began;
}

// `tell(text)`: how far it is.
export async function kills(engine, { kills: count, seed, short = false, tell = () => {} }) {
  const room = await Newsroom.open(engine, { seed, readers: short ? 60 : 200, mailRate: short ? 100 : 200 });
  try {
    const work = new Work(room), began = Date.now();
    work.begin({ pace: short ? 100 : 150 });
    await sleep(500);
    await room.kill();
    while (room.restarts < count) {
      await killOnce(room, work);
      if (room.restarts % 50 === 0) tell(`${room.restarts} kills on ${engine}, ${Math.round((Date.now() - began) / 1000)} s, ${room.model.stories.size} stories, ${room.model.faults.length} faults`);
    }
    await room.start();
    await sleep(1000);
    await work.end();
    const stories = await work.checkAll({ sample: short ? 40 : 400, patient: !short });
    const { model } = room;
    return { fault: 'kills', engine, kills: room.restarts, seconds: Math.round((Date.now() - began) / 1000), acknowledged: model.acknowledged(), answers: model.answers, stories, entries: work.payments.booked,
             mails: model.arrivals.size, doubtful: work.doubtfulMails + work.doubtfulLetters, faults: model.faults };
  } finally { await room.close(); }
}
