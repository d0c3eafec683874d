// What every request passes before anything else.

import type { IncomingMessage } from 'node:http';

import { isPage } from './demo.js';
import { checkHost, checkOrigin } from './origin.js';
import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';

/** What is answered to anybody and at any time. */
const HEALTH = ['/healthz', '/readyz'];

export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? url;
}

/**
 * Lets nothing new in while the server drains, nobody who reached it under a name that somebody else
 * pointed here, and no page of a foreign origin; throws a `Problem`.
 */
export function admit({ drain, settings }: Realtime, request: IncomingMessage): void {
  const path = pathOf(request);
  if (HEALTH.includes(path)) return;
  const seconds = drain.remaining;
  if (seconds !== undefined) throw Problem.draining(seconds);
  checkHost(settings, request.headers);
  if (!isPage(path)) checkOrigin(settings, request.headers);
}
