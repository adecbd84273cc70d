// The operator's manual does what it says: its commands are run, in their order, beside a real server. One that cannot
// be run here says why, in a comment before it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { binary, root, Server } from './server.mjs';

const text = readFileSync(path.join(root, 'docs/operator.md'), 'utf8');
const blocks = [...text.matchAll(/(?:^<!-- not run: ([^\n]*) -->\n)?^```sh\n(.*?)^```$/gms)].map(([, reason, commands]) => ({ reason, commands }));

test('the commands of the operator’s manual work', async () => {
  assert.equal(blocks.length, text.match(/^```/gm).length / 2, 'every block is marked sh');
  const runnable = blocks.filter(block => block.reason === undefined);
  assert.ok(runnable.length >= 5);
  for (const { reason, commands } of blocks) assert.ok(reason === undefined || reason.length > 10, commands);
  const server = await Server.start('sqlite', { env: { BROADSHEET_OPERATOR_LISTEN: '127.0.0.1:0' } });
  const tools = mkdtempSync(path.join(tmpdir(), 'broadsheet-docs-'));
  try {
    const operator = server.log.match(/operator listen=\S+ port=(\d+)/)[1];
    symlinkSync(path.resolve(binary), path.join(tools, 'broadsheet'));
    // Whoever runs the tests stands in for the service's user.
    writeFileSync(path.join(tools, 'sudo'), '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n');
    chmodSync(path.join(tools, 'sudo'), 0o755);
    for (const { commands } of runnable) {
      const here = commands.replaceAll('/var/lib/broadsheet', server.folder).replaceAll('127.0.0.1:8080', `127.0.0.1:${server.port}`).replaceAll('127.0.0.1:9464', `127.0.0.1:${operator}`);
      const done = spawnSync('bash', ['-euo', 'pipefail', '-c', here], { encoding: 'utf8', cwd: root, env: { ...server.env, BROADSHEET_HTTP_LISTEN: `127.0.0.1:${server.port}`, PATH: `${tools}:${process.env.PATH}` } });
      assert.equal(done.status, 0, `${commands}\n${done.stdout}\n${done.stderr}`);
      assert.notEqual(done.stdout, '', commands);
    }
    const people = (await server.desk('GET', '/staff')).body.staff.map(one => one.email);
    for (const email of ['maria@paper.example', 'tom@paper.example']) assert.ok(people.includes(email), people.join());
  } finally {
    await server.close();
    rmSync(tools, { recursive: true, force: true });
  }
});

test('the settings in the operator’s manual are known to the program', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-docs-'));
  try {
    const shown = [...text.matchAll(/^ {4}\[(\w+)\]\n((?: {4}.*\n)+)/gm)].filter(([, section]) => !['Service', 'Socket'].includes(section));
    assert.ok(shown.length >= 3);
    for (const [i, [, section, lines]] of shown.entries()) {
      const data = path.join(folder, String(i));
      mkdirSync(data);
      writeFileSync(path.join(data, 'broadsheet.toml'), `[${section}]\n${lines}`);
      assert.match(execFileSync(binary, ['--data', data, 'version'], { encoding: 'utf8', stdio: 'pipe' }), /^broadsheet /);
    }
  } finally { rmSync(folder, { recursive: true, force: true }); }
});
