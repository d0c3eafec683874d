// The client of the wire contract, version 1 (docs/wire-contract.md): one call connects a page to a topic, and keeps it connected.
//
//     import { connect } from './realtime.js';
//
//     const chat = connect({
//       feature: 'chat',
//       transports: ['websocket', 'sse'],
//       onSnapshot: ({ state }) => show(state),
//       onEvent: (event) => add(event),
//       onState: ({ status, error }) => say(status, error),
//     });
//     await chat.publish({ text: 'hello' });

//% if replies
import { ask } from './ask.js';
//% endif
import { Connection } from './connection.js';
import { callPage } from './errors.js';
import { Http } from './http.js';
import { Outbox } from './outbox.js';
import { Position } from './position.js';
import { Ways } from './ways.js';

/** @import { Progress } from './connection.js' */
/** @import { Token } from './http.js' */
/** @import { Cursor } from './ids.js' */
/** @import { Snapshot, TopicEvent } from './position.js' */

/**
 * @typedef {object} Options
 * @property {string} [url] where the server is; without it, where the page came from
 * @property {string} feature
 * @property {string} [topic]
 * @property {readonly string[]} transports ids, the decided one first, then the fallbacks in their order
 * @property {Token} [token] what signs the page in, or a function that gets it
 * @property {Cursor} [cursor] where to take up again, as an earlier page knew it
 * @property {(event: TopicEvent) => void} [onEvent] without it nothing is read: the page only publishes
 * @property {(snapshot: Snapshot) => void} [onSnapshot] the topic's state, at first and after each reset
 * @property {(state: State) => void} [onState] what the connection is doing, at every change
 */

/** @typedef {Progress & { cursor: Cursor | null, pending: number }} State */

export { RealtimeError } from './errors.js';

/** @param {Options} options */
export function connect({
  url = '/',
  feature,
  topic = 'main',
  transports,
  token,
  cursor,
  onEvent,
  onSnapshot,
  onState,
}) {
  const closing = new AbortController();
  const { signal } = closing;
  const http = new Http(url, token);
  const tell = () => {
    const state = { ...connection.progress, cursor: position.cursor, pending: outbox.entries.length };
    callPage(onState, state);
  };
  const readState = () =>
    http.request(`${feature}/state`, {
      parameters: { topic },
      cache: 'no-store',
      signal,
      read: (response) => response.json(),
    });
  const position = new Position(
    { cursor: cursor ?? null, onEvent: onEvent ?? (() => {}), onSnapshot },
    readState,
    signal,
  );
  const outbox = new Outbox(http, feature, topic, tell, signal);
  const ways = new Ways(transports, feature);
  const connection = new Connection({ http, feature, topic, ways, position, outbox, tell, closing: signal });
  if (onEvent === undefined) outbox.take('post');
  else queueMicrotask(() => connection.start()); // the page has what this returns before it hears anything

  return {
    /**
     * Publishes an event. Resolves when the server has it, and rejects with a RealtimeError when it refuses; after nine minutes
     * without an answer the code is `unknown`: it may have got through or not.
     *
     * @param {unknown} data
     * @param {{ type?: string, key?: string, ephemeral?: boolean }} [options]
     */
    publish: (data, options) => outbox.publish(data, options),
    //% if replies
    /**
     * Asks a one-reply feature, and yields the events of the reply as they come, the `end` included.
     *
     * @param {unknown} data
     * @param {{ key?: string, signal?: AbortSignal, onReset?: () => void }} [options]
     */
    ask: (data, { signal: own = signal, ...options } = {}) =>
      ask(http, feature, data, { ...options, signal: AbortSignal.any([signal, own]) }),
    //% endif
    /** Leaves the topic. What has no answer yet is rejected with the code `closed`. */
    close: () => closing.abort(),
  };
}
