// What the script answers with.

import { Cursor } from '../cursor.js';
import { Event } from '../event.js';
import type { Topic } from '../feature.js';
import { type Newest, Page, type Record } from '../window.js';

type PageLines = [string, string, number, string, number, number, string[]];
type NewestLines = [string, string, number, string[]];

export function readPage(topic: Topic, answer: unknown): Page {
  const [floor, last, ended, from, reset, more, entries] = answer as PageLines;
  const start = { cursor: cursor(from), reset: reset === 1 };
  return new Page(start, events(topic, entries), more === 1, record(floor, last, ended));
}

export function readNewest(topic: Topic, answer: unknown): Newest {
  const [floor, last, ended, entries] = answer as NewestLines;
  return { record: record(floor, last, ended), events: events(topic, entries) };
}

function record(floor: string, last: string, ended: number): Record {
  return { floor: cursor(floor), last: cursor(last), ended: ended === 1 };
}

function cursor(text: string): Cursor {
  const cursor = Cursor.parse(text);
  if (!cursor) throw new Error(`${text} is no id`);
  return cursor;
}

/** The events of a flat list of ids, types and data. */
function events(topic: Topic, entries: readonly string[]): Event[] {
  const events: Event[] = [];
  for (let at = 0; at + 2 < entries.length; at += 3) {
    const [id = '', type = '', data = ''] = entries.slice(at, at + 3);
    events.push(new Event(cursor(id), topic.name, { type, data }));
  }
  return events;
}
