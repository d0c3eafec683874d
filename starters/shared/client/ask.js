// One-reply features: a question goes out by POST, the reply comes back as a stream, and a broken stream is taken up again.

import { Backoff, pause } from './backoff.js';
import { asRealtimeError, RealtimeError } from './errors.js';
import { readMessages } from './event-stream.js';
import { isAfter, newKey } from './ids.js';

/** @import { Http } from './http.js' */
/** @import { AskOptions, Cursor, KeptEvent } from './realtime.d.ts' */

/** Milliseconds in which the server surely still knows the question by its key. */
const REPEATED_FOR = 540_000;

/** Milliseconds without a word, until `ready` says how often there will be one. */
const PATIENCE = 50_000;
const HEARTBEATS_MISSED = 2.5;

/**
 * @typedef {object} Reply what is known of it
 * @property {string | undefined} topic
 * @property {Cursor | null} cursor
 * @property {number} patience
 */

/**
 * @param {Http} http
 * @param {string} feature
 * @param {unknown} data
 * @param {AskOptions & { signal: AbortSignal }} options
 * @returns {AsyncGenerator<KeptEvent<any>, void>}
 * @throws {RealtimeError}
 */
export async function* ask(http, feature, data, { signal, key = newKey(), onReset }) {
  /** @type {Reply} */
  const reply = { topic: undefined, cursor: null, patience: PATIENCE };
  const question = { data, key };
  const since = Date.now();
  const backoff = new Backoff();
  while (!signal.aborted) {
    let retryAfter;
    try {
      const body = await open(http, feature, reply, question, signal);
      if (body === null) return;
      for await (const event of read(body, reply, signal, onReset)) {
        backoff.reset();
        yield event;
        if (event.type === 'end') return;
      }
    } catch (thrown) {
      const error = asRealtimeError(thrown);
      if (error.refused || error.status === 401 || error.code === 'reset') throw error;
      retryAfter = error.retryAfter;
    }
    if (reply.topic === undefined && Date.now() - since > REPEATED_FOR) throw unknown();
    await pause(backoff.next(retryAfter), signal);
  }
  throw new RealtimeError('closed before the reply ended', { code: 'closed' });
}

/**
 * The stream of the reply: from its start as the answer to the question, later from where it broke. Null: it has ended.
 *
 * @param {Http} http
 * @param {string} feature
 * @param {Reply} reply
 * @param {{ data: unknown, key: string }} question
 * @param {AbortSignal} signal
 */
function open(http, feature, { topic, cursor }, question, signal) {
  const headers = { Accept: 'text/event-stream' };
  const read = (/** @type {Response} */ { status, body }) => (status === 204 ? null : body);
  if (topic === undefined) {
    return http.request(`${feature}/replies`, { method: 'POST', body: question, headers, signal, read });
  }
  const parameters = { topic, after: cursor };
  return http.request(`${feature}/stream`, { parameters, headers, cache: 'no-store', signal, read });
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {Reply} reply kept up to date
 * @param {AbortSignal} signal
 * @param {() => void} [onReset]
 * @returns {AsyncGenerator<KeptEvent<any>, void>}
 */
async function* read(body, reply, signal, onReset) {
  for await (const { name, data } of readMessages(body, signal, () => reply.patience)) {
    const told = JSON.parse(data);
    if (name === 'ready') {
      reply.topic = told.topic;
      // Without a cursor, a stream that breaks before its first event would go on at the latest.
      reply.cursor ??= told.cursor;
      reply.patience = told.heartbeat * HEARTBEATS_MISSED * 1_000;
    }
    if (name === 'reset' || (name === 'ready' && told.reset)) {
      if (onReset === undefined) throw new RealtimeError('part of the reply is lost', { code: 'reset' });
      onReset();
      reply.cursor = told.cursor;
    }
    if ((name === 'message' || name === 'end') && isAfter(told.id ?? '', reply.cursor)) {
      reply.cursor = told.id ?? reply.cursor;
      yield told;
    }
  }
}

const unknown = () =>
  new RealtimeError('the server has not answered for nine minutes: it may have got the question or not', {
    code: 'unknown',
  });
