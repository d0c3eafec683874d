// `POST /ticket`: browsers cannot set headers on `EventSource` and `WebSocket`, and a token must not stand in a URL.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Ticket } from '../../client/realtime.js';
import { addressOf, identify, limit } from './access.js';
import { bodyOf } from './body.js';
import { type Feature, findFeature } from './feature.js';
import { object, text } from './json.js';
import { Problem } from './problem.js';
import type { Query } from './query.js';
import type { Realtime } from './realtime.js';
import { ANONYMOUS, nameOf, remaining, type Subject } from './token.js';

export async function postTicket(
  realtime: Realtime,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const subject = await identify(realtime, request.raw);
  if (nameOf(subject) === undefined) {
    throw Problem.signIn('A ticket is given for a token: `Authorization: Bearer ...`.');
  }
  const name = bodyOf(request, (body) => text(object(body), 'feature'));
  const feature = findFeature(name ?? '');
  if (!feature) throw Problem.bad('bad-feature', 'There is no such feature.');
  const ticket = randomBytes(16).toString('hex');
  const kept = JSON.stringify({ feature: feature.name, subject: narrowed(subject, feature) });
  const seconds = realtime.settings.ticketSeconds;
  await realtime.broker.keep(`t:${ticket}`, kept, seconds);
  const given: Ticket = { ticket, expires_in: seconds };
  return reply.header('cache-control', 'no-store').send(given);
}

/** The subject of a ticket, which is taken once, or of a token; throws a `Problem`. */
export async function identifyByTicket(
  realtime: Realtime,
  request: IncomingMessage,
  { ticket }: Query,
  feature: Feature,
): Promise<Subject> {
  if (ticket === undefined) return await identify(realtime, request);
  if (request.headers.authorization !== undefined) {
    throw Problem.bad('two-credentials', 'Send a token or a ticket, not both.');
  }
  const found = await realtime.broker.take(`t:${ticket}`);
  const kept = found === undefined ? undefined : (JSON.parse(found) as Kept);
  if (kept?.feature === feature.name) {
    const subject = { ...ANONYMOUS, ...kept.subject };
    if (remaining(subject) !== 0) return subject;
  }
  // Guessing is bounded too.
  limit(realtime, ANONYMOUS, addressOf(realtime, request));
  throw Problem.signIn('The ticket was used, is too old, or is for another feature.');
}

/** What a ticket stands for. */
interface Kept {
  readonly feature: string;
  readonly subject: Subject;
}

/** A subject with no more rights than a feature needs. */
function narrowed(subject: Subject, feature: Feature): Subject {
  const only = (patterns: readonly string[] | undefined) =>
    patterns?.filter((pattern) => ['*', feature.name].includes(pattern.split('/')[0] ?? ''));
  return { ...subject, read: only(subject.read), write: only(subject.write) };
}
