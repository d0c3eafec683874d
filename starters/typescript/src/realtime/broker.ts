//% if tickets
// Where topics live: their logs, the keys of what was published, and what is kept for a short while.
//% else
// Where topics live: their logs, and the keys of what was published.
//% endif

import type { Cursor } from './cursor.js';
//% if sse or websocket
import type { Line, Passing } from './event.js';
//% else
import type { Line } from './event.js';
//% endif
import type { Topic } from './feature.js';
import type { From, Most, Newest, Page } from './window.js';

const SENTENCES = {
  ended: 'The topic has had its last event.',
  full: 'There is no room for another topic.',
  away: 'The broker does not answer; try again soon.',
};

/** Thrown by a broker that does not do what it was asked for. */
export class Refusal extends Error {
  readonly why: keyof typeof SENTENCES;

  constructor(why: keyof typeof SENTENCES) {
    super(SENTENCES[why]);
    this.why = why;
  }
}

/** What became of a message. */
export interface Published {
  readonly id: Cursor;
  /** It was not there before, under its key. */
  readonly fresh: boolean;
}

/** All that is asked of a broker; every method may throw a `Refusal`. */
export interface Broker {
  /**
   * Adds an event to a topic's log and announces it; where the key was used, gives the id that it
   * had then. `key`: the SHA-256 of feature, topic, subject and key, in hexadecimal.
   */
  publish(topic: Topic, line: Line, key: string | undefined): Promise<Published>;

//% if sse or websocket
  /** Hands on what has neither id nor history. */
  pass(topic: Topic, passing: Passing): Promise<void>;

//% endif
  /** What follows a cursor, oldest first. */
  read(topic: Topic, from: From, most: Most): Promise<Page>;

  /** The newest events. */
  newest(topic: Topic, count: number): Promise<Newest>;

//% if tickets
  /** Keeps a value for a while under a name that is not taken; what is there already is returned instead. */
  keep(name: string, value: string, seconds: number): Promise<string | undefined>;

//% endif
//% if replies
  /** The value that is kept under a name. */
  lookUp(name: string): Promise<string | undefined>;

//% endif
//% if tickets
  /** The value that is kept under a name, which only the first who asks gets. */
  take(name: string): Promise<string | undefined>;

//% endif
  /** Whether it answers. */
  isThere(): boolean;

  /** Lets go of what has expired; called about once a second. */
  sweep(): void;
}
