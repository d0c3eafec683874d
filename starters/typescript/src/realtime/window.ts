// What a topic keeps, and where in it a client starts.

import { Cursor } from './cursor.js';
import type { Event } from './event.js';
import type { Feature } from './feature.js';

/** Most events that a poll may ask for. */
export const PAGE_EVENTS = 1000;
/** Events of a page unless the client says otherwise. */
export const USUAL_EVENTS = 100;
/** Most bytes of one page, but for the first event. */
export const PAGE_BYTES = 1 << 20;

/** What a broker keeps of a topic beside its events. */
export interface Record {
  /** Up to where events are gone, or were never there. */
  readonly floor: Cursor;
  /** The newest event ever; the floor where there was none. */
  readonly last: Cursor;
  /** Whether the newest event is the last that there will be. */
  readonly ended: boolean;
}

/**
 * What a client says of where it stands: `nothing` where it has not been here, `malformed` where it
 * says something that is no cursor.
 */
export type From = Cursor | 'nothing' | 'oldest' | 'latest' | 'malformed';

export function readFrom(cursor: string | undefined): From {
  if (cursor === undefined) return 'nothing';
  if (cursor === 'oldest' || cursor === 'latest') return cursor;
  return Cursor.parse(cursor) ?? 'malformed';
}

/** Where delivery starts. */
export interface Start {
  readonly cursor: Cursor;
  /** The client missed what cannot be had any more. */
  readonly reset: boolean;
}

export function startOf(record: Record, from: From, missed: Feature['missed']): Start {
  const { floor, last } = record;
  if (from instanceof Cursor) {
    const inside = !from.isBefore(floor) && !last.isBefore(from);
    return inside ? { cursor: from, reset: false } : { cursor: floor, reset: true };
  }
  switch (from) {
    case 'malformed':
      return { cursor: floor, reset: true };
    case 'oldest':
      return { cursor: floor, reset: false };
    case 'latest':
      return { cursor: last, reset: false };
    case 'nothing':
      // Where the newest event is the state, it comes whenever it was published.
      return { cursor: missed === 'skip' ? floor : last, reset: false };
  }
}

/** How much of a topic is asked for. */
export interface Most {
  readonly events: number;
  readonly bytes: number;
}

export const USUAL: Most = { events: USUAL_EVENTS, bytes: PAGE_BYTES };

/** Some events of a topic, and where they leave their reader. */
export class Page {
  readonly start: Start;
  readonly events: readonly Event[];
  /** There are more after these. */
  readonly more: boolean;
  readonly record: Record;

  constructor(start: Start, events: readonly Event[], more: boolean, record: Record) {
    this.start = start;
    this.events = events;
    this.more = more;
    this.record = record;
  }

  /** Up to where the reader knows the topic after this page. */
  get cursor(): Cursor {
    return this.events.at(-1)?.id ?? this.start.cursor;
  }

  /** Whether nothing will follow this page. */
  get ended(): boolean {
    return this.record.ended && this.cursor.equals(this.record.last);
  }
}

/** The end of a topic. */
export interface Newest {
  readonly record: Record;
  readonly events: readonly Event[];
}
