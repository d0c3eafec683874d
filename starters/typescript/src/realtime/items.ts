// What streams and sockets get, as bytes that all who get the same share.

import type { Cursor } from './cursor.js';
//% if binary
import { Event, Relayed } from './event.js';
//% else
import { Event } from './event.js';
//% endif

/** Something that streams and sockets get. */
export interface Item {
  /** Bytes, about. */
  readonly size: number;
//% if sse
  /** As a block of an event stream; nothing where streams do not get it. */
  block(): Buffer | undefined;
//% endif
//% if websocket
  /** As a frame of a socket. */
  frame(): Buffer;
//% endif
}

/** Some items, joined once for all who get them. */
export class Items {
  readonly list: readonly Item[];
  /** Those that do not pass by. */
  readonly events: readonly Event[];
//% if sse
  #blocks: Buffer | undefined;
//% endif
//% if websocket
  #frames: Buffer | undefined;
//% endif

  constructor(list: readonly Item[]) {
    this.list = list;
    this.events = list.filter((item) => item instanceof Event);
  }

//% if sse
  blocks(): Buffer {
    this.#blocks ??= joined(this.list.map((item) => item.block()));
    return this.#blocks;
  }

//% endif
//% if websocket
  frames(): Buffer {
    this.#frames ??= joined(this.list.map((item) => item.frame()));
    return this.#frames;
  }

//% endif
  /** Without events up to a cursor. */
  after(cursor: Cursor): Items {
    const [first] = this.events;
    if (!first || cursor.isBefore(first.id)) return this;
    const isNew = (item: Item) => !(item instanceof Event) || cursor.isBefore(item.id);
    return new Items(this.list.filter(isNew));
  }
//% if binary

  /** Without the frames of a sender. */
  butFrom(sender: string): Items {
    if (this.events.length === this.list.length) return this;
    const isOf = (item: Item) => item instanceof Relayed && item.sender === sender;
    return this.list.some(isOf) ? new Items(this.list.filter((item) => !isOf(item))) : this;
  }
//% endif
}

function joined(pieces: readonly (Buffer | undefined)[]): Buffer {
  const there = pieces.filter((piece) => piece !== undefined);
  const [only] = there;
  return there.length === 1 && only ? only : Buffer.concat(there);
}
