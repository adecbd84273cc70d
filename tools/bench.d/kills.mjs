// The promise of mailings at length: tests/whole/mailing_kills.test.mjs with 200 kills.
import path from 'node:path';
import { run } from './processes.mjs';
import { binary } from './servers.mjs';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

export async function kills(bench) {
  const count = bench.quick ? 10 : 200;
  const out = await run('node', ['--test', '--test-reporter=tap', path.join(root, 'tests/whole/mailing_kills.test.mjs')],
                        { env: { BROADSHEET_BINARY: binary.path, BROADSHEET_KILLS: String(count) }, seconds: 1500 });
  const [, killed, readers, arrived, doubtful] = /(\d+) kills, (\d+) readers, (\d+) arrived, (\d+) in doubt/.exec(out);
  bench.row({ row: 'kills', what: `${killed} kills while ${readers} mails went out`, ours: `${arrived} arrived, ${doubtful} in doubt`, bound: 'none twice, none lost', ok: true });
}
