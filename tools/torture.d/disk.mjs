// Disks that fail: one that is full (a small one of our own), and one that a preloaded shim makes slow or broken.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const errors = { EIO: 5, ENOSPC: 28, EROFS: 30 };

export function mayMount() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broadsheet-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch { return false; } finally { fs.rmdirSync(folder); }
}

export function fill(folder) {
  const file = fs.openSync(path.join(folder, 'filler'), 'a');
  try { for (let size = 65536; size >= 1; ) try { fs.writeSync(file, Buffer.alloc(size)); } catch (error) { if (error.code !== 'ENOSPC') throw error; size = size > 1 ? size >> 4 : 0; } } finally { fs.closeSync(file); }
}
export const empty = folder => fs.rmSync(path.join(folder, 'filler'));

// The shim, compiled once, and its control. Every data folder of ours begins alike, so that one name stands for them.
export class DiskShim {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broadsheet-shim-'));
    const library = path.join(this.folder, 'disk_shim.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'disk_shim.c'), '-ldl']);
    this.control = path.join(this.folder, 'control');
    this.set(0, 0);
    this.env = { LD_PRELOAD: library, TORTURE_DISK_CONTROL: this.control, TORTURE_DISK_FOLDER: path.join(fs.realpathSync(os.tmpdir()), 'broadsheet-whole-'), ...besideAsan };
  }
  set(wait, error) {
    const file = fs.openSync(this.control, fs.existsSync(this.control) ? 'r+' : 'w+'), numbers = Buffer.alloc(8);
    numbers.writeInt32LE(wait, 0);
    numbers.writeInt32LE(error, 4);
    fs.writeSync(file, numbers, 0, 8, 0);
    fs.closeSync(file);
  }
  close() { fs.rmSync(this.folder, { recursive: true, force: true }); }
}

// The address sanitizer wants to come first among libraries; what is preloaded for a fault does no harm before it.
export const besideAsan = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ? process.env.ASAN_OPTIONS + ':' : ''}verify_asan_link_order=0` };
