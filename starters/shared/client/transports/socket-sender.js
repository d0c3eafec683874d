// Messages on an open socket: several at a time, each acknowledged or refused by its `ref`.

//% if binary
import { isBytes } from '../bytes.js';
//% endif
import { RealtimeError } from '../errors.js';

/** @import { Entry, Outbox } from '../outbox.js' */

/**
 * The server's no to a message, or its not yet.
 *
 * @typedef {object} Refusal
 * @property {string} [ref]
 * @property {string} code
 * @property {string} message
 * @property {number} [retry_after] seconds
 */

/** How many messages may be without an answer at a time. */
const UNDERWAY = 32;

export class SocketSender {
  #socket;
  #outbox;
  /** @type {Map<string, Entry>} sent once; only the answer is still to come */
  #once = new Map();

  /**
   * @param {WebSocket} socket
   * @param {Outbox} outbox
   */
  constructor(socket, outbox) {
    this.#socket = socket;
    this.#outbox = outbox;
  }

  /** @param {readonly Entry[]} entries */
  send(entries) {
    for (const entry of entries.slice(0, UNDERWAY)) {
      if (entry.underway) continue;
      entry.underway = true;
      this.#write(entry);
    }
  }

  /** @param {Entry} entry */
  sendOnce(entry) {
    //% if binary
    const { data } = entry.message;
    if (isBytes(data)) {
      this.#socket.send(data);
      return entry.resolve({});
    }
    //% endif
    this.#once.set(entry.ref, entry);
    this.#write(entry);
  }

  /** Nobody will know what became of the ephemeral ones, and that is all that was promised. */
  leave() {
    for (const { resolve } of this.#once.values()) resolve({});
    this.#once.clear();
  }

  /** @param {{ ref: string, id?: string }} ack */
  acknowledged({ ref, id }) {
    this.#once.get(ref)?.resolve({});
    this.#once.delete(ref);
    const entry = this.#find(ref);
    if (entry) this.#outbox.settle(entry, { id });
  }

  /** @param {Refusal} refusal */
  refused({ ref = '', code, message, retry_after: retryAfter }) {
    const error = new RealtimeError(message, { code, retryAfter });
    this.#once.get(ref)?.reject(error);
    this.#once.delete(ref);
    const entry = this.#find(ref);
    if (!entry) return;
    if (retryAfter === undefined) this.#outbox.settle(entry, error);
    else this.#outbox.postpone(entry, retryAfter);
  }

  /**
   * The socket was closed because of a message. They are taken in turn, so it was the oldest without an answer.
   *
   * @param {RealtimeError} error
   */
  unsendable(error) {
    const entry = this.#outbox.entries.find(({ underway }) => underway);
    if (entry) this.#outbox.settle(entry, error);
  }

  /** @param {string} ref */
  #find(ref) {
    return this.#outbox.entries.find((entry) => entry.ref === ref);
  }

  /** @param {Entry} entry */
  #write({ ref, message }) {
    this.#socket.send(JSON.stringify({ publish: { ref, ...message } }));
  }
}
