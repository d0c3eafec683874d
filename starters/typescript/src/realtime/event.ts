// Events, encoded once for all who get them.

import type { Message } from '../app/messages.js';
import type { Cursor } from './cursor.js';
//% if sse or websocket
import type { Item } from './items.js';
//% endif

/** The type of a topic's last event. */
export const END = 'end';

//% if sse or websocket
/** The copies, beside its text, in which an event is kept once it was delivered. */
const COPIES = «(1 if sse else 0) + (1 if websocket else 0)»;
//% endif
/** What an event takes beside its text, about. */
const OVERHEAD = 200;

/** What a message is once its data is JSON on one line. */
export interface Line {
  readonly type: string;
  readonly data: string;
}

export function line(message: Message): Line {
  return { type: message.type, data: JSON.stringify(message.data) };
}

/** An event of a topic's log. */
//% if sse or websocket
export class Event implements Item {
//% else
export class Event {
//% endif
  readonly id: Cursor;
  /** Whether it is the last of its topic. */
  readonly end: boolean;
  /** The whole event as JSON on one line. */
  readonly json: string;
  /** The bytes of that. */
  readonly size: number;
//% if sse
  #block: Buffer | undefined;
//% endif
//% if websocket
  #frame: Buffer | undefined;
//% endif

  constructor(id: Cursor, topic: string, { type, data }: Line) {
    const at = written(id.milliseconds);
    this.id = id;
    this.end = type === END;
    this.json = `{"id":"${id}","topic":"${topic}","type":"${type}","data":${data},"at":"${at}"}`;
    this.size = Buffer.byteLength(this.json);
  }

//% if sse or websocket
  /** The bytes that it takes in memory, about: each transport's form is a copy. */
//% else
  /** The bytes that it takes in memory, about. */
//% endif
  get weight(): number {
    const { length } = this.json;
    // Texts beyond Latin-1 take two bytes a character.
    const text = this.size === length ? length : 2 * length;
//% if sse or websocket
    return OVERHEAD + text + COPIES * this.size;
//% else
    return OVERHEAD + text;
//% endif
  }

//% if sse
  /** JSON escapes line breaks, so that nothing in it can begin a line. */
  block(): Buffer {
    const name = this.end ? 'event: end\n' : '';
    this.#block ??= Buffer.from(`${name}id: ${this.id}\ndata: ${this.json}\n\n`);
    return this.#block;
  }

//% endif
//% if websocket
  frame(): Buffer {
    this.#frame ??= framed(Buffer.from(`{"event":${this.json}}`), false);
    return this.#frame;
  }
//% endif
}

//% if sse or websocket
/** An ephemeral event, such as a typing sign. */
export class Sign implements Item {
//% if redis
  readonly line: Line;
//% endif
  readonly #json: string;
  readonly size: number;
//% if sse
  #block: Buffer | undefined;
//% endif
//% if websocket
  #frame: Buffer | undefined;
//% endif

  /** `now`: milliseconds since 1970. */
  constructor(topic: string, line: Line, now: number) {
//% if redis
    this.line = line;
//% endif
    const { type, data } = line;
    this.#json = `{"topic":"${topic}","type":"${type}","data":${data},"at":"${written(now)}"}`;
    this.size = Buffer.byteLength(this.#json);
  }

//% if sse
  block(): Buffer {
    this.#block ??= Buffer.from(`data: ${this.#json}\n\n`);
    return this.#block;
  }

//% endif
//% if websocket
  frame(): Buffer {
    this.#frame ??= framed(Buffer.from(`{"event":${this.#json}}`), false);
    return this.#frame;
  }
//% endif
}

//% endif
//% if binary
/** A binary frame for the other sockets of a topic. */
export class Relayed implements Item {
  readonly bytes: Buffer;
  /** The socket that it came from: 128 random bits in hexadecimal. */
  readonly sender: string;
  #frame: Buffer | undefined;

  constructor(bytes: Buffer, sender: string) {
    this.bytes = bytes;
    this.sender = sender;
  }

  get size(): number {
    return this.bytes.length;
  }

//% if sse
  block(): undefined {
    return undefined;
  }

//% endif
  frame(): Buffer {
    this.#frame ??= framed(this.bytes, true);
    return this.#frame;
  }
}

//% endif
//% if binary
/** What passes by. */
export type Passing = Sign | Relayed;

//% elif sse or websocket
/** What passes by. */
export type Passing = Sign;

//% endif
//% if websocket
/** As one frame from a server, which has no mask: the same for everybody (RFC 6455, 5.2). */
export function framed(payload: Buffer, binary: boolean): Buffer {
  const length = payload.length;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extended + length);
  frame[0] = binary ? 0x82 : 0x81;
  if (extended === 0) {
    frame[1] = length;
  } else if (extended === 2) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(frame, 2 + extended);
  return frame;
}

//% endif
/** Milliseconds since 1970 as RFC 3339 writes them. */
export function written(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
