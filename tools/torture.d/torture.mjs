// One fault on one engine; on PostgreSQL beside a server of its own, which may be stopped.
import { kinds } from './fault_kinds.mjs';
import { endure } from './faults.mjs';
import { kills } from './kills.mjs';
import { Postgres } from './postgres.mjs';

const names = ['kills', ...Object.keys(kinds)];

// What of that can be done here: {wanted, left}, each {fault, engine}; or {wrong}. Nothing named: everything.
export function possible(engines, faults) {
  const unknown = faults.find(fault => !names.includes(fault));
  if (unknown) return { wrong: `there is no fault ${unknown}` };
  const all = (faults.length ? faults : names).flatMap(fault => engines.filter(engine => (kinds[fault]?.engines ?? engines).includes(engine)).map(engine => ({ fault, engine })));
  const may = ({ fault }) => kinds[fault]?.possible?.() ?? true;
  return { wanted: all.filter(may), left: all.filter(run => !may(run)) };
}

export async function torture(fault, engine, options) {
  const postgres = engine === 'postgresql' ? await Postgres.start() : null, before = process.env.BROADSHEET_TEST_POSTGRES;
  if (postgres) process.env.BROADSHEET_TEST_POSTGRES = postgres.url;
  try {
    return fault === 'kills' ? await kills(engine, options) : await endure(fault, engine, { ...options, postgres });
  } finally {
    await postgres?.close();
    if (before === undefined) delete process.env.BROADSHEET_TEST_POSTGRES;
    else process.env.BROADSHEET_TEST_POSTGRES = before;
  }
}
