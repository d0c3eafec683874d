// The servers: one for the world, and one for who runs it.

//% if websocket
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
//% endif

import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
//% if websocket
import { features } from '../app/features.js';
//% endif
import { readJson } from './body.js';
import type { Settings } from './config.js';
import { corsHeaders, isPreflight, PREFLIGHT } from './cors.js';
import { Crowd } from './crowd.js';
import { admit, pathOf } from './door.js';
import { healthz, metrics, readyz } from './health.js';
import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';
import { routes } from './routes.js';
//% if websocket
import { Sockets } from './socket.js';
//% endif

/** How long a client may take for a request: milliseconds. */
const REQUEST = 30_000;
/** How long an idle connection stays open: longer than a proxy keeps it, so that the proxy never sends a request into a connection that is about to close. */
const IDLE = 75_000;
/** Connections beyond those that are held, each for one request: health checks, publishing, and answers that there is no room. */
export const SPARE = 256;

/** Answers the world. */
export function publicServer(realtime: Realtime): FastifyInstance {
  const { settings } = realtime;
  const server = bare(settings, realtime);
  readJson(server);
  const crowd = new Crowd(server.server, settings.maxConnections + SPARE);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin').headers(corsHeaders(settings, request.raw));
    crowd.admit(request.raw);
    if (isPreflight(request.raw)) return reply.code(204).headers(PREFLIGHT).send();
    admit(realtime, request.raw);
    return undefined;
  });
  routes(server, realtime);
  server.setNotFoundHandler(async (request) => {
    const methods = ['GET', 'POST'] as const;
    const url = pathOf(request.raw);
    const allowed = methods.filter((method) => server.findRoute({ method, url }) !== null);
    throw allowed.length > 0 ? Problem.wrongMethod(allowed.join(', ')) : Problem.notFound();
  });
//% if websocket
  const sockets = new Sockets(realtime);
  server.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    void upgrade(realtime, sockets, crowd, request, connection, head);
  });
//% endif
  return server;
}

/** Answers who runs the server. */
export function privateServer(realtime: Realtime): FastifyInstance {
  const server = bare(realtime.settings, realtime);
  server.get('/metrics', metrics(realtime));
  server.get('/healthz', healthz);
  server.get('/readyz', readyz(realtime));
  return server;
}

function bare(settings: Settings, { log }: Realtime): FastifyInstance {
  const server = fastify({
    bodyLimit: settings.maxMessageBytes,
    requestTimeout: REQUEST,
    keepAliveTimeout: IDLE,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  });
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const problem = problemOf(error, settings);
    if (problem.status === 500)
      log.error({ err: error, path: pathOf(request.raw) }, 'a request failed');
    return reply.code(problem.status).headers(problem.headers).send(problem.body);
  });
  return server;
}

function problemOf(error: FastifyError, settings: Settings): Problem {
  const problem = Problem.of(error);
  if (problem) return problem;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return Problem.tooLarge(settings.maxMessageBytes);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return Problem.notJson();
    default:
      return (error.statusCode ?? 500) < 500
        ? Problem.bad('bad-request', error.message)
        : Problem.internal();
  }
}
//% if websocket

/** Makes a socket of a connection, or says why not. */
async function upgrade(
  realtime: Realtime,
  sockets: Sockets,
  crowd: Crowd,
  request: IncomingMessage,
  connection: Duplex,
  head: Buffer,
): Promise<void> {
  try {
    crowd.admit(request);
    admit(realtime, request);
    const path = pathOf(request);
    const feature = features.find(
      ({ name, transports }) => path === `/${name}/socket` && transports.includes('websocket'),
    );
    if (!feature) throw Problem.notFound();
    await sockets.open(feature, request, connection, head);
  } catch (error) {
    const problem = Problem.of(error);
    if (!problem) realtime.log.error({ err: error }, 'a handshake failed');
    refuse(connection, problem ?? Problem.internal(), corsHeaders(realtime.settings, request));
  }
}

/** Answers where no response is there to answer with. */
function refuse(connection: Duplex, problem: Problem, more: Record<string, string>): void {
  const { status, body } = problem;
  const headers = {
    ...problem.headers,
    ...more,
    vary: 'Origin',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  connection.end(`HTTP/1.1 ${status} ${problem.title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
//% endif
