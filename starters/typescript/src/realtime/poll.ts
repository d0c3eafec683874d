// `GET /{feature}/events`: polls.

//% if short_polling
import type { FastifyReply, FastifyRequest } from 'fastify';

//% endif
import { identify, mayRead } from './access.js';
//% if short_polling
//% if shared_cache
import type { Feature, Topic } from './feature.js';
//% else
import type { Topic } from './feature.js';
//% endif
//% endif
import { topicOf } from './names.js';
//% if short_polling
import { JSON_HEADERS, ofPage } from './pages.js';
//% else
import { JSON_HEADERS } from './pages.js';
//% endif
import { Problem } from './problem.js';
import { numberOf, type Query, readQuery } from './query.js';
//% if short_polling
import type { Realtime } from './realtime.js';
//% endif
import type { Handler } from './routes.js';
//% if long_polling
import { answerLater, waitOf } from './wait.js';
//% endif
//% if short_polling
import { type From, type Most, PAGE_BYTES, PAGE_EVENTS, readFrom, USUAL_EVENTS } from './window.js';
//% else
import { PAGE_BYTES, PAGE_EVENTS, readFrom, USUAL_EVENTS } from './window.js';
//% endif

export const getEvents: Handler = async (realtime, feature, request, reply) => {
  const query = readQuery(request.query);
  const subject = await identify(realtime, request.raw);
  const topic = topicOf(feature, query.topic);
//% if replies
  await mayRead(realtime, subject, topic);
//% else
  mayRead(subject, topic);
//% endif
  const from = readFrom(query.after);
  const most = { events: limitOf(query), bytes: PAGE_BYTES };
//% if long_polling and short_polling
  const wait = waitOf(feature, query, subject);
  if (wait === undefined) return await answerAtOnce(realtime, request, reply, topic, from, most);
  const body = await answerLater(realtime, request, topic, from, most, wait);
  return reply.headers(JSON_HEADERS).header('cache-control', 'no-store').send(body);
//% elif long_polling
  const wait = waitOf(query, subject);
  const body = await answerLater(realtime, request, topic, from, most, wait);
  return reply.headers(JSON_HEADERS).header('cache-control', 'no-store').send(body);
//% else
  return await answerAtOnce(realtime, request, reply, topic, from, most);
//% endif
};

function limitOf(query: Query): number {
  const limit = numberOf(query, 'limit') ?? USUAL_EVENTS;
  if (limit < 1 || limit > PAGE_EVENTS) {
    throw Problem.bad('bad-limit', `\`limit\` is a whole number from 1 to ${PAGE_EVENTS}.`);
  }
  return limit;
}

//% if short_polling
/** Answers with what there is. */
async function answerAtOnce(
  realtime: Realtime,
  request: FastifyRequest,
  reply: FastifyReply,
  topic: Topic,
  from: From,
  most: Most,
): Promise<FastifyReply> {
  const counts = realtime.metrics.of(topic.feature, 'short-polling');
  const page = await realtime.broker.read(topic, from, most);
  counts.started(from, page.start);
  const etag = `"${page.cursor}"`;
  reply.headers({
    etag,
//% if shared_cache
    'cache-control': cacheControl(realtime, topic.feature),
//% else
    'cache-control': 'private, no-cache',
//% endif
    vary: 'Authorization, Origin',
    'x-poll-interval': String(topic.feature.pollSeconds),
  });
  const known = isKnown(request.headers['if-none-match'], etag);
  if (known && !page.start.reset && !page.ended) return reply.code(304).send();
  counts.delivered(page.events);
  return reply.headers(JSON_HEADERS).send(ofPage(page));
}

/** Whether the client has what a tag stands for (RFC 9110, 13.1.2): caches may have made it weak, or ask for several. */
function isKnown(asked: string | undefined, etag: string): boolean {
  const tags = (asked ?? '').split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}
//% if shared_cache

/** Whether a cache may give the answer to others. Where tokens are verified, what one may read another may not. */
function cacheControl(realtime: Realtime, { sharedSeconds }: Feature): string {
  return sharedSeconds > 0 && !realtime.settings.key
    ? `public, max-age=0, s-maxage=${sharedSeconds}`
    : 'private, no-cache';
}
//% endif
//% endif
