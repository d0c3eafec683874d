// `GET /{feature}/stream`: Server-Sent Events.

import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyReply } from 'fastify';

import type { Ready } from '../../client/realtime.js';
import { mayRead } from './access.js';
import { releasedIfRefused } from './connections.js';
import { Delivery, type Step } from './delivery.js';
import type { Topic } from './feature.js';
import { topicOf } from './names.js';
import { type Beat, Pace } from './pace.js';
import { AWAY, Problem } from './problem.js';
import { readQuery } from './query.js';
import type { Realtime } from './realtime.js';
import type { Handler } from './routes.js';
import { identifyByTicket } from './ticket.js';
import type { Subject } from './token.js';
import { type From, readFrom } from './window.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** How long the client has to take the last block: milliseconds. */
const GOODBYE = 5000;

const HEARTBEAT = Buffer.from('event: heartbeat\ndata: {}\n\n');

export const getStream: Handler = async (realtime, feature, request, reply) => {
  const query = readQuery(request.query);
  const seen = request.headers['last-event-id'];
  const from = readFrom([seen ?? query.after].flat()[0]);
  try {
    const topic = topicOf(feature, query.topic);
    const release = realtime.connections.hold(realtime.metrics.of(feature, 'sse'));
    await releasedIfRefused(release, async () => {
      const subject = await identifyByTicket(realtime, request.raw, query, feature);
//% if replies
      await mayRead(realtime, subject, topic);
//% else
      mayRead(subject, topic);
//% endif
      const stream = await openStream(realtime, subject, topic, from, release);
      return stream ? stream(reply) : reply.code(204).send();
    });
  } catch (error) {
    // Any status but 200 ends a native `EventSource` for good.
    if (seen === undefined || Problem.of(error)?.code !== AWAY) throw error;
    return reply.headers(HEADERS).send(comeBack(1000));
  }
  return reply;
};

/** A stream of a topic from a cursor on; nothing where there is nothing more to come, which is a 204 and also ends a native `EventSource`. */
//% if replies
export async function openStream(
//% else
async function openStream(
//% endif
  realtime: Realtime,
  subject: Subject,
  topic: Topic,
  from: From,
  release: () => void,
): Promise<((reply: FastifyReply) => void) | undefined> {
  const counts = realtime.metrics.of(topic.feature, 'sse');
  const delivery = await Delivery.start(realtime, counts, topic, from);
  if (delivery.isOver) {
    delivery.close();
    release();
    return undefined;
  }
  return (reply) => {
    const { socket } = reply.request.raw;
    const leave = () => {
      delivery.close();
      release();
    };
    if (socket.destroyed) return leave();
    socket.once('close', leave);
    reply.hijack();
    const response = reply.raw;
    // Written as it is, without chunks: the body ends with the connection.
    response.useChunkedEncodingByDefault = false;
    const already = reply.getHeaders() as OutgoingHttpHeaders;
    response.writeHead(200, { ...already, ...HEADERS }).flushHeaders();
    const start = () => new Stream(realtime, subject, delivery, socket).start();
    if (response.socket) start();
    // Behind an answer that is still to come on this connection; its head is written right after that is said.
    else response.once('socket', () => queueMicrotask(start));
  };
}

class Stream {
  readonly #realtime: Realtime;
  readonly #delivery: Delivery;
  readonly #socket: Socket;
  readonly #pace: Pace;
  /** The client has not read what was written when the last heartbeat was due. */
  #stalls = false;

  constructor(realtime: Realtime, subject: Subject, delivery: Delivery, socket: Socket) {
    this.#realtime = realtime;
    this.#delivery = delivery;
    this.#socket = socket;
    this.#pace = new Pace(realtime, subject, (beat) => this.#beat(beat));
  }

  start(): void {
    // A stream may be silent for as long as it likes; what ends it is a heartbeat that is not taken.
    this.#socket.setTimeout(0);
    this.#socket.once('close', () => this.#pace.close());
    this.#socket.on('drain', () => this.#pump());
    // What the client says until it leaves is for nobody.
    this.#socket.on('end', () => this.#socket.end());
    this.#delivery.onNews = () => this.#pump();
    this.#socket.write(this.#ready());
    this.#pump();
  }

  /** Writes what is there, as long as the client takes it. */
  #pump(): void {
    while (!this.#socket.writableNeedDrain && this.#socket.writable) {
      const step = this.#delivery.take();
      if (!step) return;
      const block = written(step);
      if (!block) return void this.#leave();
      if (block.length > 0) this.#socket.write(block);
    }
  }

  #beat(beat: Beat): void {
    if (beat === 'expired') return void this.#leave();
    if (beat === 'drained') return void this.#leave(this.#farewell());
    if (!this.#socket.writableNeedDrain) {
      this.#stalls = false;
      this.#socket.write(HEARTBEAT);
    } else if (this.#stalls) {
      // It has read nothing for two intervals.
      this.#socket.destroy();
    } else {
      this.#stalls = true;
    }
  }

  /** What is queued, and when to come back: after the end of this server. */
  #farewell(): Buffer {
    const step = this.#delivery.take();
    const queued = (step && written(step)) ?? Buffer.alloc(0);
    // A second more, for a port that answers 503 to the very end would end a native `EventSource`.
    const seconds = (this.#realtime.drain.remaining ?? 0) + 1;
    return Buffer.concat([queued, Buffer.from(comeBack(seconds * 1000))]);
  }

  /** The first block: where delivery starts, and how often the server gives a sign of life. */
  #ready(): string {
    const { topic, start } = this.#delivery;
    const heartbeat = this.#realtime.settings.heartbeatSeconds;
    const { cursor, reset } = start;
    const ready: Ready = { topic: topic.name, cursor: `${cursor}`, reset, heartbeat };
    return `event: ready\nretry: ${jittered(1000)}\nid: ${cursor}\ndata: ${JSON.stringify(ready)}\n\n`;
  }

  /** Ends behind a last block. Who does not take it is not waited for. */
  #leave(last: Buffer | string = ''): void {
    this.#pace.close();
    this.#delivery.close();
    this.#socket.end(last);
    setTimeout(() => this.#socket.destroy(), GOODBYE).unref();
  }
}

/** A step as blocks of the stream; nothing where it ends. */
function written(step: Step): Buffer | undefined {
  switch (step.kind) {
    case 'items':
      return step.items.blocks();
    case 'reset':
      return Buffer.from(`event: reset\nid: ${step.cursor}\ndata: {"cursor":"${step.cursor}"}\n\n`);
    default:
      return undefined;
  }
}

/** Tells the client to come back after some time, and not with all the others. */
function comeBack(milliseconds: number): string {
  return `retry: ${jittered(milliseconds)}\n\n`;
}

/** From once to three times as long. */
function jittered(milliseconds: number): number {
  return Math.floor(milliseconds * (1 + 2 * Math.random()));
}
