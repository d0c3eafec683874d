// The demo page and the browser client, which are read when the program starts.

import { extname } from 'node:path';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { readFolder } from './files.js';
import { Problem } from './problem.js';

const KINDS: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
};

export function demo(server: FastifyInstance): void {
  const files = readFolder('client');
  const send = (reply: FastifyReply, path: string) => {
    const file = files.get(path);
    if (!file) throw Problem.notFound();
    const kind = KINDS[extname(path)] ?? 'application/octet-stream';
    return reply.headers(HEADERS).header('content-type', kind).send(file);
  };
  server.get('/', async (_, reply) => send(reply, 'index.html'));
  server.get<{ Params: { '*': string } }>('/client/*', async (request, reply) =>
    send(reply, request.params['*']),
  );
}

/** Whether a path is one of these, which any page may have a link to. */
export function isPage(path: string): boolean {
  return path === '/' || path.startsWith('/client/');
}
