// Broadsheet and what it is measured against. The references serve Broadsheet's own bytes from files.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { Connection, textOf } from './client.mjs';
import { folder, freePort, pause, run, start } from './processes.mjs';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
export const binary = { path: path.join(root, 'build/release/broadsheet') };

async function ready(server, path) {
  for (const end = Date.now() + 20_000; ;) {
    try {
      const connection = await Connection.open(server.port);
      const answer = await connection.get(path);
      connection.close();
      if (answer.status === 200) return server;
      throw new Error(`${server.name} answers ${answer.status} to ${path}`);
    } catch (error) {
      if (Date.now() > end) throw new Error(`${error.message}\n${fs.readFileSync(`${folder}/${server.name}.log`, 'utf8')}`);
      await pause(20);
    }
  }
}

let papers = folder;
// Papers filled here stay, and are found filled the next time (what a bench publishes stays in them too).
export function keepPapersIn(directory) {
  fs.mkdirSync(directory, { recursive: true });
  papers = fs.realpathSync(directory);
}
export const papersFolder = () => papers;

const dataOf = (name, count) => path.join(papers, `${name}-${count}`);
export const isFilled = (name, count) => fs.existsSync(path.join(dataOf(name, count), 'bench-filled'));

async function fill(data, count, env) {
  const started = Date.now();
  fs.rmSync(data, { recursive: true, force: true });
  await run(binary.path, ['--data', data, 'demo', '--stories', String(count)], { env, seconds: 1500 });
  await run(binary.path, ['--data', data, 'staff', 'add', 'bench@example.org', '--role', 'administrator'], { env });
  fs.writeFileSync(path.join(data, 'bench-filled'), '');
  console.log(`filled ${count.toLocaleString('en')} generated stories in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// A folder with `count` generated stories and a token for its desk; `env` says which database, where it is not SQLite.
export async function fillPaper(name, count, env = {}) {
  const data = dataOf(name, count);
  if (!isFilled(name, count)) await fill(data, count, env);
  const token = (await run(binary.path, ['--data', data, 'staff', 'token', 'bench@example.org'], { env })).trim().split('\n').pop();
  return { name, data, token, env };
}

// Not waited for: see `serve`.
export async function launch(paper, env = {}) {
  const port = await freePort();
  const child = start(paper.name, binary.path, ['--data', paper.data, 'serve', '--listen', `127.0.0.1:${port}`],
                      { env: { BROADSHEET_SITE_URL: `http://127.0.0.1:${port}`, ...paper.env, ...env } });
  return { name: paper.name, port, child, paper };
}

export const serve = async (paper, env) => ready(await launch(paper, env), '/');

// The addresses of the paper's stories, from its sitemaps, newest month first.
export async function storyPaths(server, most) {
  const connection = await Connection.open(server.port);
  const locations = async path => {
    const answer = await connection.get(path);
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
    return [...textOf(answer).matchAll(/<loc>https?:\/\/[^/]+(\/[^<]*)<\/loc>/g)].map(match => match[1]);
  };
  const paths = new Set();
  for (const month of await locations('/sitemap.xml'))
    if (/^\/sitemap-\d/.test(month) && paths.size < most)
      for (const path of await locations(month)) if (paths.size < most && /-[0-9a-z]{13}\/$/.test(path)) paths.add(path);
  connection.close();
  return [...paths];
}

// Writes what Broadsheet answers as files: NAME.html, and NAME.html.gz with the very bytes it sends.
export async function keepBytes(server, pages) {
  const files = path.join(folder, 'files');
  fs.mkdirSync(files, { recursive: true });
  const connection = await Connection.open(server.port);
  for (const page of pages) {
    const answer = await connection.get(page.path);
    if (answer.headers['content-encoding'] !== 'gzip') throw new Error(`${page.path} was not sent as gzip`);
    fs.writeFileSync(path.join(files, `${page.name}.html`), zlib.gunzipSync(answer.raw));
    fs.writeFileSync(path.join(files, `${page.name}.html.gz`), answer.raw);
    page.bytes = answer.raw;
  }
  connection.close();
  return files;
}

export async function checkSameBytes(server, path, bytes) {
  const connection = await Connection.open(server.port);
  const answer = await connection.get(path);
  connection.close();
  if (answer.status !== 200 || !answer.raw.equals(bytes)) throw new Error(`${server.name} does not answer ${path} with Broadsheet's bytes (status ${answer.status}, ${answer.raw.length} bytes)`);
}

const tuned = (port, files) => `worker_processes 2;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=1000 inactive=10m;
  open_file_cache_valid 10m;
  gzip_static on;
  keepalive_timeout 75s;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port} reuseport; root ${files}; }
}
`;

// /etc/nginx/nginx.conf and sites-available/default of Debian 12, with the port, the folder and the places of its files changed.
const stock = (port, files) => `user www-data;
worker_processes auto;
daemon off;
pid ${folder}/nginx-stock.pid;
error_log ${folder}/nginx-stock.log;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  access_log ${folder}/nginx-stock.access.log;
  gzip on;
  server {
    listen 127.0.0.1:${port} default_server;
    root ${files};
    index index.html index.htm index.nginx-debian.html;
    server_name _;
    location / { try_files $uri $uri/ =404; }
  }
}
`;

const h2oText = (port, files) => `num-threads: 2
listen: { host: 127.0.0.1, port: ${port} }
hosts:
  default:
    paths:
      /: { file.dir: ${files}, file.send-compressed: ON }
`;

async function reference(name, command, args, suffix, configuration, file) {
  const port = await freePort();
  const config = path.join(folder, `${name}.conf`);
  const text = configuration(port);
  fs.writeFileSync(config, text);
  const child = start(name, command, [...args, config]);
  return ready({ name, port, child, suffix, text }, `/${file}.html${suffix}`);
}

// `suffix`: what stands behind /NAME.html in the address of a page's bytes.
export const startTuned = (files, file) => reference('nginx', '/usr/sbin/nginx', ['-p', folder, '-c'], '', port => tuned(port, files), file);
// Asked for the .gz itself: the same bytes. Asked for the .html it would compress each answer anew, which is slower by far.
export const startStock = (files, file) => reference('nginx-stock', '/usr/sbin/nginx', ['-p', folder, '-c'], '.gz', port => stock(port, files), file);
export const startH2o = (files, file) => reference('h2o', '/usr/bin/h2o', ['-m', 'worker', '-c'], '', port => h2oText(port, files), file);
