// The short version of tools/torture: a dozen kills on each engine and a few seconds of the faults that ask most of it, with
// the checked binary. The engines take turns at the machine. Faults that this machine does not let us make are skipped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowOf } from '../../tools/torture.d/table.mjs';
import { possible, torture } from '../../tools/torture.d/torture.mjs';
import { engines } from './server.mjs';

const seed = Number(process.env.BROADSHEET_SEED ?? Date.now() % 1_000_000), options = { kills: 12, seconds: 4, minutes: 0.1, seed, short: true };
const faults = { sqlite: ['kills', 'full-disk', 'refusing-disk'], postgresql: ['kills', 'database-stopped', 'postgres-restart'] };

test(`torture (seed ${seed})`, { concurrency: true }, async t => {
  await Promise.all(engines.map(engine => t.test(engine, async t => {
    const { wanted, left } = possible([engine], faults[engine]);
    for (const { fault } of wanted)
      await t.test(`${fault} on ${engine}`, async () => {
        const row = await torture(fault, engine, options);
        console.log(`# ${rowOf(row).slice(2).join('; ')}`);
        assert.deepEqual(row.faults, []);
      });
    for (const { fault } of left) await t.test(`${fault} on ${engine}`, { skip: 'this machine does not let us' }, () => {});
  })));
});
