// What the server counts, for Prometheus. The README lists the names.

//% if long_polling or sse or websocket
import { Counter, Gauge, Registry } from 'prom-client';
//% else
import { Counter, Registry } from 'prom-client';
//% endif

import { features } from '../app/features.js';
import { Cursor } from './cursor.js';
import { Deliveries, exposition } from './deliveries.js';
import type { Event } from './event.js';
import type { Feature, Transport } from './feature.js';
import type { From, Start } from './window.js';

const WAY = ['feature', 'transport'] as const;
type Way = { feature: string; transport: Transport };

export class Metrics {
  readonly #registry = new Registry();
  /** Keys that went before their time, because there were too many. */
  readonly keysForgotten: Counter;
  readonly #published: Counter<'feature'>;
  readonly #counts = new Map<string, Counts>();

  constructor() {
    const registers = [this.#registry];
    this.keysForgotten = new Counter({
      name: 'realtime_keys_forgotten_total',
      help: 'Keys that went before their time, because there were too many',
      registers,
    });
    this.#published = new Counter({
      name: 'realtime_published_total',
      help: 'Events published',
      labelNames: ['feature'],
      registers,
    });
    const ways = new Ways(this.#registry);
    for (const feature of features) {
      this.#published.inc({ feature: feature.name }, 0);
      for (const transport of feature.transports) {
        const way = { feature: feature.name, transport };
        this.#counts.set(key(feature, transport), new Counts(ways, way));
      }
    }
  }

  published(feature: Feature): void {
    this.#published.inc({ feature: feature.name });
  }

  /** The counters of one feature on a transport that it serves. */
  of(feature: Feature, transport: Transport): Counts {
    const counts = this.#counts.get(key(feature, transport));
    if (!counts) throw new Error(`${feature.name} is not served over ${transport}`);
    return counts;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In the text format that Prometheus reads. */
  async text(): Promise<string> {
    const deliveries = [...this.#counts.values()].map((counts) => counts.deliveries);
    return (await this.#registry.metrics()) + exposition(deliveries);
  }
}

function key(feature: Feature, transport: Transport): string {
  return `${feature.name} ${transport}`;
}

class Ways {
//% if long_polling or sse or websocket
  readonly connections: Gauge<keyof Way>;
  readonly dropped: Counter<keyof Way>;
  readonly overflows: Counter<keyof Way>;
//% endif
  readonly resumes: Counter<keyof Way>;
  readonly resets: Counter<keyof Way>;

  constructor(registry: Registry) {
    const named = (name: string, help: string) => ({
      name: `realtime_${name}`,
      help,
      labelNames: WAY,
      registers: [registry],
    });
//% if long_polling or sse or websocket
    this.connections = new Gauge(
      named('connections', 'Connections and waiting polls that are open'),
    );
    this.dropped = new Counter(
      named('dropped_total', 'Events, signs and frames that a full queue dropped'),
    );
    this.overflows = new Counter(named('queue_overflows_total', 'Queues that overflowed'));
//% endif
    this.resumes = new Counter(named('resumes_total', 'Clients that came back with a cursor'));
    this.resets = new Counter(
      named('resets_total', 'Clients that had missed what cannot be had any more'),
    );
  }
}

/** The counters of one feature on one transport: looked up once a connection. */
export class Counts {
//% if long_polling or sse or websocket
  readonly connections: Gauge.Internal<keyof Way>;
  readonly dropped: Counter.Internal;
  readonly overflows: Counter.Internal;
//% endif
  readonly resumes: Counter.Internal;
  readonly resets: Counter.Internal;
  readonly deliveries: Deliveries;

  constructor(ways: Ways, way: Way) {
//% if long_polling or sse or websocket
    this.connections = ways.connections.labels(way);
    this.dropped = ways.dropped.labels(way);
    this.overflows = ways.overflows.labels(way);
//% endif
    this.resumes = ways.resumes.labels(way);
    this.resets = ways.resets.labels(way);
    this.deliveries = new Deliveries(way.feature, way.transport);
    const always = [this.resumes, this.resets];
//% if long_polling or sse or websocket
    for (const counter of [...always, this.dropped, this.overflows]) counter.inc(0);
//% else
    for (const counter of always) counter.inc(0);
//% endif
//% if long_polling or sse or websocket
    this.connections.set(0);
//% endif
  }

  /** A client has come, with a cursor or without. */
  started(from: From, start: Start): void {
    if (start.reset) this.resets.inc();
    else if (from instanceof Cursor) this.resumes.inc();
  }

  /** Events were handed to a client. */
  delivered(events: readonly Event[]): void {
    const now = Date.now();
    for (const { id } of events) {
      this.deliveries.add(Math.max(now - id.milliseconds, 0) / 1000);
    }
  }
}
