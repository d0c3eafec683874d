// The topics that somebody on this node listens to.

import type { Settings } from './config.js';
import type { Cursor } from './cursor.js';
//% if sse or websocket
import type { Event, Passing } from './event.js';
//% else
import type { Event } from './event.js';
//% endif
import type { Topic } from './feature.js';
//% if redis
import { type Listener, Live, type Merge, type Seat } from './live.js';
//% else
import { type Listener, Live, type Seat } from './live.js';
//% endif
import type { News } from './queue.js';

//% if replies or redis
interface Entry {
  readonly topic: Topic;
  readonly live: Live;
}
//% else
interface Entry {
  readonly live: Live;
}
//% endif

export class Hub {
  readonly #settings: Settings;
  readonly #topics = new Map<string, Entry>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** A topic as this node hears it. From now on what is announced there is kept for who will listen. */
  tuneIn(topic: Topic, listener: Listener): Tuned {
    let entry = this.#topics.get(topic.id);
    if (!entry) {
//% if replies or redis
      entry = { topic, live: new Live(this.#settings) };
//% else
      entry = { live: new Live(this.#settings) };
//% endif
      this.#topics.set(topic.id, entry);
    }
    const { live } = entry;
    live.listeners.add(listener);
    return new Tuned(live, () => {
      live.listeners.delete(listener);
      if (live.listeners.size === 0) this.#topics.delete(topic.id);
    });
  }

//% if replies
  /** Those topics of a kind that somebody has been listening to for longer than this. */
  heardFor(seconds: number, kind: (topic: Topic) => boolean): Topic[] {
    const old = performance.now() - seconds * 1000;
    const entries = [...this.#topics.values()];
    return entries
      .filter(({ topic, live }) => kind(topic) && live.since < old)
      .map(({ topic }) => topic);
  }

//% endif
  isHeard(topic: Topic): boolean {
    return this.#topics.has(topic.id);
  }

  /** An event that follows the one before it. */
  deliver(topic: Topic, event: Event): void {
    this.#topics.get(topic.id)?.live.deliver(event);
  }
//% if sse or websocket

  pass(topic: Topic, passing: Passing): void {
    this.#topics.get(topic.id)?.live.pass(passing);
  }
//% endif
//% if redis

  /** An event that another node may have published; `prev` is the one before it. */
  merge(topic: Topic, prev: Cursor, event: Event): Merge {
    return this.#topics.get(topic.id)?.live.merge(prev, event) ?? 'done';
  }

  /** The topics that somebody listens to. */
  heard(): Topic[] {
    return [...this.#topics.values()].map(({ topic }) => topic);
  }

  /** Up to where this node knows a topic; absent where nobody is level with it yet. */
  last(topic: Topic): Cursor | undefined {
    return this.#topics.get(topic.id)?.live.last;
  }

  /** Has every listener of a topic read from the broker again; `lost`: with a reset. */
  breakOff(topic: Topic, lost: boolean): void {
    this.#topics.get(topic.id)?.live.breakOff(lost);
  }
//% endif
}

/** A topic that is heard until this is closed. */
export class Tuned {
  readonly #live: Live;
  readonly #seat: Seat;
  #leave: (() => void) | undefined;

  constructor(live: Live, leave: () => void) {
    this.#live = live;
    this.#seat = live.seat();
    this.#leave = leave;
  }

  /** The log has been read up to `cursor`. Whether what comes next is heard from here on; else the log is to be read again. */
  join(cursor: Cursor): boolean {
    return this.#live.join(this.#seat, cursor);
  }

  /** What is new, for who has joined. */
//% if redis
  news(): News | 'broken' | undefined {
    return this.#live.news(this.#seat);
  }

  /** The log is about to be read again; whether history was lost since it last was. */
  readsAgain(): boolean {
    return this.#live.readsAgain(this.#seat);
  }
//% else
  news(): News | undefined {
    return this.#live.news(this.#seat);
  }
//% endif

  close(): void {
    this.#leave?.();
    this.#leave = undefined;
  }
}
