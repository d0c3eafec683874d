// The tools that read what is rendered, and where it is put for them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test. */
export function scratch(t) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'client-')));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a tool's script, and throws what it says where it finds something. */
export function tool(script, ...given) {
  try {
    return execFileSync(process.execPath, [join('node_modules', script), ...given], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch ({ stdout, stderr }) {
    throw new Error(`${script} finds:\n${stdout}${stderr}`);
  }
}
