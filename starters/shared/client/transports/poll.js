// Short and long polling: ask for what lies after the cursor, again and again.

import { pause } from '../backoff.js';
import { asRealtimeError } from '../errors.js';

/** @import { Page } from '../realtime.d.ts' */
/** @import { Link, Opened, Transport } from './link.js' */

/** Milliseconds that an answer may take beyond the time that the server was asked to wait. */
const PATIENCE = 15_000;

/**
 * How one kind of polling differs from the other.
 *
 * @typedef {object} Pace
 * @property {RequestCache} [cache]
 * @property {(first: boolean) => number | undefined} wait seconds that the server may keep the request
 * @property {(turn: { page: Page<any> | null, interval: number, took: number }) => number} rest milliseconds until the next
 */

//% if short_polling
/** @type {Transport} */
export const shortPolling = {
  ticketed: false,
  polls: true,
  sends: false,
  open: (link) =>
    poll(link, {
      wait: () => undefined,
      // Only ever earlier than the server says: it has promised how old an answer may be.
      rest: ({ interval }) => interval * (0.8 + 0.2 * Math.random()),
    }),
};
//% endif
//% if long_polling

/** Seconds; the server cuts it to what the proxies before it allow. */
const WAIT = 25;

/** @type {Transport} */
export const longPolling = {
  ticketed: false,
  polls: true,
  sends: false,
  open: (link) =>
    poll(link, {
      // Chrome lets a second tab wait for the first one's answer where it may be cached.
      cache: 'no-store',
      // The first tells the cursor and that the way is open, so it should not take long.
      wait: (first) => (first ? 1 : WAIT),
      // Empty before its time: the server lets go of everyone, and should not get everyone back in the same instant.
      rest: ({ page, took }) => (page === null || (page.events.length === 0 && took < 900) ? Math.random() * 1_000 : 0),
    }),
};
//% endif

/**
 * @param {Link} link
 * @param {Pace} pace
 * @returns {Opened}
 */
function poll(link, pace) {
  const closing = new AbortController();
  turns(link, pace, closing.signal).catch((error) => link.failed(asRealtimeError(error)));
  return { close: () => closing.abort() };
}

/**
 * @param {Link} link
 * @param {Pace} pace
 * @param {AbortSignal} signal
 */
async function turns(link, pace, signal) {
  let interval = 5_000;
  /** @type {string | null} */
  let etag = null;
  for (let first = true; !signal.aborted; first = false) {
    const started = Date.now();
    const wait = pace.wait(first);
    /** @type {Answer} */
    const { response, page } = await link.http.request(`${link.feature}/events`, {
      parameters: { topic: link.topic, after: link.cursor(), wait },
      headers: etag === null ? {} : { 'If-None-Match': etag },
      cache: pace.cache,
      signal,
      within: (wait ?? 0) * 1_000 + PATIENCE,
      read,
    });
    if (signal.aborted) return;
    if (page !== null) link.page(page);
    if (page?.ended && !page.more) return link.ended();
    etag = response.headers.get('ETag') ?? etag;
    interval = Number(response.headers.get('X-Poll-Interval')) * 1_000 || interval;
    const rest = page?.more ? 0 : pace.rest({ page, interval, took: Date.now() - started });
    if (rest > 0) await pause(rest, signal);
  }
}

/** @typedef {{ response: Response, page: Page<any> | null }} Answer without a page where nothing has changed */

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function read(response) {
  return { response, page: response.status === 304 ? null : await response.json() };
}
