// The short version of tools/torture: a dozen kills and each fault for a few seconds, with the checked binary. Faults whose
// tools this machine does not have are skipped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { possible, torture } from '../../tools/torture.d/torture.mjs';
import { rowOf } from '../../tools/torture.d/table.mjs';
import { engines } from './server.mjs';

const seed = Number(process.env.BROADSHEET_SEED ?? Date.now() % 1_000_000), options = { kills: 12, seconds: 5, minutes: 0.1, seed, short: true };
// The address sanitizer and libfaketime do not bear each other; the long version has the clock.
const faults = ['kills', 'database-stopped', 'database-frozen', 'postgres-restart', 'full-disk', 'read-only-disk', 'slow-disk', 'refusing-disk'];
const { wanted, left } = possible(engines, faults);

for (const { fault, engine } of wanted)
  test(`${fault} on ${engine} (seed ${seed})`, async () => {
    const row = await torture(fault, engine, options);
    console.log(`# ${rowOf(row).slice(2).join('; ')}`);
    assert.deepEqual(row.faults, []);
  });
for (const { fault, engine } of left) test(`${fault} on ${engine}`, { skip: 'this machine does not let us' }, () => {});
