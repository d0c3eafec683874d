// Notices a connection that died without a word: the server promises a heartbeat, so that nothing for long means no connection.

import { RealtimeError } from './errors.js';

/** @import { Link } from './transports/link.js' */

/** Milliseconds in which a connection has to come about. */
const READY_WITHIN = 10_000;

/** Heartbeats that may be missed, and how many once the tab is shown again: its network may have gone unnoticed. */
const PATIENCE = 2.5;
const PATIENCE_BACK = 1.25;

export class Silence {
  #link;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #heartbeat = 0;
  #heardAt = 0;

  /** @param {Link} link told when it has lasted too long */
  constructor(link) {
    this.#link = link;
    this.#allow(READY_WITHIN);
  }

  /**
   * From now on the server says something at least this often.
   *
   * @param {number} seconds
   */
  expect(seconds) {
    this.#heartbeat = seconds * 1_000;
    this.heard();
  }

  heard() {
    this.#heardAt = Date.now();
    if (this.#heartbeat > 0) this.#allow(this.#heartbeat * PATIENCE);
  }

  /** Is less patient until something is heard again. */
  hurry() {
    if (this.#heartbeat > 0) this.#allow(this.#heartbeat * PATIENCE_BACK - (Date.now() - this.#heardAt));
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {number} milliseconds */
  #allow(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#link.failed(new RealtimeError('nothing was heard from the server', { code: 'silent' }));
    }, milliseconds);
  }
}
