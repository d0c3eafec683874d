// One client's way through a topic: first what it missed, from the log and at its own pace, then what comes.

import { setTimeout } from 'node:timers/promises';

import type { Cursor } from './cursor.js';
//% if not (sse or websocket)
import type { Event } from './event.js';
//% endif
import type { Topic } from './feature.js';
import type { Tuned } from './hub.js';
//% if sse or websocket
import { Items } from './items.js';
//% endif
import type { Counts } from './metrics.js';
import type { News } from './queue.js';
import type { Realtime } from './realtime.js';
import { type From, type Most, type Page, type Start, USUAL } from './window.js';

/** How long a broker is left alone that did not answer: milliseconds. */
const PATIENCE = 250;

/**
 * What a client gets next: items; a `reset` where what it missed cannot be had any more, and it is
 * to go on from a cursor; `too-slow` where it did not read for so long that its queue overflowed;
 * `end` where nothing follows what it got.
 */
export type Step =
//% if sse or websocket
  | { readonly kind: 'items'; readonly items: Items }
//% else
  | { readonly kind: 'items'; readonly items: readonly Event[] }
//% endif
  | { readonly kind: 'reset'; readonly cursor: Cursor }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'end' };

/** What follows what was handed out: more of the log, what will be published, or nothing. */
type Rest = 'in-log' | 'to-come' | 'nothing';

export class Delivery {
  readonly topic: Topic;
  /** Where it started. */
  readonly start: Start;
  /** Up to where the client knows the topic. */
  cursor: Cursor;
  /** Called when there may be something to take; set by who delivers. */
  onNews: () => void = () => {};
  readonly #realtime: Realtime;
  readonly #counts: Counts;
  readonly #tuned: Tuned;
  /** Read, and not handed out yet. */
  #page: Page | undefined;
  #rest: Rest = 'to-come';
  /** The client has joined those who wait for what comes. */
  #level = false;
  /** The log is being read. */
  #reading = false;
  /** The client knows of the reset before the page; `start` tells the first. */
  #told = true;
//% if redis
  /** History was lost, so that the cursor is worth nothing. */
  #lost = false;
//% endif
  #closed = false;

  private constructor(realtime: Realtime, counts: Counts, topic: Topic, tuned: Tuned, page: Page) {
    this.#realtime = realtime;
    this.#counts = counts;
    this.#tuned = tuned;
    this.#page = page;
    this.topic = topic;
    this.start = page.start;
    this.cursor = page.start.cursor;
  }

  /** Starts behind `from`. What is published from now on is not lost for it. It is to be closed in the end. */
  static async start(
    realtime: Realtime,
    counts: Counts,
    topic: Topic,
    from: From,
    most: Most = USUAL,
  ): Promise<Delivery> {
    const listener = { heard: () => {} };
    const tuned = realtime.hub.tuneIn(topic, listener);
    try {
      const page = await realtime.broker.read(topic, from, most);
      counts.started(from, page.start);
      const delivery = new Delivery(realtime, counts, topic, tuned, page);
      listener.heard = () => delivery.onNews();
      return delivery;
    } catch (error) {
      tuned.close();
      throw error;
    }
  }

  /** Whether there is nothing to deliver, now or later. */
  get isOver(): boolean {
    const page = this.#page;
    return page?.ended === true && page.events.length === 0 && !page.start.reset;
  }

  /** Whether the topic has had its last event, and the client got it. */
  get ended(): boolean {
    return this.#rest === 'nothing';
  }

  /** What is there already, without waiting. */
  atOnce(): Page | undefined {
    const page = this.#page;
    this.#page = undefined;
    if (page) this.#passOn(page);
    return page;
  }

  /** What comes next, where there is something now; else `onNews` is called once there may be. */
  take(): Step | undefined {
    while (!this.#reading && !this.#closed) {
      if (this.#page) {
        const step = this.#handOut(this.#page);
        if (step) return step;
        continue;
      }
      if (this.#rest === 'nothing') return { kind: 'end' };
      if (!this.#level && this.#rest === 'to-come') this.#level = this.#tuned.join(this.cursor);
      if (!this.#level) {
        void this.#readOn();
        return undefined;
      }
      const news = this.#tuned.news();
      if (!news) return undefined;
//% if redis
      if (news === 'broken') {
        this.#level = false;
        this.#rest = 'in-log';
        continue;
      }
//% endif
      const step = this.#heard(news);
      if (step) return step;
    }
    return undefined;
  }

  close(): void {
    this.#closed = true;
    this.onNews = () => {};
    this.#tuned.close();
  }

  async #readOn(): Promise<void> {
    this.#reading = true;
//% if redis
    this.#lost = this.#tuned.readsAgain() || this.#lost;
    const from = this.#lost ? 'malformed' : this.cursor;
    try {
      this.#page = await this.#realtime.broker.read(this.topic, from, USUAL);
      this.#lost = false;
    } catch {
//% else
    try {
      this.#page = await this.#realtime.broker.read(this.topic, this.cursor, USUAL);
    } catch {
//% endif
      this.#rest = 'in-log';
      await setTimeout(PATIENCE);
    }
    this.#reading = false;
    this.onNews();
  }

  #handOut(page: Page): Step | undefined {
    if (page.start.reset && !this.#told) {
      this.#told = true;
      this.cursor = page.start.cursor;
      this.#counts.resets.inc();
      return { kind: 'reset', cursor: this.cursor };
    }
    this.#told = false;
    this.#page = undefined;
    this.#passOn(page);
    this.#counts.delivered(page.events);
//% if sse or websocket
    return page.events.length > 0 ? { kind: 'items', items: new Items(page.events) } : undefined;
//% else
    return page.events.length > 0 ? { kind: 'items', items: page.events } : undefined;
//% endif
  }

  #passOn(page: Page): void {
    this.cursor = page.cursor;
    this.#rest = page.ended ? 'nothing' : page.more ? 'in-log' : 'to-come';
  }

  #heard(news: News): Step | undefined {
//% if sse or websocket
    if (news.dropped > 0) this.#counts.dropped.inc(news.dropped);
//% endif
    if (news.missed > 0) {
      this.#counts.overflows.inc();
      if (this.topic.feature.missed === 'replay') return { kind: 'too-slow' };
      this.#counts.dropped.inc(news.missed);
    }
    // What the log gave already comes once more where it was announced late.
//% if sse or websocket
    const items = news.items.after(this.cursor);
    const { events } = items;
//% else
    const events = news.items.filter((event) => this.cursor.isBefore(event.id));
//% endif
    this.#counts.delivered(events);
    const last = events.at(-1);
    if (last) {
      this.cursor = last.id;
      if (last.end) this.#rest = 'nothing';
    }
//% if sse or websocket
    return items.list.length > 0 ? { kind: 'items', items } : undefined;
//% else
    return events.length > 0 ? { kind: 'items', items: events } : undefined;
//% endif
  }
}
