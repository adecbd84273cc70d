// The command line, and the table at the end.
import { parseArgs } from 'node:util';
import { possible, torture } from './torture.mjs';
import { rowOf, tableOf } from './table.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '500' }, engine: { type: 'string' }, fault: { type: 'string', multiple: true, default: [] }, minutes: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '30' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, short: { type: 'boolean', default: false }, binary: { type: 'string' }, 'no-build': { type: 'boolean' },
  },
});
const wrongUse = sentence => { console.error(`tools/torture: ${sentence}`); process.exit(2); };
const number = name => (Number(values[name]) >= 0 ? Number(values[name]) : wrongUse(`--${name} wants a number, not ${values[name]}`));
if (values.engine && !['sqlite', 'postgresql'].includes(values.engine)) wrongUse(`there is no engine ${values.engine}`);
const options = { kills: number('kills'), minutes: number('minutes'), seconds: number('seconds'), seed: number('seed'), short: values.short, tell: text => console.log(`  ${text}`) };
const named = values.fault.concat(positionals), engines = values.engine ? [values.engine] : ['sqlite', 'postgresql'];
const runs = possible(engines, named);
if (runs.wrong) wrongUse(runs.wrong);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
console.log(`seed ${options.seed}, ${process.env.BROADSHEET_BINARY}`);
for (const { fault, engine } of runs.left) console.log(`left out: ${fault} on ${engine}, which this machine does not let us do`);
const rows = [];
for (const { fault, engine } of runs.wanted) {
  console.log(`${fault} on ${engine}`);
  const row = await torture(fault, engine, options).catch(error => ({ fault, engine, faults: [`broken off: ${error.stack}`] }));
  rows.push(row);
  console.log(`  ${rowOf(row).slice(2).join('; ')}`);
  const told = new Map();  // of each kind some
  for (const sentence of row.faults) {
    const kind = sentence.split(':')[0], count = (told.get(kind) ?? 0) + 1;
    told.set(kind, count);
    if (count <= 20) console.log(`  ${sentence}`);
  }
}
console.log(`\n${tableOf(rows)}`);
process.exit(rows.every(row => row.faults.length === 0) ? 0 : 1);
