// The operating system's limits.

import { readFileSync } from 'node:fs';

import type { Logger } from 'pino';

import type { Settings } from './config.js';
import { SPARE } from './serve.js';

/** Files that are open beside connections: those for metrics, and a few. */
const OTHERS = 64;

/** Lowers `MAX_CONNECTIONS` to what fits into the limit of open files, which Node.js raises as far as it goes. */
export function fit(settings: Settings, log: Logger): void {
  const limit = openFiles();
  if (limit >= settings.maxConnections + SPARE + OTHERS) return;
  settings.maxConnections = Math.max(limit - SPARE - OTHERS, 1);
  log.warn(
    { open_files: limit, max_connections: settings.maxConnections },
    'MAX_CONNECTIONS is lowered, since the operating system allows no more open files',
  );
}

/** The limit of this process; none where the system does not say. */
function openFiles(): number {
  try {
    const [, soft] =
      /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(soft ?? Infinity);
  } catch {
    return Infinity;
  }
}
