// Debian's Postfix for tests: a configuration, a queue and a port of its own, mail for everybody in one Maildir. Needs
// root, as Postfix does; beside the machine's own configuration, which it neither reads nor changes.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sleep } from './server.mjs';

export const lacks = process.getuid() !== 0 ? 'Postfix can only be started by root' : fs.existsSync('/usr/sbin/postfix') ? false : 'postfix is not there';

const freePort = () => new Promise(done => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)); });
});
const idOf = (flag, name) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));

export class Postfix {
  // Domains under refused.example are turned away at once; mail to later.example is taken and returned afterwards.
  static async start() {
    const postfix = new Postfix();
    const folder = (postfix.folder = fs.mkdtempSync(path.join(tmpdir(), 'broadsheet-postfix-')));
    fs.chmodSync(folder, 0o755);
    const inside = name => path.join(folder, name);
    for (const name of ['etc', 'queue', 'data', 'mail']) fs.mkdirSync(inside(name), { mode: 0o755 });
    fs.chownSync(inside('data'), idOf('-u', 'postfix'), 0);
    fs.chownSync(inside('mail'), idOf('-u', 'nobody'), idOf('-g', 'nobody'));
    const port = await freePort();
    fs.writeFileSync(inside('etc/refused'), 'refused.example 550 5.1.1 No such mailbox here\n');
    fs.writeFileSync(inside('etc/transport'), 'later.example nobody:\n');
    fs.writeFileSync(inside('etc/main.cf'), `compatibility_level = 3.6
queue_directory = ${inside('queue')}
data_directory = ${inside('data')}
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${inside('mail.log')}
maillog_file_prefixes = ${folder}
myhostname = mx.reader.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
smtputf8_enable = yes
smtputf8_autodetect_classes = all
virtual_mailbox_domains = static:all
virtual_mailbox_base = ${inside('mail')}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${idOf('-u', 'nobody')}
virtual_gid_maps = static:${idOf('-g', 'nobody')}
transport_maps = texthash:${inside('etc/transport')}
smtpd_recipient_restrictions = check_recipient_access texthash:${inside('etc/refused')}, permit_mynetworks, reject
smtpd_peername_lookup = no
`);
    fs.writeFileSync(inside('etc/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
nobody unix - n n - - pipe user=nobody argv=/bin/sh -c {exit 67}
postlog unix-dgram n - n - 1 postlogd
`);
    execFileSync('/usr/sbin/postfix', ['-c', inside('etc'), 'start'], { stdio: 'ignore', timeout: 30_000 });
    postfix.url = `smtp://127.0.0.1:${port}`;
    for (let i = 0; ; ++i) {
      if (await new Promise(done => net.connect(port, '127.0.0.1').on('connect', function () { this.destroy(); done(true); }).on('error', () => done(false)))) return postfix;
      if (i > 200) throw new Error('Postfix did not come up: ' + postfix.log());
      await sleep(25);
    }
  }
  log() { return fs.readFileSync(path.join(this.folder, 'mail.log'), 'utf8'); }
  stop() {
    execFileSync('/usr/sbin/postfix', ['-c', path.join(this.folder, 'etc'), 'stop'], { stdio: 'ignore', timeout: 30_000 });
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
  // Files of the mails so far, the oldest first.
  files() {
    const folder = path.join(this.folder, 'mail/all/new');
    return fs.existsSync(folder) ? fs.readdirSync(folder).map(name => path.join(folder, name)).sort((a, b) => fs.statSync(a).mtimeMs - fs.statSync(b).mtimeMs) : [];
  }
  // The file of the first mail of which `fits(source)` holds.
  async mail(fits, what, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
      const found = this.files().find(file => fits(fs.readFileSync(file, 'utf8').replace(/\n[ \t]+/g, ' ')));
      if (found) return found;
      if (Date.now() > end) throw new Error(`${what} did not arrive\n${this.log().slice(-3000)}`);
    }
  }
}
