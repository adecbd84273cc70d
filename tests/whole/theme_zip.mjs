// Zip files as somebody would upload them, honest ones and others: `__UP__` in a name becomes "..".
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export function zipOf(files, { links = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-zip-'));
  try {
    for (const [name, text] of Object.entries(files)) { mkdirSync(path.dirname(path.join(folder, 'x', name)), { recursive: true }); writeFileSync(path.join(folder, 'x', name), text); }
    for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(folder, 'x', name));
    execFileSync('python3', ['-c', `
import os, sys, zipfile
root, out = sys.argv[1:]
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    for base, folders, names in os.walk(root):
        for name in names + [f for f in folders if os.path.islink(os.path.join(base, f))]:
            full = os.path.join(base, name)
            entry = os.path.relpath(full, root).replace('__UP__', '..')
            if os.path.islink(full):
                info = zipfile.ZipInfo(entry); info.create_system = 3; info.external_attr = 0o120777 << 16
                z.writestr(info, os.readlink(full))
            else: z.write(full, entry)
`, path.join(folder, 'x'), path.join(folder, 'out.zip')]);
    return readFileSync(path.join(folder, 'out.zip'));
  } finally { rmSync(folder, { recursive: true, force: true }); }
}
