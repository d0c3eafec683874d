// The broker in this process: nothing to install, and a restart forgets.

import { type Broker, type Published, Refusal } from './broker.js';
import type { Settings } from './config.js';
import type { Cursor } from './cursor.js';
//% if sse or websocket
import type { Line, Passing } from './event.js';
//% else
import type { Line } from './event.js';
//% endif
import { ExpiringMap } from './expiring.js';
import type { Topic } from './feature.js';
import { Log } from './history.js';
//% if long_polling or sse or websocket
import type { Hub } from './hub.js';
//% endif
import type { Metrics } from './metrics.js';
//% if replies
import { lifetime } from './replies.js';
//% endif
import type { From, Most, Newest, Page } from './window.js';

export class Memory implements Broker {
  readonly #settings: Settings;
//% if long_polling or sse or websocket
  readonly #hub: Hub;
//% endif
  readonly #metrics: Metrics;
//% if long_polling or sse or websocket
  readonly #logs = new Map<string, { topic: Topic; log: Log }>();
//% else
  readonly #logs = new Map<string, { log: Log }>();
//% endif
  /** The bytes of all events. */
  #bytes = 0;
  readonly #keys: ExpiringMap<Cursor>;
//% if tickets
  readonly #kept: ExpiringMap<string>;
//% endif

//% if long_polling or sse or websocket
  constructor(settings: Settings, hub: Hub, metrics: Metrics) {
//% else
  constructor(settings: Settings, metrics: Metrics) {
//% endif
    this.#settings = settings;
//% if long_polling or sse or websocket
    this.#hub = hub;
//% endif
    this.#metrics = metrics;
    this.#keys = new ExpiringMap(settings.maxKeys);
//% if tickets
    this.#kept = new ExpiringMap(settings.maxKeys);
//% endif
  }

  async publish(topic: Topic, line: Line, key: string | undefined): Promise<Published> {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known) {
      return { id: known, fresh: false };
    }
    const id = this.#append(topic, line);
    if (key !== undefined) {
      const forgotten = this.#keys.insert(key, id, this.#settings.keySeconds);
      this.#metrics.keysForgotten.inc(forgotten);
    }
    this.#makeRoom();
    return { id, fresh: true };
  }

//% if sse or websocket
  async pass(topic: Topic, passing: Passing): Promise<void> {
    this.#hub.pass(topic, passing);
  }

//% endif
  async read(topic: Topic, from: From, most: Most): Promise<Page> {
    return this.#log(topic).read(from, topic.feature.missed, most);
  }

  async newest(topic: Topic, count: number): Promise<Newest> {
    return this.#log(topic).newest(count);
  }

//% if tickets
  async keep(name: string, value: string, seconds: number): Promise<string | undefined> {
    const there = this.#kept.get(name);
    if (there !== undefined) return there;
    if (this.#kept.isFull) throw new Refusal('full');
    this.#kept.insert(name, value, seconds);
    return undefined;
  }

//% endif
//% if replies
  async lookUp(name: string): Promise<string | undefined> {
    return this.#kept.get(name);
  }

//% endif
//% if tickets
  async take(name: string): Promise<string | undefined> {
    return this.#kept.take(name);
  }

//% endif
  isThere(): boolean {
    return true;
  }

  sweep(): void {
    this.#keys.sweep();
//% if tickets
    this.#kept.sweep();
//% endif
    const now = performance.now();
//% if replies
    for (const [id, { topic, log }] of this.#logs) {
      if (now - log.touched < lifetime(this.#settings, topic) * 1000) continue;
//% elif long_polling or sse or websocket
    for (const [id, { topic, log }] of this.#logs) {
      if (now - log.touched < this.#settings.historyTtl * 1000) continue;
//% else
    for (const [id, { log }] of this.#logs) {
      if (now - log.touched < this.#settings.historyTtl * 1000) continue;
//% endif
      this.#bytes -= log.bytes;
//% if long_polling or sse or websocket
      log.clear();
      // Whoever listens is not to be told of a new beginning that nobody asked for.
      if (!this.#hub.isHeard(topic)) this.#logs.delete(id);
//% else
      this.#logs.delete(id);
//% endif
    }
  }

  #append(topic: Topic, line: Line): Cursor {
    const log = this.#log(topic);
    if (log.record.ended) throw new Refusal('ended');
    const before = log.bytes;
    const event = log.append(topic.name, line, Date.now(), this.#settings.historyLength);
    this.#bytes += log.bytes - before;
//% if long_polling or sse or websocket
    this.#hub.deliver(topic, event);
//% endif
    return event.id;
  }

  /** A topic's log, which is made where there is none. */
  #log(topic: Topic): Log {
    const found = this.#logs.get(topic.id);
    if (found) return found.log;
    if (this.#logs.size >= this.#settings.maxTopics) {
//% if long_polling or sse or websocket
      // What nobody published to and nobody listens to is not worth a refusal.
      for (const [id, { topic, log }] of this.#logs) {
        if (log.isEmpty && !this.#hub.isHeard(topic)) this.#logs.delete(id);
      }
//% else
      // What nobody published to is not worth a refusal.
      for (const [id, { log }] of this.#logs) {
        if (log.isEmpty) this.#logs.delete(id);
      }
//% endif
    }
    if (this.#logs.size >= this.#settings.maxTopics) throw new Refusal('full');
    const log = new Log(Date.now());
//% if long_polling or sse or websocket
    this.#logs.set(topic.id, { topic, log });
//% else
    this.#logs.set(topic.id, { log });
//% endif
    return log;
  }

  /** Where all logs together are too large, those that were not published to for the longest lose their events first. */
  #makeRoom(): void {
    const most = this.#settings.historyBytes;
    if (this.#bytes <= most) return;
    // A little more than needed, so that this is not done for each event.
    const enough = most - most / 8;
    const logs = [...this.#logs.values()].map(({ log }) => log);
    for (const log of logs.sort((a, b) => a.touched - b.touched)) {
      while (!log.isEmpty && this.#bytes > enough) {
        const before = log.bytes;
        log.dropOldest();
        this.#bytes -= before - log.bytes;
      }
    }
  }
}
