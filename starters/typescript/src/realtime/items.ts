// What streams and sockets get, as bytes that all who get the same share.

import type { Cursor } from './cursor.js';

/** Something that streams and sockets get. */
export interface Item {
  /** Absent: it passes by, without id and history. */
  readonly id?: Cursor;
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
//% if sse
  #blocks: Buffer | undefined;
//% endif
//% if websocket
  #frames: Buffer | undefined;
//% endif

  constructor(list: readonly Item[]) {
    this.list = list;
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
  /** Those of which something holds; the same where it holds of all. */
  filter(holds: (item: Item) => boolean): Items {
    return this.list.every(holds) ? this : new Items(this.list.filter(holds));
  }
}

function joined(pieces: readonly (Buffer | undefined)[]): Buffer {
  const there = pieces.filter((piece) => piece !== undefined);
  const [only] = there;
  return there.length === 1 && only ? only : Buffer.concat(there);
}
