// wrk (as fast as it goes) and h2load (at a constant rate): 64 kept connections from two threads.
import fs from 'node:fs';
import path from 'node:path';
import { cpuSeconds, folder, run } from './processes.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
export const connections = 64;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The smallest value that `share` of the values do not exceed.
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

// {rate (requests/s), cpu (µs of the server for a request), failures}; `script` with its arguments: a file beside this one.
export async function wrk(server, path, seconds, script, ...args) {
  const before = cpuSeconds(server.child.pid);
  const out = await run('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '-H', 'Accept-Encoding: gzip', ...(script ? ['-s', `${here}/${script}`] : []),
                                `http://127.0.0.1:${server.port}${path}`, ...(script ? ['--', ...args] : [])], { seconds: seconds + 20 });
  const cpu = cpuSeconds(server.child.pid) - before;
  const requests = Number(/(\d+) requests in/.exec(out)[1]);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0);
  // A server that closes a connection (nginx after its thousand requests) shows as a read error of wrk 4.1; it goes on.
  const [connect, , write, timeout] = (/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(out) ?? []).slice(1).map(Number);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), cpu: cpu / requests * 1e6, failures: refused + (connect ?? 0) + (write ?? 0) + (timeout ?? 0) };
}

// {rate, p50, p99 (µs), failures}. `rate` 0: as fast as it goes.
//
// h2load counts from when it sends, and sends a late request at once after the answer it waited for: a server that stalls
// delays the requests behind the stall without their wait being counted (coordinated omission). So these are latencies as
// the server makes them, not as a queue of readers would feel them. Both servers are measured so, below saturation, and
// the row fails where the wanted rate was not reached.
export async function h2load(server, path, seconds, rate) {
  const log = `${folder}/latencies`;
  fs.rmSync(log, { force: true });
  const pace = rate ? [`--rps=${rate / connections}`, '-n', String(Math.round(rate * seconds / connections) * connections)] : ['-D', String(seconds)];
  const out = await run('h2load', ['--h1', '-t2', `-c${connections}`, ...pace, '-H', 'Accept-Encoding: gzip', `--log-file=${log}`,
                                   `http://127.0.0.1:${server.port}${path}`], { seconds: seconds * 3 + 20 });
  const rows = fs.readFileSync(log, 'latin1').split('\n').filter(Boolean).map(line => line.split('\t'));
  const times = rows.filter(row => row[1] === '200').map(row => Number(row[2]));
  if (!times.length) throw new Error(`h2load had no answer from ${server.name}\n${out}`);
  let first = Infinity, last = 0;
  for (const row of rows) { first = Math.min(first, Number(row[0])); last = Math.max(last, Number(row[0]) + Number(row[2])); }
  return { rate: times.length / ((last - first) / 1e6), p50: percentile(times, 0.5), p99: percentile(times, 0.99), failures: rows.length - times.length };
}
