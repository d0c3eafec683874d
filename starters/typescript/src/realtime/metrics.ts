// What the server counts, for Prometheus. The README lists the names.

//% if long_polling or sse or websocket
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
//% else
import { Counter, Histogram, Registry } from 'prom-client';
//% endif

import { features } from '../app/features.js';
import { Cursor } from './cursor.js';
import type { Event } from './event.js';
import type { Feature, Transport } from './feature.js';
import type { From, Start } from './window.js';

const WAY = ['feature', 'transport'] as const;
type Way = { feature: string; transport: Transport };

/** Seconds. */
const LATENCIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export class Metrics {
  readonly registry = new Registry();
  /** Keys that went before their time, because there were too many. */
  readonly keysForgotten: Counter;
  readonly #published: Counter<'feature'>;
  readonly #counts = new Map<string, Counts>();

  constructor() {
    const registers = [this.registry];
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
    const ways = new Ways(this.registry);
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
}

function key(feature: Feature, transport: Transport): string {
  return `${feature.name} ${transport}`;
}

class Ways {
//% if long_polling or sse or websocket
  readonly connections: Gauge<keyof Way>;
//% endif
  readonly delivered: Counter<keyof Way>;
//% if long_polling or sse or websocket
  readonly dropped: Counter<keyof Way>;
  readonly overflows: Counter<keyof Way>;
//% endif
  readonly resumes: Counter<keyof Way>;
  readonly resets: Counter<keyof Way>;
  readonly latency: Histogram<keyof Way>;

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
//% endif
    this.delivered = new Counter(named('delivered_total', 'Events handed to clients'));
//% if long_polling or sse or websocket
    this.dropped = new Counter(
      named('dropped_total', 'Events, signs and frames that a full queue dropped'),
    );
    this.overflows = new Counter(named('queue_overflows_total', 'Queues that overflowed'));
//% endif
    this.resumes = new Counter(named('resumes_total', 'Clients that came back with a cursor'));
    this.resets = new Counter(
      named('resets_total', 'Clients that had missed what cannot be had any more'),
    );
    this.latency = new Histogram({
      ...named('delivery_seconds', "From an event's id to its delivery"),
      buckets: LATENCIES,
    });
  }
}

/** The counters of one feature on one transport: looked up once a connection. */
export class Counts {
//% if long_polling or sse or websocket
  readonly connections: Gauge.Internal<keyof Way>;
//% endif
  readonly #delivered: Counter.Internal;
//% if long_polling or sse or websocket
  readonly dropped: Counter.Internal;
  readonly overflows: Counter.Internal;
//% endif
  readonly resumes: Counter.Internal;
  readonly resets: Counter.Internal;
  readonly #latency: Histogram.Internal<keyof Way>;

  constructor(ways: Ways, way: Way) {
//% if long_polling or sse or websocket
    this.connections = ways.connections.labels(way);
//% endif
    this.#delivered = ways.delivered.labels(way);
//% if long_polling or sse or websocket
    this.dropped = ways.dropped.labels(way);
    this.overflows = ways.overflows.labels(way);
//% endif
    this.resumes = ways.resumes.labels(way);
    this.resets = ways.resets.labels(way);
    this.#latency = ways.latency.labels(way);
    const always = [this.#delivered, this.resumes, this.resets];
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
    for (const event of events) {
      this.#latency.observe(Math.max(now - event.id.milliseconds, 0) / 1000);
    }
    this.#delivered.inc(events.length);
  }
}
