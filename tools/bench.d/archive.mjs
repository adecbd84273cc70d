// Row: a page deep in the archive costs what its first costs, rendered anew each time (staff's answers are never kept).
import { Connection } from './client.mjs';
import { median } from './load.mjs';
import { serve } from './servers.mjs';
import { stop } from './processes.mjs';

export async function archive(bench) {
  const server = await serve(await bench.largePaper());
  const connection = await Connection.open(server.port);
  const ask = async page => {
    const sent = performance.now();
    const answer = await connection.get(`/archive/page/${page}/`, { Authorization: `Bearer ${server.paper.token}` });
    if (answer.status !== 200) throw new Error(`/archive/page/${page}/ answers ${answer.status}`);
    if (!/private/.test(answer.headers['cache-control'])) throw new Error('a kept page was measured');
    return performance.now() - sent;
  };
  const deep = bench.quick ? 400 : 4000;
  const times = { first: [], deep: [] };
  for (let round = 0; round < (bench.quick ? 40 : 300); ++round) {
    times.first.push(await ask(1));
    times.deep.push(await ask(deep));
  }
  connection.close();
  await stop(server.child);
  const [first, there] = [median(times.first), median(times.deep)];
  bench.row({ row: 'archive', what: `archive page ${deep.toLocaleString('en')} : page 1, rendered, median`, ours: `${there.toFixed(2)} ms`, other: `${first.toFixed(2)} ms`, ratio: there / first, most: 1.5 });
}
