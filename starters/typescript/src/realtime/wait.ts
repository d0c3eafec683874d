// Long polls: an answer that waits for something to come.

import type { FastifyRequest } from 'fastify';

import { Delivery, type Step } from './delivery.js';
import type { Event } from './event.js';
//% if short_polling
import type { Feature, Topic } from './feature.js';
//% else
import type { Topic } from './feature.js';
//% endif
import { ofPage, written } from './pages.js';
import { Problem } from './problem.js';
import { numberOf, type Query } from './query.js';
import type { Realtime } from './realtime.js';
import { remaining, type Subject } from './token.js';
import type { From, Most } from './window.js';

/** Seconds that a poll waits unless the client says otherwise, and at most. */
const USUAL_WAIT = «wait_seconds»;
const LONGEST_WAIT = «wait_most_seconds»;

//% if short_polling
/** For how many milliseconds a poll waits, which is no longer than its token holds; nothing where it is a short one. */
export function waitOf(feature: Feature, query: Query, subject: Subject): number | undefined {
  const { transports } = feature;
  const isLong =
    transports.includes('long-polling') &&
    (query.wait !== undefined || !transports.includes('short-polling'));
  if (!isLong) return undefined;
//% else
/** For how many milliseconds a poll waits, which is no longer than its token holds. */
export function waitOf(query: Query, subject: Subject): number {
//% endif
  const wait = numberOf(query, 'wait') ?? USUAL_WAIT;
  if (wait < 1 || wait > 60) {
    throw Problem.bad('bad-wait', '`wait` is a number of seconds from 1 to 60.');
  }
  return Math.min(Math.min(wait, LONGEST_WAIT) * 1000, remaining(subject) ?? Infinity);
}

/** Answers when there is something after the cursor, or when the wait is over. */
export async function answerLater(
  realtime: Realtime,
  request: FastifyRequest,
  topic: Topic,
  from: From,
  most: Most,
  wait: number,
): Promise<string> {
  const counts = realtime.metrics.of(topic.feature, 'long-polling');
  const release = realtime.connections.hold(counts);
  try {
    const delivery = await Delivery.start(realtime, counts, topic, from, most);
    try {
      const page = delivery.atOnce();
      if (page && (page.start.reset || page.ended || page.events.length > 0)) {
        counts.delivered(page.events);
        return ofPage(page);
      }
      const step = await news(realtime, request, delivery, wait);
      return ofStep(delivery, step, most);
    } finally {
      delivery.close();
    }
  } finally {
    release();
  }
}

/** Waits for events or a reset; there is nothing where the wait is over first, or the client is gone. */
function news(
  realtime: Realtime,
  request: FastifyRequest,
  delivery: Delivery,
  wait: number,
): Promise<Step | undefined> {
  const { socket } = request.raw;
  return new Promise((resolve) => {
    const done = (step?: Step) => {
      clearTimeout(timer);
      callOff();
      socket.off('close', over);
      delivery.onNews = () => {};
      resolve(step);
    };
    const over = () => done();
    const look = () => {
//% if sse or websocket
      for (let step = delivery.take(); step; step = delivery.take()) {
        const signs = step.kind === 'items' && step.items.events.length === 0;
        if (!signs) return done(step);
      }
//% else
      const step = delivery.take();
      if (step) done(step);
//% endif
    };
    const timer = setTimeout(over, wait);
    const callOff = realtime.drain.onBegin(over);
    socket.once('close', over);
    delivery.onNews = look;
    // Who left while the broker was asked closes no more.
    if (socket.destroyed) over();
    else look();
  });
}

function ofStep(delivery: Delivery, step: Step | undefined, most: Most): string {
  if (step?.kind === 'reset') return written([], step.cursor, true, false, false);
//% if sse or websocket
  const events = step?.kind === 'items' ? step.items.events : [];
//% else
  const events = step?.kind === 'items' ? step.items : [];
//% endif
  const fitting = cut(events, most);
  const more = fitting.length < events.length;
  const cursor = (more && fitting.at(-1)?.id) || delivery.cursor;
  return written(fitting, cursor, false, more, delivery.ended && !more);
}

/** As many of the events as one answer holds. */
function cut(events: readonly Event[], most: Most): readonly Event[] {
  let bytes = 0;
  const end = events.findIndex((event, at) => {
    bytes += event.size;
    return at >= most.events || (at > 0 && bytes > most.bytes);
  });
  return end < 0 ? events : events.slice(0, end);
}
