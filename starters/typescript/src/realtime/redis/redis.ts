// The broker across machines: any number of nodes share the topics in one Redis (6.2 or later; not in Cluster mode).

import { createHash } from 'node:crypto';

import { createClient } from '@redis/client';
import type { Logger } from 'pino';

import { type Broker, type Published, Refusal } from '../broker.js';
import type { Settings } from '../config.js';
import { Cursor } from '../cursor.js';
//% if sse or websocket
import type { Line, Passing } from '../event.js';
//% else
import type { Line } from '../event.js';
//% endif
import type { Topic } from '../feature.js';
import { readProjectFile } from '../files.js';
//% if long_polling or sse or websocket
import type { Hub } from '../hub.js';
//% endif
//% if replies
import { isReply, lifetime } from '../replies.js';
//% endif
import type { From, Most, Newest, Page } from '../window.js';
//% if sse or websocket
import { ofPassing } from './announcement.js';
//% endif
import { readNewest, readPage } from './lines.js';
import { Watch } from './watch.js';
import { Late, PATIENCE, within } from './within.js';

/** Seconds for which a topic is kept that was read and never published to: reading must not fill the room for topics. */
const UNUSED = 120;

export type Client = ReturnType<typeof clientOf>;

/** A client that tries again and again to connect; throws where the address is none. */
export function clientOf(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: PATIENCE, reconnectStrategy: 250 },
    commandOptions: { timeout: PATIENCE },
  });
}

export class Redis implements Broker {
  readonly #url: string;
  readonly #settings: Settings;
  #client: Client;
  readonly #watch: Watch;
  readonly #script = readProjectFile('broker.lua');
  readonly #digest = createHash('sha1').update(this.#script).digest('hex');
  readonly #log: Logger;

  /** Connects in the background, for as long as it takes. */
//% if long_polling or sse or websocket
  constructor(url: string, settings: Settings, hub: Hub, log: Logger) {
//% else
  constructor(url: string, settings: Settings, log: Logger) {
//% endif
    this.#url = url;
    this.#settings = settings;
    this.#log = log;
    this.#client = this.#connected();
//% if long_polling or sse or websocket
    this.#watch = new Watch(this, url, hub, log);
//% else
    this.#watch = new Watch(this, log);
//% endif
    void this.#watch.run();
  }

  async publish(topic: Topic, line: Line, key: string | undefined): Promise<Published> {
    const { historyLength, keySeconds } = this.#settings;
    const keys = key === undefined ? [] : [this.#named(`k:${key}`)];
    const { feature, name } = topic;
    const [id, fresh] = (await this.#call(
      topic,
      keys,
      ['publish', line.type, line.data, historyLength, keySeconds],
      [this.channel, feature.name, name],
    )) as [string, number];
    const cursor = Cursor.parse(id);
    if (!cursor) throw new Refusal('away');
    return { id: cursor, fresh: fresh === 1 };
  }

//% if sse or websocket
  async pass(topic: Topic, passing: Passing): Promise<void> {
    await this.#asked(this.#client.publish(this.channel, ofPassing(topic, passing)));
  }

//% endif
  async read(topic: Topic, from: From, most: Most): Promise<Page> {
    const cursor = from === 'nothing' ? '' : String(from);
    const { missed } = topic.feature;
    const answer = await this.#call(topic, [], ['read', cursor, missed, most.events, most.bytes]);
    return readPage(topic, answer);
  }

  async newest(topic: Topic, count: number): Promise<Newest> {
    return readNewest(topic, await this.#call(topic, [], ['newest', count]));
  }

//% if tickets
  async keep(name: string, value: string, seconds: number): Promise<string | undefined> {
    const key = this.#named(name);
    for (;;) {
      const options = { condition: 'NX', expiration: { type: 'EX', value: seconds } } as const;
      if ((await this.#asked(this.#client.set(key, value, options))) !== null) return undefined;
      const there = await this.#asked(this.#client.get(key));
      // Where it has expired in between, its name is free.
      if (there !== null) return there;
    }
  }

//% endif
//% if replies
  async lookUp(name: string): Promise<string | undefined> {
    return (await this.#asked(this.#client.get(this.#named(name)))) ?? undefined;
  }

//% endif
//% if tickets
  async take(name: string): Promise<string | undefined> {
    return (await this.#asked(this.#client.getDel(this.#named(name)))) ?? undefined;
  }

//% endif
  isThere(): boolean {
    return this.#watch.isThere;
  }

  /** What Redis says of itself; throws a `Refusal` where it says nothing. */
  async info(): Promise<string> {
    return await this.#asked(this.#client.info());
  }

  sweep(): void {
    // Redis lets go of what expires.
  }

  /** The channel on which nodes tell each other what there is. */
  get channel(): string {
    return this.#named('events');
  }

  async #call(
    topic: Topic,
    more: readonly string[],
    ...words: (readonly (string | number)[])[]
  ): Promise<unknown> {
    const { feature, name } = topic;
//% if replies
    const kept = lifetime(this.#settings, topic);
//% else
    const kept = this.#settings.historyTtl;
//% endif
//% if replies and short_polling
    const polled = Math.max(UNUSED, 2 * feature.pollSeconds);
    // A reply may take its time to begin.
    const unused = Math.min(isReply(topic) ? kept : polled, kept);
//% elif replies
    // A reply may take its time to begin.
    const unused = Math.min(isReply(topic) ? kept : UNUSED, kept);
//% elif short_polling
    const unused = Math.min(Math.max(UNUSED, 2 * feature.pollSeconds), kept);
//% else
    const unused = Math.min(UNUSED, kept);
//% endif
    const options = {
      keys: [
        this.#named(`s:${feature.name}:${name}`),
        this.#named(`r:${feature.name}:${name}`),
        this.#named('topics'),
        ...more,
      ],
      arguments: [kept, unused, this.#settings.maxTopics, ...words.flat()].map(String),
    };
    return await this.#asked(this.#evaluated(options));
  }

  async #evaluated(options: { keys: string[]; arguments: string[] }): Promise<unknown> {
    try {
      return await this.#client.evalSha(this.#digest, options);
    } catch (error) {
      // It was restarted, or has never had the script.
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return await this.#client.eval(this.#script, options);
    }
  }

  /** What Redis answers; throws a `Refusal` where it refuses, or does not answer. */
  async #asked<T>(answer: Promise<T>): Promise<T> {
    const client = this.#client;
    try {
      return await within(PATIENCE, answer);
    } catch (error) {
      // A connection may be dead without a word; another is not.
      if (error instanceof Late && client === this.#client) {
        this.#client = this.#connected();
        client.destroy();
      }
      const { name, message } = error as Error;
      if (message.startsWith('ENDED')) throw new Refusal('ended');
      if (message.startsWith('FULL')) throw new Refusal('full');
      // Others may be over soon; those that will not be are logged.
      if (name === 'ErrorReply' || name === 'SimpleError') {
        this.#log.error({ err: error }, 'Redis refuses');
      }
      throw new Refusal('away');
    }
  }

  /** A client that connects in the background. */
  #connected(): Client {
    const client = clientOf(this.#url);
    // What is wrong is said by `Watch`, once.
    client.on('error', () => {});
    client.connect().catch(() => {});
    return client;
  }

  #named(name: string): string {
    return `${this.#settings.redisPrefix}:${name}`;
  }
}
