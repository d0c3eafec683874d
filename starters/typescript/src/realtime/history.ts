// The log of one topic in this process.

import { Cursor } from './cursor.js';
import { Event, type Line } from './event.js';
import type { Feature } from './feature.js';
import { type From, type Most, type Newest, Page, type Record, startOf } from './window.js';

export class Log {
  #floor: Cursor;
  #last: Cursor;
  #ended = false;
  #events: Event[] = [];
  /** The bytes that its events take in memory, about. */
  bytes = 0;
  /** When it was last published to, or made: milliseconds that never go back. */
  touched = performance.now();

  /** `now`: milliseconds since 1970. */
  constructor(now: number) {
    this.#floor = new Cursor(now, 0);
    this.#last = this.#floor;
  }

  get record(): Record {
    return { floor: this.#floor, last: this.#last, ended: this.#ended };
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Adds an event, and lets go of the oldest where there are more than `most`. */
  append(topic: string, line: Line, now: number, most: number): Event {
    const event = new Event(this.#last.next(now), topic, line);
    this.#last = event.id;
    this.#ended = event.end;
    this.bytes += event.weight;
    this.#events.push(event);
    this.touched = performance.now();
    while (this.#events.length > most) {
      this.dropOldest();
    }
    return event;
  }

//% if long_polling or sse or websocket
  /** Lets go of everything; who comes back with an older cursor gets a reset. */
  clear(): void {
    this.#events = [];
    this.bytes = 0;
    this.#floor = this.#last;
  }

//% endif
  dropOldest(): void {
    const oldest = this.#events.shift();
    if (oldest) {
      this.bytes -= oldest.weight;
      this.#floor = oldest.id;
    }
  }

  /** What follows `from`, oldest first. */
  read(from: From, missed: Feature['missed'], most: Most): Page {
    const record = this.record;
    const start = startOf(record, this.#known(from), missed);
    const first = this.#first(start.cursor, missed);
    let bytes = 0;
    let end = first;
    for (; end < this.#events.length && end - first < most.events; end += 1) {
      bytes += this.#events[end]?.size ?? 0;
      if (bytes > most.bytes && end > first) break;
    }
    return new Page(start, this.#events.slice(first, end), end < this.#events.length, record);
  }

  /** The newest events, oldest of them first. */
  newest(count: number): Newest {
    return { record: this.record, events: count > 0 ? this.#events.slice(-count) : [] };
  }

  /**
   * A cursor that this log never gave is worth nothing, also where it lies between two that it did:
   * it is of a time before a restart, and the clock went back since.
   */
  #known(from: From): From {
    if (!(from instanceof Cursor) || !this.#floor.isBefore(from)) return from;
    const at = this.#behind(from) - 1;
    return this.#events[at]?.id.equals(from) ? from : 'malformed';
  }

  /** The position of the first event behind a cursor. */
  #behind(cursor: Cursor): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.#events[middle];
      if (event && cursor.isBefore(event.id)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The position of the first event that a reader at `cursor` gets. */
  #first(cursor: Cursor, missed: Feature['missed']): number {
    const unseen = this.#behind(cursor);
    return missed === 'skip' ? Math.max(unseen, this.#events.length - 1) : unseen;
  }
}
