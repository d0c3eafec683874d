// What was handed to clients, in plain numbers: it is counted once for every client, and a library that looks at labels each time would
// make that the dearest part of a delivery.

/** Upper bounds of the buckets: seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const COUNTER = 'realtime_delivered_total';
const HISTOGRAM = 'realtime_delivery_seconds';

/** The events that were handed to clients over one transport of one feature, and how long after their ids. */
export class Deliveries {
  readonly #labels: string;
  #count = 0;
  #seconds = 0;
  /** How many there were up to each bound, and not up to the one before. */
  readonly #buckets = BOUNDS.map(() => 0);

  constructor(feature: string, transport: string) {
    this.#labels = `feature="${feature}",transport="${transport}"`;
  }

  add(seconds: number): void {
    this.#count += 1;
    this.#seconds += seconds;
    // A loop, for this is where the server is busiest.
    for (let at = 0; at < BOUNDS.length; at += 1) {
      if (seconds > (BOUNDS[at] as number)) continue;
      this.#buckets[at] = (this.#buckets[at] as number) + 1;
      return;
    }
  }

  counter(): string {
    return `${COUNTER}{${this.#labels}} ${this.#count}`;
  }

  histogram(): string[] {
    let sum = 0;
    const buckets = BOUNDS.map((bound, at) => {
      sum += this.#buckets[at] as number;
      return `${HISTOGRAM}_bucket{${this.#labels},le="${bound}"} ${sum}`;
    });
    return [
      ...buckets,
      `${HISTOGRAM}_bucket{${this.#labels},le="+Inf"} ${this.#count}`,
      `${HISTOGRAM}_sum{${this.#labels}} ${this.#seconds}`,
      `${HISTOGRAM}_count{${this.#labels}} ${this.#count}`,
    ];
  }
}

/** All of them as Prometheus reads it (text format 0.0.4). */
export function exposition(all: readonly Deliveries[]): string {
  const lines = [
    `# HELP ${COUNTER} Events handed to clients`,
    `# TYPE ${COUNTER} counter`,
    ...all.map((deliveries) => deliveries.counter()),
    `# HELP ${HISTOGRAM} From an event's id to its delivery`,
    `# TYPE ${HISTOGRAM} histogram`,
    ...all.flatMap((deliveries) => deliveries.histogram()),
  ];
  return `${lines.join('\n')}\n`;
}
