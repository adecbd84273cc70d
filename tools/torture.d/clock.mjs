// A clock that jumps: libfaketime, told by a file. Monotonic time goes on as it does for a machine whose clock is set.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { besideAsan } from './disk.mjs';

const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(one => `/usr/lib/${one}/faketime/libfaketimeMT.so.1`).find(one => fs.existsSync(one));
export const mayJump = () => library !== undefined;

export class Clock {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broadsheet-clock-'));
    this.file = path.join(this.folder, 'now');
    this.set(0);
    this.env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', ...besideAsan };
  }
  // Seconds away from the true time.
  set(seconds) {
    this.seconds = seconds;
    fs.writeFileSync(this.file, `${seconds >= 0 ? '+' : ''}${seconds}s\n`);
  }
  now() { return Date.now() + this.seconds * 1000; }
  close() { fs.rmSync(this.folder, { recursive: true, force: true }); }
}
