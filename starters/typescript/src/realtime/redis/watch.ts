//% if long_polling or sse or websocket
// This node's ear: one subscription for all of its clients, and whether Redis is there at all.
//
// Redis Pub/Sub keeps nothing for who is away. So an announcement only tells that there is news: it is merged by id into what this
// node knows, and what was not heard is read from the streams.
//% else
// Whether Redis is there.
//% endif

import { setTimeout } from 'node:timers/promises';

import type { Logger } from 'pino';

//% if long_polling or sse or websocket
import type { Hub } from '../hub.js';
import { readAnnouncement } from './announcement.js';
import { Gaps } from './gaps.js';
import { type Client, clientOf, type Redis } from './redis.js';
import { PATIENCE, within } from './within.js';
//% else
import type { Redis } from './redis.js';
//% endif

/** Between two signs of life, and at most for one: milliseconds. */
const PING = 5000;
//% if long_polling or sse or websocket
/** Between two times that the topics which are listened to are kept: a fraction of how long one lives that nobody has published to. */
const KEEP = 30_000;
//% endif
/** Before the next attempt. */
const PAUSE = 250;

export class Watch {
  /** Whether Redis answers. */
  isThere = false;
//% if long_polling or sse or websocket
  readonly #redis: Redis;
  readonly #url: string;
  readonly #hub: Hub;
  readonly #log: Logger;
  #known = false;

  constructor(redis: Redis, url: string, hub: Hub, log: Logger) {
    this.#redis = redis;
    this.#url = url;
    this.#hub = hub;
    this.#log = log;
  }
//% else
  readonly #redis: Redis;
  readonly #log: Logger;
  #known = false;

  constructor(redis: Redis, log: Logger) {
    this.#redis = redis;
    this.#log = log;
  }
//% endif

  /** Goes on for as long as the program runs. */
  async run(): Promise<never> {
    let before: string | undefined;
    for (;;) {
      const error = await this.#listen().catch((error: Error) => error);
      if (this.isThere || before !== error.message) {
        this.#log.warn({ error: error.message }, 'Redis does not answer');
      }
      this.isThere = false;
      before = error.message;
      await setTimeout(PAUSE);
    }
  }

//% if long_polling or sse or websocket
  /** Subscribes, has what was missed read again, and merges what comes, until the connection breaks: with what. */
  async #listen(): Promise<Error> {
    const subscription = clientOf(this.#url);
    const gaps = new Gaps(this.#redis, this.#hub);
    const stop = new AbortController();
    try {
      // Heard to the end: an error that nobody hears ends the program.
      const broken = new Promise<Error>((resolve) => subscription.on('error', resolve));
      const heard = (text: string) => this.#heard(gaps, text);
      const begun = this.#begin(subscription, heard);
      const failed = await Promise.race([begun, broken]);
      if (failed) return failed;
      for (const topic of this.#hub.heard()) {
        const last = this.#hub.last(topic);
        if (last) gaps.add(topic, last);
        // Whoever has read and not joined yet reads once more.
        else this.#hub.breakOff(topic, false);
      }
      void this.#keep(stop.signal);
      const ping = () => within(PING, subscription.ping());
      return await Promise.race([broken, this.#live(ping, stop.signal)]);
    } finally {
      stop.abort();
      gaps.close();
      subscription.destroy();
    }
  }

  async #begin(subscription: Client, heard: (text: string) => void): Promise<undefined> {
    await within(PATIENCE, subscription.connect());
    await within(PATIENCE, subscription.subscribe(this.#redis.channel, heard));
//% else
  /** Asks for a sign of life again and again, until there is none. */
  async #listen(): Promise<Error> {
    await this.#begin();
    return await this.#live(() => this.#redis.info());
  }

  async #begin(): Promise<undefined> {
//% endif
    const info = await this.#redis.info();
    this.isThere = true;
    if (this.#known) {
      this.#log.info('Redis answers again');
      return;
    }
    this.#known = true;
    if (/^aof_enabled:0/m.test(info)) {
      this.#log.warn(
        'AOF is off in Redis: its restart loses what was acknowledged since its last snapshot',
      );
    }
    if (/^cluster_enabled:1/m.test(info)) {
      this.#log.error(
        'Redis runs in Cluster mode, in which the keys of a topic may not lie together',
      );
    }
  }

  /** Gives signs of life until one is not answered. */
  async #live(ping: () => Promise<unknown>, signal?: AbortSignal): Promise<Error> {
    while (!signal?.aborted) {
      await setTimeout(PING);
      try {
        await ping();
      } catch (error) {
        return error as Error;
      }
    }
    return new Error('the connection has closed');
  }
//% if long_polling or sse or websocket

  /** Reads of every topic that somebody listens to where it stands, so that none of them is forgotten. */
  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await setTimeout(KEEP);
      for (const topic of this.#hub.heard()) {
        if (signal.aborted) return;
        // What does not answer now is asked again.
        await this.#redis.newest(topic, 0).catch(() => {});
      }
    }
  }

  #heard(gaps: Gaps, text: string): void {
    const announced = readAnnouncement(text, (topic) => this.#hub.isHeard(topic));
    if (!announced) return;
    const { topic } = announced;
//% if sse or websocket
    if ('passing' in announced) {
      this.#hub.pass(topic, announced.passing);
      return;
    }
//% endif
    const merge = this.#hub.merge(topic, announced.prev, announced.event);
    const last = this.#hub.last(topic);
    if (merge === 'gap' && last) gaps.add(topic, last);
    if (merge === 'lost') this.#hub.breakOff(topic, true);
  }
//% endif
}
