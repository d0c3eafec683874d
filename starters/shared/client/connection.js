// Keeps one topic connected: opens a transport, notices when it breaks, waits, tries again or another, and says so.

import { Backoff, pause } from './backoff.js';
import { asRealtimeError, RealtimeError } from './errors.js';
import { isHidden, watchPage } from './page.js';

/** @import { Http } from './http.js' */
/** @import { Outbox, Sender } from './outbox.js' */
/** @import { Position } from './position.js' */
/** @import { ConnectionState, Cursor, Page, Ready } from './realtime.d.ts' */
/** @import { Link, Opened, Transport } from './transports/link.js' */
/** @import { Ways } from './ways.js' */

/** @typedef {Omit<ConnectionState, 'cursor' | 'pending'>} Progress what it is doing */

/** Milliseconds after which a connection counts as a good one, so that the next attempts begin early again. */
const STEADY = 5_000;

/**
 * @typedef {object} Parts
 * @property {Http} http
 * @property {string} feature
 * @property {string} topic
 * @property {Ways} ways
 * @property {Position} position
 * @property {Outbox} outbox
 * @property {() => void} tell called when there is progress
 * @property {AbortSignal} closing
 */

export class Connection {
  /** @type {Progress} */
  progress;
  #parts;
  #backoff = new Backoff();
  /** What goes on at present: an attempt, a connection, a pause. Whatever begins next ends it. */
  #current = new AbortController();
  /** @type {Opened | null} the transport at work */
  #opened = null;
  /** @type {number | null} when the present connection came about */
  #openSince = null;
  /** How many came about so far. */
  #times = 0;
  /** The server asked not to be tried before. */
  #notBefore = 0;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const transport = parts.ways.current.name;
    this.progress = { status: 'idle', transport, retryIn: 0, reconnects: 0, resets: 0, error: null };
  }

  /** Connects, and stays connected until the topic ends, the server refuses or the page closes. */
  start() {
    if (this.#parts.closing.aborted) return;
    this.#parts.closing.addEventListener('abort', () => this.#finish('closed'));
    watchPage(
      {
        hidden: () => this.#parts.ways.current.transport.polls && this.#suspend(),
        shown: () => this.#resume(),
        aside: () => this.#suspend(),
        back: () => this.#resume(),
        online: () => this.#resume(),
      },
      this.#parts.closing,
    );
    this.#open();
  }

  async #open() {
    const { name, transport } = this.#parts.ways.current;
    if (transport.polls && isHidden()) return this.#suspend();
    const signal = this.#begin();
    this.#openSince = null;
    this.#say({ status: 'connecting', transport: name });
    this.#parts.outbox.take(transport.sends ? 'wait' : 'post');
    try {
      const ticket = transport.ticketed ? await this.#parts.http.ticket(this.#parts.feature, signal) : undefined;
      if (signal.aborted) return;
      this.#opened = transport.open(this.#link(signal), ticket);
    } catch (error) {
      if (!signal.aborted) this.#failed(asRealtimeError(error), { plain: true });
    }
  }

  /**
   * What a transport is given. Once something else has begun, nothing that it says counts any more.
   *
   * @param {AbortSignal} signal
   * @returns {Link}
   */
  #link(signal) {
    const { http, feature, topic, position, outbox } = this.#parts;
    /** @type {<A extends unknown[]>(act: (...values: A) => void) => (...values: A) => void} */
    const current =
      (act) =>
      (...values) => {
        if (!signal.aborted) act(...values);
      };
    return {
      http,
      feature,
      topic,
      cursor: () => position.cursor,
      outbox,
      ready: current((ready, sender) => this.#ready(ready, sender)),
      page: current((page) => this.#page(page)),
      event: current((event) => position.take(event)),
      reset: current((cursor) => this.#reset(cursor)),
      ended: current(() => this.#finish('ended')),
      steady: () => this.#steady,
      interrupted: current(() => this.#say({ status: 'connecting' })),
      failed: current((error) => this.#failed(error)),
    };
  }

  /**
   * @param {Ready} ready
   * @param {Sender} [sender]
   */
  #ready({ cursor, reset }, sender) {
    const { position } = this.#parts;
    if (reset) this.#reset(cursor);
    else if (position.cursor === null) position.restart(cursor, false);
    this.#through(sender);
  }

  /** @param {Page<any>} page */
  #page({ events, cursor, reset }) {
    const { position } = this.#parts;
    if (reset) this.#reset(null, cursor);
    else if (position.cursor === null) position.restart(null, false, cursor);
    if (this.#openSince === null) this.#through();
    for (const event of events) position.take(event);
    position.advance(cursor);
  }

  /**
   * @param {Cursor | null} cursor
   * @param {Cursor | null} [floor]
   */
  #reset(cursor, floor) {
    this.#say({ resets: this.progress.resets + 1 });
    this.#parts.position.restart(cursor, true, floor);
  }

  /** @param {Sender} [sender] */
  #through(sender) {
    const { outbox, ways } = this.#parts;
    ways.through();
    this.#openSince = Date.now();
    this.#times += 1;
    outbox.take(sender ?? 'post');
    outbox.wake();
    this.#say({ status: 'open', error: null, reconnects: this.#times - 1 });
  }

  get #steady() {
    return this.#openSince !== null && Date.now() - this.#openSince >= STEADY;
  }

  /**
   * @param {RealtimeError} error
   * @param {{ plain?: boolean }} [way] `plain`: before the transport was tried
   */
  async #failed(error, { plain = false } = {}) {
    const { transport } = this.#parts.ways.current;
    const signal = this.#begin();
    this.#parts.outbox.take(transport.sends ? 'wait' : 'post');
    if (this.#steady) this.#backoff.reset();
    const known = plain || this.#openSince !== null;
    const reason = known ? error : await this.#reason(transport, error, signal);
    if (signal.aborted) return;
    if (reason === null) return this.#finish('ended');
    if (reason.refused || (reason.status === 401 && !this.#parts.http.renewable))
      return this.#finish('refused', reason);
    this.#notBefore = Date.now() + (reason.retryAfter ?? 0) * 1_000;
    this.#wait(this.#backoff.next(reason.retryAfter), reason);
  }

  /**
   * @param {number} delay milliseconds
   * @param {RealtimeError | null} error
   */
  async #wait(delay, error) {
    const signal = this.#begin();
    this.#say({ status: 'waiting', retryIn: Math.round(delay), error });
    await pause(delay, signal);
    if (!signal.aborted) this.#open();
  }

  /**
   * Why the connection did not come about, or null where there was nothing left to deliver.
   *
   * @param {Transport} transport
   * @param {RealtimeError} error
   * @param {AbortSignal} signal
   * @returns {Promise<RealtimeError | null>}
   */
  async #reason(transport, error, signal) {
    if (error.status !== undefined || transport.reason === undefined) return error;
    const reason = await transport.reason(this.#link(signal), signal);
    if (reason === 'ended') return null;
    if (reason !== 'blocked') return reason;
    if (!signal.aborted) this.#parts.ways.blocked(error.code === 'silent');
    return error;
  }

  #suspend() {
    if (this.#over) return;
    this.#begin();
    this.#say({ status: 'paused' });
    this.#parts.outbox.take('post');
  }

  /** The page is back: what waits need not wait, and what looks open may have been cut off unnoticed. */
  #resume() {
    const { status, error } = this.progress;
    const early = this.#notBefore - Date.now();
    if (status === 'paused' && early > 0) this.#wait(early, error);
    else if (status === 'paused' || (status === 'waiting' && early <= 0)) this.#open();
    if (status === 'open') this.#opened?.hurry?.();
  }

  get #over() {
    return ['ended', 'refused', 'closed'].includes(this.progress.status);
  }

  /**
   * @param {'ended' | 'refused' | 'closed'} status
   * @param {RealtimeError} [error]
   */
  #finish(status, error) {
    this.#begin();
    this.#say({ status, error: error ?? null });
    // A page that comes after the end has missed all there was.
    if (status === 'ended' && this.#parts.position.cursor === null) this.#parts.position.restart(null, false);
    this.#parts.outbox.take('post');
  }

  /** Ends what went on, for something else to begin. */
  #begin() {
    this.#current.abort();
    this.#current = new AbortController();
    this.#opened?.close();
    this.#opened = null;
    return this.#current.signal;
  }

  /** @param {Partial<Progress>} change */
  #say(change) {
    this.progress = { ...this.progress, retryIn: 0, ...change };
    this.#parts.tell();
  }
}
