// What the page publishes, until the server has it: in order, each with a key by which the server knows it again.

import { Backoff } from './backoff.js';
//% if binary
import { isBytes } from './bytes.js';
//% endif
import { asRealtimeError, RealtimeError } from './errors.js';
import { newKey } from './ids.js';

/** @import { Http } from './http.js' */
/** @import { Draft, Published, PublishOptions } from './realtime.d.ts' */

/**
 * @typedef {object} Entry
 * @property {string} ref
 * @property {Draft<any>} message
 * @property {boolean} underway sent, and not answered yet
 * @property {ReturnType<typeof setTimeout>} [limit]
 * @property {(published: Published) => void} resolve
 * @property {(error: RealtimeError) => void} reject
 */

/**
 * An open connection that messages can go by.
 *
 * @typedef {object} Sender
 * @property {(entries: readonly Entry[]) => void} send what it can take, the oldest first
 * @property {(entry: Entry) => void} sendOnce
 * @property {() => void} leave it is no longer used
 */

/** Milliseconds after which nobody can say whether a message got through. The server knows its key for a minute longer. */
const REPEATED_FOR = 540_000;

const EPHEMERAL = { ephemeral: true };

export class Outbox {
  /** @type {Entry[]} without an answer, oldest first */
  entries = [];
  #http;
  #path;
  #parameters;
  #changed;
  #closing;
  /** How messages go at present; `wait` while a sender is on its way. */
  #way = /** @type {Sender | 'post' | 'wait'} */ ('wait');
  #backoff = new Backoff();
  /** @type {ReturnType<typeof setTimeout> | undefined} runs while the outbox rests after a failure */
  #resting;
  /** Whether the server asked for that rest. */
  #asked = false;
  #posting = false;
  #refs = 0;

  /**
   * @param {Http} http
   * @param {string} feature
   * @param {string} topic
   * @param {() => void} changed called when a message is added or settled
   * @param {AbortSignal} closing
   */
  constructor(http, feature, topic, changed, closing) {
    this.#http = http;
    this.#path = `${feature}/events`;
    this.#parameters = { topic };
    this.#changed = changed;
    this.#closing = closing;
    closing.addEventListener('abort', () => this.#close());
  }

  /**
   * @param {unknown} data
   * @param {PublishOptions} [options]
   * @returns {Promise<Published>}
   */
  publish(data, { type, key = newKey(), ephemeral = false } = {}) {
    return new Promise((resolve, reject) => {
      if (this.#closing.aborted) return reject(closed());
      this.#refs += 1;
      //% if binary
      // Bytes always go so: a frame has no place for a key.
      if (isBytes(data)) ephemeral = true;
      //% endif
      const message = { ...(type && { type }), data, ...(ephemeral ? EPHEMERAL : { key }) };
      /** @type {Entry} */
      const entry = { ref: String(this.#refs), message, underway: false, resolve, reject };
      if (ephemeral) return this.#sendOnce(entry);
      this.entries.push(entry);
      entry.limit = setTimeout(() => this.settle(entry, unknown()), REPEATED_FOR);
      this.#changed();
      this.#go();
    });
  }

  /**
   * Takes another way from now on. What had no answer on the last one goes again, in its order.
   *
   * @param {Sender | 'post' | 'wait'} way
   */
  take(way) {
    if (typeof this.#way === 'object') {
      this.#way.leave();
      this.#endRest(); // whoever asked for it is gone
      for (const entry of this.entries) entry.underway = false;
    }
    this.#way = way;
    this.#go();
  }

  /** The server is there again: no need to rest any longer, unless it asked for that. */
  wake() {
    if (this.#asked) return;
    this.#endRest();
    this.#go();
  }

  /**
   * A message has its answer, or never will.
   *
   * @param {Entry} entry
   * @param {Published | RealtimeError} outcome
   */
  settle(entry, outcome) {
    const place = this.entries.indexOf(entry);
    if (place === -1) return;
    this.entries.splice(place, 1);
    clearTimeout(entry.limit);
    if (outcome instanceof RealtimeError) entry.reject(outcome);
    else entry.resolve(outcome);
    if (!(outcome instanceof RealtimeError)) this.#backoff.reset();
    this.#changed();
    this.#go();
  }

  /**
   * A message could not be taken now: it goes again after a rest, and all others after it.
   *
   * @param {Entry} entry
   * @param {number} [retryAfter] seconds, as the server asked
   */
  postpone(entry, retryAfter) {
    entry.underway = false;
    if (this.#resting !== undefined || this.#closing.aborted) return;
    this.#asked = retryAfter !== undefined;
    const end = () => {
      this.#endRest();
      this.#go();
    };
    this.#resting = setTimeout(end, this.#backoff.next(retryAfter));
  }

  #endRest() {
    clearTimeout(this.#resting);
    this.#resting = undefined;
    this.#asked = false;
  }

  /** Sends what can be sent on the present way. */
  #go() {
    if (this.#resting !== undefined || this.#posting || this.#closing.aborted) return;
    if (typeof this.#way === 'object') this.#way.send(this.entries);
    if (this.#way === 'post') this.#post();
  }

  /** Posts the oldest message; the next follows when this one is settled. */
  async #post() {
    const [entry] = this.entries;
    if (entry === undefined) return;
    this.#posting = true;
    try {
      this.settle(entry, await this.#request(entry));
    } catch (thrown) {
      const error = asRealtimeError(thrown);
      if (error.refused) this.settle(entry, error);
      else this.postpone(entry, error.retryAfter);
    } finally {
      this.#posting = false;
      this.#go();
    }
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<Published>}
   */
  #request({ message }) {
    return this.#http.request(this.#path, {
      method: 'POST',
      parameters: this.#parameters,
      body: message,
      signal: this.#closing,
      read: (response) => (response.status === 201 ? response.json() : {}),
    });
  }

  /** @param {Entry} entry */
  #sendOnce(entry) {
    if (typeof this.#way === 'object') return this.#way.sendOnce(entry);
    //% if binary
    if (isBytes(entry.message.data)) return entry.reject(new RealtimeError('there is no open socket for bytes'));
    //% endif
    this.#request(entry).then(entry.resolve, entry.reject);
  }

  #close() {
    this.#endRest();
    for (const entry of [...this.entries]) this.settle(entry, closed());
  }
}

const closed = () => new RealtimeError('closed before the server answered', { code: 'closed' });

const unknown = () =>
  new RealtimeError('the server has not answered for nine minutes: the message may have got through or not', {
    code: 'unknown',
  });
