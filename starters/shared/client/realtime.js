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

/** @import { PublishOptions } from './realtime.d.ts' */

export { RealtimeError } from './errors.js';

/** @type {typeof import('./realtime.d.ts').connect} */
export const connect = ({
  url = '/',
  feature,
  topic = 'main',
  transports,
  token,
  cursor,
  onEvent,
  onSnapshot,
  onState,
}) => {
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
     * @param {unknown} data
     * @param {PublishOptions} [options]
     */
    publish: (data, options) => outbox.publish(data, options),
    //% if replies
    ask: (question, { signal: own = signal, ...options } = {}) =>
      ask(http, feature, question, { ...options, signal: AbortSignal.any([signal, own]) }),
    //% endif
    close: () => closing.abort(),
  };
};
