// What the page publishes, until the server has it: in order, each with a key by which the server knows it again.

import { Backoff } from './backoff.js';
import { asRealtimeError, RealtimeError } from './errors.js';
import { newKey } from './ids.js';

/** @import { Http } from './http.js' */
/** @import { Refusal } from './transports/link.js' */

/**
 * The server's answer: the event's id, which is not a cursor. An ephemeral event has none.
 *
 * @typedef {object} Published
 * @property {string} [id]
 */

/**
 * @typedef {object} Entry
 * @property {string} ref
 * @property {{ type?: string, data: unknown, key?: string, ephemeral?: true }} message
 * @property {boolean} underway sent, and not answered yet
 * @property {ReturnType<typeof setTimeout>} [limit]
 * @property {(published: Published) => void} resolve
 * @property {(error: RealtimeError) => void} reject
 */

/** @typedef {(message: string) => void} Send */

/** Milliseconds after which nobody can say whether a message got through. The server knows its key for a minute longer. */
const REPEATED_FOR = 540_000;

/** How many messages a socket carries at a time without an answer. */
const UNDERWAY = 32;

export class Outbox {
  #http;
  #path;
  #parameters;
  #changed;
  #closing;
  /** @type {Entry[]} oldest first */
  #entries = [];
  /** @type {Map<string, Entry>} sent once and not kept; only the answer is still to come */
  #ephemeral = new Map();
  /** How messages go at present: through a socket, by POST, or not at all while a socket is on its way. */
  #way = /** @type {Send | 'post' | 'wait'} */ ('wait');
  #backoff = new Backoff();
  /** @type {ReturnType<typeof setTimeout> | undefined} runs while the outbox rests after a failure */
  #rest;
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

  /** How many messages have no answer yet. */
  get pending() {
    return this.#entries.length;
  }

  /**
   * @param {unknown} data
   * @param {object} [options]
   * @param {string} [options.type]
   * @param {string} [options.key] the page's own, where it repeats across reloads
   * @param {boolean} [options.ephemeral] passed on without id or history, and sent once
   * @returns {Promise<Published>}
   */
  publish(data, { type, key = newKey(), ephemeral = false } = {}) {
    return new Promise((resolve, reject) => {
      if (this.#closing.aborted) return reject(closed());
      this.#refs += 1;
      const message = { ...(type && { type }), data, ...(ephemeral ? { ephemeral } : { key }) };
      /** @type {Entry} */
      const entry = { ref: String(this.#refs), message, underway: false, resolve, reject };
      if (ephemeral) return this.#sendOnce(entry);
      this.#entries.push(entry);
      entry.limit = setTimeout(() => this.#settle(entry, unknown()), REPEATED_FOR);
      this.#changed();
      this.#go();
    });
  }

  /**
   * Takes another way from now on. What had no answer on the last one goes again, in its order.
   *
   * @param {Send | 'post' | 'wait'} way
   */
  take(way) {
    if (this.#send !== null) {
      for (const entry of this.#entries) entry.underway = false;
      this.#forgetEphemeral();
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

  /** @param {{ ref: string, id?: string }} ack */
  acknowledged({ ref, id }) {
    this.#backoff.reset();
    this.#ephemeral.get(ref)?.resolve({});
    this.#ephemeral.delete(ref);
    const entry = this.#entries.find((each) => each.ref === ref);
    if (entry) this.#settle(entry, { id });
  }

  /**
   * The server's no to a message on the socket, or its not yet.
   *
   * @param {Refusal} refusal
   */
  refused({ ref = '', code, message, retry_after: retryAfter }) {
    const error = new RealtimeError(message, { code, retryAfter });
    this.#ephemeral.get(ref)?.reject(error);
    this.#ephemeral.delete(ref);
    const entry = this.#entries.find((each) => each.ref === ref);
    if (!entry) return;
    if (retryAfter === undefined) return this.#settle(entry, error);
    entry.underway = false;
    this.#restFor(retryAfter);
  }

  /**
   * The socket was closed because of a message. They are taken in turn, so it was the oldest without an answer.
   *
   * @param {RealtimeError} error
   */
  unsendable(error) {
    const entry = this.#entries.find(({ underway }) => underway);
    if (entry) this.#settle(entry, error);
  }

  /** The open socket, where there is one. */
  get #send() {
    return typeof this.#way === 'function' ? this.#way : null;
  }

  /** Sends what can be sent on the present way. */
  #go() {
    if (this.#rest !== undefined || this.#posting || this.#closing.aborted) return;
    if (this.#way === 'post') this.#post();
    if (this.#send === null) return;
    for (const entry of this.#entries.slice(0, UNDERWAY)) {
      if (entry.underway) continue;
      entry.underway = true;
      this.#send(JSON.stringify({ publish: { ref: entry.ref, ...entry.message } }));
    }
  }

  /** Posts the oldest message; the next follows when this one is settled. */
  async #post() {
    const [entry] = this.#entries;
    if (entry === undefined) return;
    this.#posting = true;
    try {
      this.#settle(entry, await this.#request(entry));
      this.#backoff.reset();
    } catch (thrown) {
      const error = asRealtimeError(thrown);
      if (error.refused) this.#settle(entry, error);
      else this.#restFor(error.retryAfter);
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
    if (this.#send === null) return void this.#request(entry).then(entry.resolve, entry.reject);
    this.#ephemeral.set(entry.ref, entry);
    this.#send(JSON.stringify({ publish: { ref: entry.ref, ...entry.message } }));
  }

  /** @param {number} [retryAfter] seconds, as the server asked */
  #restFor(retryAfter) {
    if (this.#rest !== undefined) return;
    this.#asked = retryAfter !== undefined;
    const end = () => {
      this.#endRest();
      this.#go();
    };
    this.#rest = setTimeout(end, this.#backoff.next(retryAfter));
  }

  #endRest() {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#asked = false;
  }

  /**
   * @param {Entry} entry
   * @param {Published | RealtimeError} outcome
   */
  #settle(entry, outcome) {
    const place = this.#entries.indexOf(entry);
    if (place === -1) return;
    this.#entries.splice(place, 1);
    clearTimeout(entry.limit);
    if (outcome instanceof RealtimeError) entry.reject(outcome);
    else entry.resolve(outcome);
    this.#changed();
    this.#go();
  }

  /** Nobody will know what became of them, which is all that was promised. */
  #forgetEphemeral() {
    for (const { resolve } of this.#ephemeral.values()) resolve({});
    this.#ephemeral.clear();
  }

  #close() {
    this.#endRest();
    this.#forgetEphemeral();
    for (const entry of [...this.#entries]) this.#settle(entry, closed());
  }
}

const closed = () => new RealtimeError('closed before the server answered', { code: 'closed' });

const unknown = () =>
  new RealtimeError('the server has not answered for nine minutes: the message may have got through or not', {
    code: 'unknown',
  });
