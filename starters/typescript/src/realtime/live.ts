// A topic as this node hears it: one queue for all who listen, each at a place of its own.
//
// What stands between a listener's place and the end is its queue. So a slow listener takes no memory, and slows nobody.

import type { Settings } from './config.js';
import type { Cursor } from './cursor.js';
//% if sse or websocket
import type { Event, Passing } from './event.js';
//% else
import type { Event } from './event.js';
//% endif
//% if sse or websocket
import type { Item } from './items.js';
//% endif
import { type News, type Place, Queue } from './queue.js';

/** Who is told that there is something new. */
export interface Listener {
  heard(): void;
}

/** Where a listener stands. */
export interface Seat {
  place: Place;
//% if redis
  /** How often the queue had been broken off before the log was last read. */
  breaks: number;
  /** Of these, how often because history was lost. */
  losses: number;
//% endif
}

//% if redis
/** What became of an announcement: between what is known and a `gap` there are more, and behind `lost` history is gone. */
export type Merge = 'done' | 'gap' | 'lost';

//% endif
export class Live {
//% if replies
  /** Since when somebody listens: milliseconds that never go back. */
  readonly since = performance.now();
//% endif
  /** Up to where this node knows the topic; absent until somebody has joined or something has come. */
  last: Cursor | undefined;
  readonly listeners = new Set<Listener>();
  readonly #queue: Queue;
//% if redis
  #breaks = 0;
  #losses = 0;
//% endif
  #wakes = false;

  constructor(settings: Settings) {
    this.#queue = new Queue(settings.queueLength, settings.queueBytes);
  }

  /** A seat at the end of the queue. From now on what passes by is kept for it, as far as the queue goes. */
  seat(): Seat {
//% if redis
    return { place: this.#queue.end, breaks: this.#breaks, losses: this.#losses };
//% else
    return { place: this.#queue.end };
//% endif
  }

  /**
//% if redis
   * Moves a seat behind the events for a listener who knows the topic up to `cursor`. False where
   * this node knows more, or where the queue was broken off since the log was last read.
   */
  join(seat: Seat, cursor: Cursor): boolean {
    if (seat.breaks !== this.#breaks || (this.last && cursor.isBefore(this.last))) return false;
//% else
   * Moves a seat behind the events for a listener who knows the topic up to `cursor`. False where
   * there are more.
   */
  join(seat: Seat, cursor: Cursor): boolean {
    if (this.last && cursor.isBefore(this.last)) return false;
//% endif
    // Not moved on: others may still wait for what lies between.
    this.last ??= cursor;
//% if sse or websocket
    seat.place = { events: this.#queue.end.events, passing: seat.place.passing };
//% else
    seat.place = this.#queue.end;
//% endif
    return true;
  }

  /** An event that follows the one before it. */
  deliver(event: Event): void {
    this.last = event.id;
    this.#push(event);
  }

//% if sse or websocket
  pass(passing: Passing): void {
    this.#push(passing);
  }

//% endif
//% if redis
  /** What is new for a seat, which moves on behind it; `broken` where it is to read from the broker again. */
  news(seat: Seat): News | 'broken' | undefined {
    if (seat.breaks !== this.#breaks) return 'broken';
//% else
  /** What is new for a seat, which moves on behind it. */
  news(seat: Seat): News | undefined {
//% endif
    const news = this.#queue.since(seat.place);
    if (news) seat.place = this.#queue.end;
    return news;
  }

//% if redis
  /** An announced event, where `prev` is the one before it. */
  merge(prev: Cursor, event: Event): Merge {
    const last = this.last;
    if (last) {
      if (!last.isBefore(event.id)) return 'done';
      if (last.isBefore(prev)) return 'gap';
      if (prev.isBefore(last)) return 'lost';
    }
    this.deliver(event);
    return 'done';
  }

  /** A listener is about to read the log again; whether history was lost since it last did. */
  readsAgain(seat: Seat): boolean {
    const lost = seat.losses !== this.#losses;
    seat.breaks = this.#breaks;
    seat.losses = this.#losses;
    return lost;
  }

  /** Has every listener read from the broker again; `lost`: with a reset. */
  breakOff(lost: boolean): void {
    this.#breaks += 1;
    this.#losses += lost ? 1 : 0;
    this.last = undefined;
    this.#wake();
  }

//% endif
//% if sse or websocket
  #push(item: Item): void {
    this.#queue.push(item);
//% else
  #push(event: Event): void {
    this.#queue.push(event);
//% endif
    this.#wake();
  }

  /** Tells the listeners, once for all that comes in one turn of the event loop. */
  #wake(): void {
    if (this.#wakes) return;
    this.#wakes = true;
    setImmediate(() => {
      this.#wakes = false;
      for (const listener of this.listeners) listener.heard();
    });
  }
}
