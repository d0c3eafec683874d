// Which requests there are. Of each feature, only what its transports need.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { features } from '../app/features.js';
import { demo } from './demo.js';
import type { Feature } from './feature.js';
import { healthz, readyz } from './health.js';
//% if polling
import { getEvents } from './poll.js';
//% endif
//% if websocket
import { Problem } from './problem.js';
//% endif
import { postEvents } from './publish.js';
import type { Realtime } from './realtime.js';
//% if replies
import { postReplies } from './replies.js';
//% endif
import { getState } from './state.js';
//% if sse
import { getStream } from './stream.js';
//% endif
//% if tickets
import { postTicket } from './ticket.js';
//% endif

/** What answers a request to a feature; what it throws is answered as a `Problem`. */
export type Handler = (
  realtime: Realtime,
  feature: Feature,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

export function routes(server: FastifyInstance, realtime: Realtime): void {
  for (const feature of features) {
    const route = (method: 'GET' | 'POST', name: string, handler: Handler) =>
      server.route({
        method,
        url: `/${feature.name}/${name}`,
        handler: (request, reply) => handler(realtime, feature, request, reply),
      });
    const { transports } = feature;
    route('POST', 'events', postEvents);
    route('GET', 'state', getState);
//% if short_polling and long_polling
    if (transports.includes('short-polling') || transports.includes('long-polling')) {
      route('GET', 'events', getEvents);
    }
//% elif short_polling
    if (transports.includes('short-polling')) route('GET', 'events', getEvents);
//% elif long_polling
    if (transports.includes('long-polling')) route('GET', 'events', getEvents);
//% endif
//% if sse
    if (transports.includes('sse')) route('GET', 'stream', getStream);
//% endif
//% if websocket
    if (transports.includes('websocket')) {
      // Who asks for an upgrade does not come here.
      route('GET', 'socket', async () => {
        throw Problem.upgradeRequired();
      });
    }
//% endif
//% if replies
    if (feature.replies) route('POST', 'replies', postReplies);
//% endif
  }
//% if tickets
  server.post('/ticket', (request, reply) => postTicket(realtime, request, reply));
//% endif
  // Balancers ask with HEAD, too.
  const health = { method: ['GET', 'HEAD'] };
  server.route({ ...health, url: '/healthz', handler: healthz });
  server.route({ ...health, url: '/readyz', handler: readyz(realtime) });
  if (realtime.settings.demo) demo(server);
}
