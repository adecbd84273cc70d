// The Debian package: made of the binary at hand, looked at, checked with Debian's and systemd's own tools, and (as root)
// installed, upgraded, removed and purged in a throw-away copy of this system.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { binary, root } from './server.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-package-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names) => path.join(folder, ...names);
const run = (program, words, more = {}) => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...more });
// Without its debugging information it is made in a second.
run('strip', ['--strip-unneeded', '-o', at('broadsheet'), binary]);
const make = async output => (await promisify(execFile)(path.join(root, 'tools/package'), ['--quick', '--binary', at('broadsheet'), '--output', at(output)])).stdout.trim();
const [deb, again] = await Promise.all([make('first'), make('second')]);
run('dpkg-deb', ['--raw-extract', deb, at('tree')]);
const inside = name => readFileSync(at('tree', name), 'utf8');
const filesUnder = where => readdirSync(where, { withFileTypes: true }).flatMap(entry => entry.isDirectory() ? filesUnder(path.join(where, entry.name)) : [path.relative(at('tree'), path.join(where, entry.name))]);
const manual = () => zlib.gunzipSync(readFileSync(at('tree/usr/share/man/man1/broadsheet.1.gz'))).toString();

test('holds what it should, and nothing else', () => {
  assert.deepEqual(filesUnder(at('tree')).sort(), [
    'DEBIAN/control', 'DEBIAN/md5sums', 'DEBIAN/postinst', 'DEBIAN/postrm', 'DEBIAN/prerm',
    'lib/systemd/system/broadsheet.service', 'lib/systemd/system/broadsheet.socket', 'usr/bin/broadsheet', 'usr/share/broadsheet/broadsheet.toml',
    'usr/share/doc/broadsheet/CHANGELOG.md.gz', 'usr/share/doc/broadsheet/changelog.gz', 'usr/share/doc/broadsheet/copyright',
    'usr/share/doc/broadsheet/examples/caddy/Caddyfile', 'usr/share/doc/broadsheet/examples/nginx/broadsheet.conf',
    'usr/share/doc/broadsheet/operator.md', 'usr/share/man/man1/broadsheet.1.gz']);
  const control = inside('DEBIAN/control');
  const version = run(binary, ['--data', at('none'), 'version']).match(/^broadsheet (.+)$/m)[1];
  assert.ok(path.basename(deb) === `broadsheet_${version}_${run('dpkg', ['--print-architecture']).trim()}.deb` && control.includes(`\nVersion: ${version}\n`));
  const needed = control.match(/^Depends: (.*)$/m)[1].split(', ').map(one => one.split(' ')[0]);
  for (const name of ['libc6', 'libvips42', 'libsoci-sqlite3-4.0', 'libsoci-postgresql4.0', 'espeak-ng', 'hunspell-uk', 'hunspell-en-us', 'ca-certificates', 'adduser']) assert.ok(needed.includes(name), name);
  assert.doesNotMatch(control, /@[A-Z]+@/);
  assert.equal(statSync(at('tree/usr/bin/broadsheet')).mode & 0o777, 0o755);
  assert.match(run('dpkg-deb', ['--contents', deb]).split('\n')[0], /^drwxr-xr-x root\/root /);
});

test('the same binary gives the same bytes again', () => assert.ok(readFileSync(deb).equals(readFileSync(again))));

test('the units are understood by systemd, and shut off what the server does not need', () => {
  mkdirSync(at('units'));
  for (const name of ['broadsheet.service', 'broadsheet.socket']) copyFileSync(at('tree/lib/systemd/system', name), at('units', name));
  const unit = readFileSync(at('units/broadsheet.service'), 'utf8').replace('/usr/bin/broadsheet', at('tree/usr/bin/broadsheet')).replace(/^Documentation=.*$/m, '');
  writeFileSync(at('units/broadsheet.service'), unit);
  const looked = spawnSync('systemd-analyze', ['verify', '--man=no', at('units/broadsheet.service'), at('units/broadsheet.socket')], { encoding: 'utf8' });
  assert.deepEqual([looked.status, looked.stderr.split('\n').filter(line => line.includes('broadsheet'))], [0, []], looked.stderr);
  const score = run('systemd-analyze', ['security', '--offline=true', '--no-pager', at('units/broadsheet.service')]).match(/exposure level for broadsheet\.service: ([\d.]+)/);
  assert.ok(Number(score[1]) <= 1.5, score[0]);
});

test('the manual names every command of --help, and reads without a warning', () => {
  const helps = new Map();  // a sanitized program takes its time to start
  const help = (...words) => {
    const key = words.join(' ');
    if (!helps.has(key)) helps.set(key, spawnSync(binary, ['--data', at('none'), ...words, '--help'], { encoding: 'utf8' }).stdout);
    return helps.get(key);
  };
  const commandsOf = text => [...(text.split('Subcommands:')[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name);
  const commands = commandsOf(help()).flatMap(name => { const below = commandsOf(help(name)); return below.length ? below.map(one => `${name} ${one}`) : [name]; });
  assert.ok(commands.includes('serve') && commands.includes('staff token'), commands.join());
  const text = manual();
  const named = text.slice(text.indexOf('.SH COMMANDS'), text.indexOf('.SH EXIT STATUS')).replaceAll('\\-', '-');
  for (const command of commands) {
    assert.match(named, new RegExp(`^\\.B[IR]? "?${command}(?![a-z-])`, 'm'), command);
    for (const [, option] of help(...command.split(' ')).matchAll(/^ {2}(--[a-z-]+)/gm)) assert.ok(named.includes(option), `${command} ${option}`);
  }
  const read = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: text, encoding: 'utf8' });
  assert.deepEqual([read.status, read.stderr], [0, '']);
});

test('the example of the settings has every key, and the server takes it', () => {
  const example = inside('usr/share/broadsheet/broadsheet.toml');
  const known = [...readFileSync(path.join(root, 'src/main/config.cpp'), 'utf8').matchAll(/^ +\{"([a-z]+\.[a-z_]+)",/gm)].map(([, key]) => key).sort();
  let section;
  const shown = [];
  for (const line of example.split('\n')) {
    section = line.match(/^\[([a-z]+)\]$/)?.[1] ?? section;
    const key = line.match(/^#?([a-z_]+) = /)?.[1];
    if (key) shown.push(`${section}.${key}`);
  }
  assert.ok(known.length > 25);
  assert.deepEqual(shown.sort(), known);
  for (const [name, text] of [['as-it-is', example], ['all-in-force', example.replace(/^#([a-z_]+ = )/gm, '$1')]]) {
    mkdirSync(at(name));
    writeFileSync(at(name, 'broadsheet.toml'), text);
    assert.match(run(binary, ['--data', at(name), 'version']), /^broadsheet /);
  }
});

// What the package manager does is the scripts' work: a small program stands in for the large one there.
const light = () => {
  run('cp', ['-a', at('tree'), at('light')]);
  writeFileSync(at('light/usr/bin/broadsheet'), '#!/bin/sh\n: >"$2/written"\n');
  run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', at('light'), at('light.deb')]);
  return at('light.deb');
};
// A copy of this system that forgets all: what is written goes into memory.
const copied = process.getuid() === 0 && spawnSync('unshare', ['--mount', 'sh', '-ec', 'mount -t tmpfs none "$0"; mkdir "$0/up" "$0/work"; mount -t overlay -o lowerdir=/,upperdir="$0/up",workdir="$0/work" none "$0"', tmpdir()]).status === 0;
const system = script => {
  mkdirSync(at('system'), { recursive: true });
  const done = spawnSync('unshare', ['--mount', 'sh', '-ec', `
    mount -t tmpfs none ${at('system')}; cd ${at('system')}; mkdir up work all
    mount -t overlay -o lowerdir=/,upperdir=up,workdir=work none all; cp ${light()} all/new.deb
    # A package manager that knows of nothing is quick.
    mount -t tmpfs none all/var/lib/dpkg; (cd all/var/lib/dpkg; mkdir info updates triggers; touch status available)
    mount -t tmpfs none all/run; mount -t proc none all/proc; mount --bind /dev all/dev
    chroot all sh -ec '
      install() { dpkg --force-depends --install /new.deb; }
      data=/var/lib/broadsheet
      ${script}'`], { encoding: 'utf8', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' } });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return done.stdout;
};

test('installs, upgrades, is removed and purged where there is no systemd', { skip: copied ? false : 'needs root and an overlay' }, () => {
  const said = system(`
    install
    getent passwd broadsheet | grep -q ":$data:/usr/sbin/nologin$"
    test "$(stat -c "%U:%G %a" $data)" = "broadsheet:broadsheet 750"
    test "$(stat -c "%U:%G %a" $data/broadsheet.toml)" = "root:broadsheet 640"
    runuser -u broadsheet -- broadsheet --data $data
    test "$(stat -c %U $data/written)" = broadsheet
    rm $data/written
    echo "[site]" >$data/broadsheet.toml
    install
    test "$(cat $data/broadsheet.toml)" = "[site]"
    dpkg --remove broadsheet
    test -e $data/broadsheet.toml
    dpkg --purge broadsheet
    test ! -e $data
    ! getent passwd broadsheet
    install
    echo key >$data/secrets.key
    dpkg --purge broadsheet
    test -e $data/secrets.key
    test -e $data/broadsheet.toml
    getent passwd broadsheet >/dev/null`);
  assert.match(said, /the newspaper in \/var\/lib\/broadsheet is kept/);
});
