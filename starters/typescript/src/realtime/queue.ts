// The newest of what was delivered on a topic, for all of its listeners.

//% if sse or websocket
import { Event } from './event.js';
import { type Item, Items } from './items.js';
//% else
import type { Event } from './event.js';
//% endif

//% if sse or websocket
/** Where a listener stands: how many of each kind there were before. */
export interface Place {
  readonly events: number;
  readonly passing: number;
}

/** What is new since a place. */
export interface News {
  readonly items: Items;
  /** Events that fell out of the queue before the listener came for them. */
  readonly missed: number;
  /** Signs and frames that did. */
  readonly dropped: number;
}
//% else
/** Where a listener stands: how many events there were before. */
export interface Place {
  readonly events: number;
}

/** What is new since a place. */
export interface News {
  readonly items: readonly Event[];
  /** Events that fell out of the queue before the listener came for them. */
  readonly missed: number;
}
//% endif

//% if sse or websocket
interface Kind {
  items: number;
  bytes: number;
  /** How many there ever were. */
  total: number;
}

/** Bounded by number and bytes for events, and apart from them for what passes by, so that a sign never pushes an event out. */
export class Queue {
  readonly #most: { readonly items: number; readonly bytes: number };
  readonly #items: Item[] = [];
  /** What was last found: most listeners stand at one place. */
  #found: { readonly place: Place; readonly news: News } | undefined;
  #end: Place = { events: 0, passing: 0 };
  readonly #events: Kind = { items: 0, bytes: 0, total: 0 };
  readonly #passing: Kind = { items: 0, bytes: 0, total: 0 };

  constructor(items: number, bytes: number) {
    this.#most = { items, bytes };
  }

  /** The place behind everything. */
  get end(): Place {
    return this.#end;
  }

  push(item: Item): void {
    const kind = this.#kind(item);
    kind.total += 1;
    kind.items += 1;
    kind.bytes += item.size;
    this.#items.push(item);
    this.#shrink(kind);
    this.#end = { events: this.#events.total, passing: this.#passing.total };
    this.#found = undefined;
  }

  /** What is new since a place, where anything is. */
  since(place: Place): News | undefined {
    if (place === this.#end) return undefined;
    const found = this.#found;
    if (found?.place.events === place.events && found.place.passing === place.passing)
      return found.news;
    const newEvents = this.#events.total - place.events;
    const newPassing = this.#passing.total - place.passing;
    if (newEvents + newPassing === 0) return undefined;
    let events = Math.min(newEvents, this.#events.items);
    let passing = Math.min(newPassing, this.#passing.items);
    const [missed, dropped] = [newEvents - events, newPassing - passing];
    const items: Item[] = [];
    // Most listeners are nearly level, so that it is looked for from the end.
    for (let at = this.#items.length - 1; at >= 0 && events + passing > 0; at -= 1) {
      const item = this.#items[at] as Item;
      if (item instanceof Event ? events-- > 0 : passing-- > 0) items.push(item);
      events = Math.max(events, 0);
      passing = Math.max(passing, 0);
    }
    const news = { items: new Items(items.reverse()), missed, dropped };
    this.#found = { place, news };
    return news;
  }

  /** Drops the oldest of a kind until the rest is within the bounds; the newest always stays. */
  #shrink(kind: Kind): void {
    while (kind.items > 1 && (kind.items > this.#most.items || kind.bytes > this.#most.bytes)) {
      const oldest = this.#items.findIndex((item) => this.#kind(item) === kind);
      const [item] = this.#items.splice(oldest, 1);
      kind.items -= 1;
      kind.bytes -= item?.size ?? 0;
    }
  }

  #kind(item: Item): Kind {
    return item instanceof Event ? this.#events : this.#passing;
  }
}
//% else
/** Bounded by number and bytes. */
export class Queue {
  readonly #most: { readonly items: number; readonly bytes: number };
  readonly #items: Event[] = [];
  #bytes = 0;
  /** How many there ever were. */
  #total = 0;
  /** What was last found: most listeners stand at one place. */
  #found: { readonly place: Place; readonly news: News } | undefined;

  constructor(items: number, bytes: number) {
    this.#most = { items, bytes };
  }

  /** The place behind everything. */
  get end(): Place {
    return { events: this.#total };
  }

  push(event: Event): void {
    this.#total += 1;
    this.#bytes += event.size;
    this.#items.push(event);
    this.#shrink();
    this.#found = undefined;
  }

  /** What is new since a place, where anything is. */
  since(place: Place): News | undefined {
    const found = this.#found;
    if (found?.place.events === place.events) return found.news;
    const all = this.#total - place.events;
    if (all === 0) return undefined;
    const held = Math.min(all, this.#items.length);
    const news = { items: this.#items.slice(-held), missed: all - held };
    this.#found = { place, news };
    return news;
  }

  /** Drops the oldest until the rest is within the bounds; the newest always stays. */
  #shrink(): void {
    const { items, bytes } = this.#most;
    while (this.#items.length > 1 && (this.#items.length > items || this.#bytes > bytes)) {
      this.#bytes -= this.#items.shift()?.size ?? 0;
    }
  }
}
//% endif
