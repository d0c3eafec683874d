// Messages on an open socket: several at a time, each acknowledged or refused by its `ref`.

//% if binary
import { isBytes } from '../bytes.js';
//% endif
import { RealtimeError } from '../errors.js';

/** @import { Entry, Outbox } from '../outbox.js' */
/** @import { Ack, Json, Published, Refusal, SocketCommand } from '../realtime.d.ts' */

/**
 * A frame that the server may not have read yet.
 *
 * @typedef {object} Sent
 * @property {number} size in bytes
 * @property {Entry} [entry] what awaits its answer
 */

/** How many messages may be without an answer at a time. */
const UNDERWAY = 32;

const MALFORMED = 1007;
const TOO_LARGE = 1009;

/** Closed because of what this page sent: what each code says of it. */
const UNSENDABLE = new Map([
  //% if binary
  [1003, new RealtimeError('this feature takes no binary messages', { code: 'unsupported' })],
  //% endif
  [MALFORMED, new RealtimeError('the server could not read the message', { code: 'malformed' })],
  [TOO_LARGE, new RealtimeError('the message is too large', { code: 'too-large' })],
]);

export class SocketSender {
  #socket;
  #outbox;
  /** @type {Sent[]} in the order in which the server reads them */
  #sent = [];
  #encoder = new TextEncoder();

  /**
   * @param {WebSocket} socket
   * @param {Outbox} outbox
   */
  constructor(socket, outbox) {
    this.#socket = socket;
    this.#outbox = outbox;
  }

  /**
   * Keeps the order: what was refused for now goes again when all that was sent behind it has its answer, and before what is new.
   *
   * @param {readonly Entry[]} entries
   */
  send(entries) {
    const first = entries.slice(0, UNDERWAY);
    const unsent = first.findIndex(({ underway }) => !underway);
    if (unsent === -1 || first.findLastIndex(({ underway }) => underway) > unsent) return;
    for (const entry of first.slice(unsent)) {
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
      this.#noteBytes(data.byteLength);
      return entry.resolve({});
    }
    //% endif
    this.#write(entry);
  }

  /** Nobody will know what became of the ephemeral ones, and that is all that was promised. */
  leave() {
    for (const { entry } of this.#sent) if (entry?.message.ephemeral) entry.resolve({});
    this.#sent = [];
  }

  /** @param {Ack} ack */
  acknowledged({ ref, id }) {
    const entry = this.#answered(ref);
    if (entry) this.#settle(entry, { id });
  }

  /** @param {Refusal} refusal */
  refused({ ref = '', code, message, retry_after: retryAfter }) {
    const entry = this.#answered(ref);
    if (!entry) return;
    if (retryAfter !== undefined && !entry.message.ephemeral) return this.#outbox.postpone(entry, retryAfter);
    this.#settle(entry, new RealtimeError(message, { code, retryAfter }));
  }

  /**
   * What was wrong with a message, where the socket was closed because of one. That one is not sent again.
   *
   * @param {number} code
   */
  unsendable(code) {
    const error = UNSENDABLE.get(code);
    const entry = this.#cause(code)?.entry;
    if (error && entry) this.#settle(entry, error);
    return error;
  }

  /**
   * Which of what had no answer closed the socket.
   *
   * @param {number} code
   */
  #cause(code) {
    if (code === MALFORMED) return this.#sent.find(({ entry }) => entry !== undefined);
    // How much the server takes is not known here, but that it does not take the largest is certain.
    if (code === TOO_LARGE) return this.#sent.toSorted((one, other) => other.size - one.size)[0];
    return undefined;
  }

  /**
   * @param {Entry} entry
   * @param {Published | RealtimeError} outcome
   */
  #settle(entry, outcome) {
    if (!entry.message.ephemeral) this.#outbox.settle(entry, outcome);
    else if (outcome instanceof RealtimeError) entry.reject(outcome);
    else entry.resolve({});
  }

  /**
   * The message that has its answer.
   *
   * @param {Json} ref
   */
  #answered(ref) {
    const place = this.#sent.findIndex(({ entry }) => entry?.ref === ref);
    const [answered] = place === -1 ? [] : this.#sent.splice(place, 1);
    //% if binary
    // Frames are read in turn, so the bytes before it have got through.
    this.#sent = this.#sent.filter(({ entry }, at) => entry !== undefined || at >= place);
    //% endif
    return answered?.entry;
  }
  //% if binary

  /**
   * Bytes have no answer. Of those in a row the largest stands for all, so that these are not kept without end.
   *
   * @param {number} size
   */
  #noteBytes(size) {
    const last = this.#sent.at(-1);
    if (last && last.entry === undefined) last.size = Math.max(last.size, size);
    else this.#sent.push({ size });
  }
  //% endif

  /** @param {Entry} entry */
  #write(entry) {
    /** @type {SocketCommand<any>} */
    const command = { publish: { ref: entry.ref, ...entry.message } };
    const frame = JSON.stringify(command);
    this.#socket.send(frame);
    this.#sent.push({ size: this.#encoder.encode(frame).length, entry });
  }
}
