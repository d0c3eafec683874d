// Cross-origin requests (Fetch Standard, 3.2), for the origins that are listed and no others.

import type { IncomingMessage } from 'node:http';

import type { Settings } from './config.js';
import { isListed } from './origin.js';

/** The headers that let listed origins read an answer. */
export function corsHeaders(
  settings: Settings,
  { headers }: IncomingMessage,
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !isListed(settings, origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'ETag, Retry-After, X-Poll-Interval',
  };
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** The answer to a preflight, which says nothing without the origin that `corsHeaders` adds for those that are listed. */
export const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'Authorization, Content-Type, If-None-Match',
  'access-control-max-age': '600',
};
