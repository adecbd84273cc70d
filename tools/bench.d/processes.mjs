// Starting and ending processes. Each runs in a process group of its own, so that its workers end with it; whatever is left
// is ended when this program ends, however that comes about.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broadsheet-bench-'));
fs.chmodSync(folder, 0o755);  // the references' workers run as another user

export const thisRun = Date.now().toString(36);  // in headlines: papers that were kept hold those of earlier runs

const running = new Map();  // pid → child

function signalGroup(pid, signal) {
  try { process.kill(-pid, signal); } catch { /* it has ended */ }
}

process.on('exit', () => {
  for (const pid of running.keys()) signalGroup(pid, 'SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

export function start(name, command, args, { env = {} } = {}) {
  const log = fs.openSync(path.join(folder, name + '.log'), 'a');
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  fs.closeSync(log);
  running.set(child.pid, child);
  child.ended = new Promise(resolve => child.once('exit', resolve)).then(() => running.delete(child.pid));
  return child;
}

export async function stop(child) {
  signalGroup(child.pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5000);
  await child.ended;
  clearTimeout(late);
  signalGroup(child.pid, 'SIGKILL');  // workers that outlived it
}

// Runs to its end; what it printed. Throws where it fails or takes longer than `seconds`.
export function run(command, args, { env = {}, seconds = 60 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    running.set(child.pid, child);
    let out = '', errors = '', late = false;
    child.stdout.on('data', data => { out += data; });
    child.stderr.on('data', data => { errors += data; });
    const timer = setTimeout(() => { late = true; signalGroup(child.pid, 'SIGKILL'); }, seconds * 1000);
    child.on('error', reject);
    child.on('close', status => {
      clearTimeout(timer);
      running.delete(child.pid);
      if (status === 0) resolve(out);
      else reject(new Error(`${command} ${args.join(' ')}: ${late ? `took longer than ${seconds} s` : `status ${status}`}\n${errors}${out}`));
    });
  });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
  });
}

const ticksPerSecond = 100;  // USER_HZ of every Linux that Debian ships

function family(pid) {
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children ? children.split(' ').flatMap(child => family(Number(child))) : [])];
}

// utime + stime of a process and its workers, in seconds.
export function cpuSeconds(pid) {
  let ticks = 0;
  for (const one of family(pid)) {
    const stat = fs.readFileSync(`/proc/${one}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / ticksPerSecond;
}

// VmRSS and VmHWM (its peak) in MB.
export function memory(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = name => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
