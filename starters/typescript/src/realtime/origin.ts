// Where a request comes from: `Host`, `Origin` and `Sec-Fetch-Site`, against pages that nobody let in.

import type { IncomingHttpHeaders } from 'node:http';

import { isLocal, type Settings } from './config.js';
import { Problem } from './problem.js';

/**
 * Refuses a name that is not known here, where the server runs for this machine alone: a foreign
 * page may have its own name pointed at this machine, and then counts as of the same origin.
 */
export function checkHost(settings: Settings, headers: IncomingHttpHeaders): void {
  if (isLocal(settings) && !settings.key && !isKnown(settings, hostOf(headers))) {
    throw Problem.forbidden(
      'foreign-host',
      'This server runs for this machine alone; ALLOWED_HOSTS names the hosts that it answers to otherwise.',
    );
  }
}

/** Refuses what a page of a foreign origin sent. */
export function checkOrigin(settings: Settings, headers: IncomingHttpHeaders): void {
  if (!passes(settings, headers)) {
    throw Problem.forbidden(
      'foreign-origin',
      'Pages of this origin are not let in; ALLOWED_ORIGINS names those that are.',
    );
  }
}

/** Whether an origin is one of `ALLOWED_ORIGINS`. */
export function isListed(settings: Settings, origin: string): boolean {
  return settings.allowedOrigins.includes(origin.toLowerCase());
}

function passes(settings: Settings, headers: IncomingHttpHeaders): boolean {
  const { origin } = headers;
  if (origin !== undefined) {
    const [, own] = origin.toLowerCase().split('://');
    return own === hostOf(headers) || isListed(settings, origin);
  }
  // Absent, too, where a program asks that is no browser.
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function hostOf(headers: IncomingHttpHeaders): string {
  return (headers.host ?? '').toLowerCase();
}

function isKnown(settings: Settings, host: string): boolean {
  const name = host.replace(/:\d*$/, '');
  return (
    ['localhost', '127.0.0.1', '[::1]'].includes(name) ||
    settings.allowedHosts.includes(name) ||
    settings.allowedHosts.includes(host)
  );
}
