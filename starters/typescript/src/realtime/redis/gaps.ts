// What was announced while this node did not hear it, read from the streams.

import type { Cursor } from '../cursor.js';
import type { Topic } from '../feature.js';
import type { Hub } from '../hub.js';
import { PAGE_BYTES } from '../window.js';
import type { Redis } from './redis.js';

/** Topics that are read at the same time. */
const READS = 32;
/** Events that a node hands on from the stream; behind more of them, each client reads at its own pace. */
const HANDED_ON = { events: 128, bytes: PAGE_BYTES };

/** Topics whose gaps are read, each once at a time and a bounded number at once. */
export class Gaps {
  readonly #redis: Redis;
  readonly #hub: Hub;
  #reads = 0;
  readonly #waiting: { readonly topic: Topic; readonly last: Cursor }[] = [];
  /** Those that are read or wait; whether there was another gap meanwhile. */
  readonly #open = new Map<string, boolean>();
  #closed = false;

  constructor(redis: Redis, hub: Hub) {
    this.#redis = redis;
    this.#hub = hub;
  }

  /** Has a topic read from `last` on. */
  add(topic: Topic, last: Cursor): void {
    if (this.#open.has(topic.id)) {
      this.#open.set(topic.id, true);
      return;
    }
    this.#open.set(topic.id, false);
    this.#waiting.push({ topic, last });
    this.#start();
  }

  /** Begins no more of them. */
  close(): void {
    this.#closed = true;
  }

  #start(): void {
    while (this.#reads < READS && !this.#closed) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#reads += 1;
      void this.#readOn(next.topic, next.last).finally(() => {
        this.#reads -= 1;
        this.#done(next.topic);
        this.#start();
      });
    }
  }

  #done(topic: Topic): void {
    const again = this.#open.get(topic.id);
    this.#open.delete(topic.id);
    if (!again || this.#closed) return;
    const last = this.#hub.last(topic);
    if (last) this.add(topic, last);
    else this.#hub.breakOff(topic, false);
  }

  /** Hands on what follows `last` in a topic's stream; where that is much, or not there any more, its clients read for themselves. */
  async #readOn(topic: Topic, last: Cursor): Promise<void> {
    try {
      const page = await this.#redis.read(topic, last, HANDED_ON);
      if (page.more || page.start.reset) return this.#hub.breakOff(topic, page.start.reset);
      let prev = last;
      for (const event of page.events) {
        this.#hub.merge(topic, prev, event);
        prev = event.id;
      }
    } catch {
      this.#hub.breakOff(topic, false);
    }
  }
}
