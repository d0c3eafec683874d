// Files that go along with the program.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's folder: this is `dist/src/realtime/files.js` in it. */
const ROOT = join(import.meta.dirname, '../../..');

/** The text of a file. */
export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Every file below a folder, by its path there. */
export function readFolder(folder: string): Map<string, Buffer> {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(join(ROOT, folder).length + 1), readFileSync(path)];
    }),
  );
}
