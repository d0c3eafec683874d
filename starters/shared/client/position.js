// Where the page stands in its topic: what it has seen, what a reset takes back, and the state that bridges the gap.

import { Backoff, pause } from './backoff.js';
import { asRealtimeError, callPage } from './errors.js';
import { isAfter } from './ids.js';

/** @import { Cursor, RealtimeEvent, Snapshot, TopicState } from './realtime.d.ts' */

/** Events that wait for a snapshot; beyond these the oldest are left to the snapshot. */
const HELD = 1_000;

export class Position {
  /** @type {Cursor | null} */
  cursor;
  #onEvent;
  #onSnapshot;
  #readState;
  #closing;
  /** @type {RealtimeEvent<any>[] | null} events that wait for the snapshot, or null where none is awaited */
  #held = null;
  /** @type {Cursor | null} what the awaited snapshot must reach, because no event up to here will be handed on */
  #floor = null;
  /** How many snapshots were asked for; an answer to any but the last is out of date. */
  #asked = 0;

  /**
   * @param {object} page
   * @param {Cursor | null} page.cursor
   * @param {(event: RealtimeEvent<any>) => void} page.onEvent
   * @param {(snapshot: Snapshot<any>) => void} [page.onSnapshot]
   * @param {() => Promise<TopicState<any>>} readState
   * @param {AbortSignal} closing
   */
  constructor({ cursor, onEvent, onSnapshot }, readState, closing) {
    this.cursor = cursor;
    this.#onEvent = onEvent;
    this.#onSnapshot = onSnapshot;
    this.#readState = readState;
    this.#closing = closing;
  }

  /**
   * Takes a new place in the topic: the first, or the one that a reset gives, even if it is lower.
   *
   * @param {Cursor | null} cursor after which events will come; null where they come with the answer that says so
   * @param {boolean} reset
   * @param {Cursor | null} [floor] what was lost lies before this
   */
  restart(cursor, reset, floor = cursor) {
    this.cursor = cursor;
    if (this.#onSnapshot === undefined) return;
    this.#held = [];
    this.#floor = floor;
    this.#bridge(reset);
  }

  /**
   * Hands an event on, unless the page has seen it. Ids never go back within a topic, so what was seen is one number.
   *
   * @param {RealtimeEvent<any>} event
   */
  take(event) {
    if (event.id !== undefined) {
      if (!isAfter(event.id, this.cursor)) return;
      this.cursor = event.id;
    }
    if (this.#held === null) return callPage(this.#onEvent, event);
    this.#held.push(event);
    if (this.#held.length > HELD) this.#floor = this.#held.shift()?.id ?? this.#floor;
  }

  /**
   * Knows the topic up to a cursor, with or without an event there.
   *
   * @param {Cursor} cursor
   */
  advance(cursor) {
    if (isAfter(cursor, this.cursor)) this.cursor = cursor;
  }

  /** @param {boolean} reset */
  async #bridge(reset) {
    this.#asked += 1;
    const asked = this.#asked;
    const backoff = new Backoff();
    while (!this.#closing.aborted && asked === this.#asked) {
      try {
        const { state, cursor } = await this.#readState();
        if (asked !== this.#asked) return;
        // A node may lag behind the one that delivers: its state would leave a gap.
        if (this.#floor === null || !isAfter(this.#floor, cursor)) return this.#settle({ state, cursor, reset });
        await pause(backoff.next(), this.#closing);
      } catch (error) {
        const { refused, retryAfter } = asRealtimeError(error);
        if (asked !== this.#asked) return;
        if (refused) return this.#release();
        await pause(backoff.next(retryAfter), this.#closing);
      }
    }
  }

  /** @param {Snapshot<any>} snapshot */
  #settle(snapshot) {
    if (this.#closing.aborted) return;
    callPage(this.#onSnapshot, snapshot);
    this.advance(snapshot.cursor);
    this.#held = (this.#held ?? []).filter(({ id }) => id === undefined || isAfter(id, snapshot.cursor));
    this.#release();
  }

  #release() {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) callPage(this.#onEvent, event);
  }
}
