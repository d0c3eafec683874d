// `GET /healthz`, `/readyz` and `/metrics`.

import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';

type Route = (request: FastifyRequest, reply: FastifyReply) => Promise<string>;

/** The process lives. */
export const healthz: Route = async () => 'ok\n';

/** It takes requests: not while it drains, or while the broker is away. */
export function readyz({ drain, broker }: Realtime): Route {
  return async (_, reply) => {
    const seconds = drain.remaining;
    if (seconds !== undefined) throw Problem.draining(seconds);
    if (!broker.isThere()) {
      reply.code(503);
      return 'the broker does not answer\n';
    }
    return 'ready\n';
  };
}

export function metrics({ metrics }: Realtime): Route {
  return async (_, reply) => {
    reply.header('content-type', metrics.contentType);
    return await metrics.text();
  };
}
