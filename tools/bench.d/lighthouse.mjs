// Row: Lighthouse's mobile preset on the demo edition's front page and a story, median of five runs each.
import fs from 'node:fs';
import path from 'node:path';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { median } from './load.mjs';
import { folder, freePort, run, stop } from './processes.mjs';
import { binary, serve } from './servers.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function scores(url) {
  const port = await freePort();
  const browser = await chromium.launch({ executablePath: process.env.BROADSHEET_CHROMIUM ?? '/usr/bin/chromium', args: [...flags, `--remote-debugging-port=${port}`] });
  try {
    const { lhr } = await lighthouse(url, { port, output: 'json', logLevel: 'error' });
    return Object.fromEntries(Object.entries(lhr.categories).map(([name, category]) => [name, Math.round(category.score * 100)]));
  } finally { await browser.close(); }
}

export async function lighthouseRow(bench) {
  const data = path.join(folder, 'demo');
  fs.mkdirSync(data, { recursive: true });
  await run(binary.path, ['--data', data, 'demo'], { seconds: 60 });
  const server = await serve({ name: 'demo', data });
  try {
    for (const [name, where] of [['front page', '/'], ['story', '/bridge-reopens-to-trams/']]) {
      const runs = [];
      for (let i = 0; i < (bench.quick ? 1 : 5); ++i) runs.push(await scores(`http://127.0.0.1:${server.port}${where}`));
      for (const [category, least] of [['performance', 98], ['accessibility', 100], ['best-practices', 100], ['seo', 100]]) {
        const score = median(runs.map(run => run[category]));
        bench.row({ row: 'lighthouse', what: `Lighthouse ${category}, ${name}`, ours: String(score), bound: `≥ ${least}`, ok: score >= least });
      }
      bench.note(`lighthouse, ${name}: performance ${runs.map(run => run.performance).join(', ')}`);
    }
  } finally { await stop(server.child); }
}
