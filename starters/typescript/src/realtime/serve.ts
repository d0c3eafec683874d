// The servers: one for the world, and one for who runs it.

//% if websocket
import type { IncomingMessage } from 'node:http';
//% endif
import type { Duplex } from 'node:stream';

import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
//% if websocket
import { features } from '../app/features.js';
//% endif
import { readJson } from './body.js';
import type { Settings } from './config.js';
import { corsHeaders, isPreflight, PREFLIGHT } from './cors.js';
import { Crowd, IDLE } from './crowd.js';
import { admit, pathOf } from './door.js';
import { healthz, metrics, readyz } from './health.js';
//% if websocket
import { Incoming } from './incoming.js';
//% endif
import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';
import { routes } from './routes.js';
//% if websocket
import { Sockets } from './socket.js';
//% endif

/** How long a client may take for a request: milliseconds. */
const REQUEST = 30_000;
/** Between two looks at who takes longer: milliseconds. */
const LOOK = 2000;
/** How long a client may take for the last that it is told: milliseconds. */
const GOODBYE = 1000;
/** Connections beyond those that are held, each for one request: health checks, publishing, and answers that there is no room. */
export const SPARE = 256;

/** Answers the world. */
export function publicServer(realtime: Realtime): FastifyInstance {
  const { settings } = realtime;
  const server = bare(settings, realtime);
  readJson(server);
  const crowd = new Crowd(server.server, settings.maxConnections + SPARE, SPARE);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin').headers(corsHeaders(settings, request.raw));
    crowd.admit(request.raw);
    if (crowd.isNearlyFull(request.raw)) reply.header('connection', 'close');
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
    // Also of one that does not read its answer; no poll waits for so long.
    connectionTimeout: IDLE,
    http: {
//% if websocket
      IncomingMessage: Incoming,
//% endif
      headersTimeout: REQUEST,
      requestTimeout: REQUEST,
      connectionsCheckingInterval: LOOK,
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
      else refuse(socket, problemOfBytes(error));
    },
    frameworkErrors: (error, _, reply) => answer(reply, problemOf(error, settings)),
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  });
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const problem = problemOf(error, settings);
    if (problem.status === 500)
      log.error({ err: error, path: pathOf(request.raw) }, 'a request failed');
    return answer(reply, problem);
  });
  return server;
}

function answer(reply: FastifyReply, { status, headers, body }: Problem): FastifyReply {
  // As bytes: to a text Fastify adds a charset, which JSON has not (RFC 8259, 11).
  return reply.code(status).headers(headers).send(Buffer.from(body));
}

/** What is wrong with bytes that are no request. */
function problemOfBytes({ code }: { code: string }): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return Problem.tooLate();
  if (code === 'HPE_HEADER_OVERFLOW') return Problem.headTooLarge();
  return Problem.bad('bad-request', 'This is not HTTP/1.1.');
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
  // A frame would stand among the bytes of an answer that is still to come.
  if (crowd.isAnswering(request)) return void connection.destroy();
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
//% endif

/** Answers where no response is there to answer with, and ends the connection. */
function refuse(connection: Duplex, problem: Problem, more: Record<string, string> = {}): void {
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
  connection.once('finish', () => connection.destroy());
  setTimeout(() => connection.destroy(), GOODBYE).unref();
}
