// The answers to polls.

import type { Cursor } from './cursor.js';
import type { Event } from './event.js';
import type { Page } from './window.js';

export const JSON_HEADERS = { 'content-type': 'application/json' };

export function ofPage(page: Page): string {
  return written(page.events, page.cursor, page.start.reset, page.more, page.ended);
}

/** The body of an answer: events are JSON already. */
export function written(
  events: readonly Event[],
  cursor: Cursor,
  reset: boolean,
  more: boolean,
  ended: boolean,
): string {
  const list = events.map((event) => event.json).join(',');
  return `{"events":[${list}],"cursor":"${cursor}","reset":${reset},"more":${more},"ended":${ended}}`;
}
