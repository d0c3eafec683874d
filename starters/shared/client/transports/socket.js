// WebSocket: the only transport on which messages go the same way as events.

import { RealtimeError } from '../errors.js';
import { reasonFor } from '../reason.js';
import { Silence } from '../silence.js';

/** @import { Link, Opened, Ready, Refusal, Transport } from './link.js' */
/** @import { Send } from '../outbox.js' */
/** @import { TopicEvent } from '../position.js' */

/** @type {Transport} */
export const socket = {
  ticketed: true,
  polls: false,
  sends: true,
  reason: (link, signal) => reasonFor(link, 'state', signal),
  open,
};

/** The server has delivered all there is: nothing else ends normally. */
const DONE = 1000;
const TOO_SLOW = 1013;
const SIGN_IN_AGAIN = 4401;

/** Closed because of what this page sent: what each code says of the message. */
const UNSENDABLE = new Map([
  [1003, new RealtimeError('this feature takes no binary messages', { code: 'unsupported' })],
  [1007, new RealtimeError('the server could not read the message', { code: 'malformed' })],
  [1009, new RealtimeError('the message is too large', { code: 'too_large' })],
]);

/**
 * @typedef {object} Message one of these
 * @property {Ready} [ready]
 * @property {TopicEvent} [event]
 * @property {{ ref: string, id?: string }} [ack]
 * @property {Refusal} [error]
 * @property {{ cursor: string }} [reset]
 */

/**
 * @param {Link} link
 * @param {string} [ticket]
 * @returns {Opened}
 */
function open(link, ticket) {
  const address = link.http.address(`${link.feature}/socket`, { topic: link.topic, after: link.cursor(), ticket });
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address, 'events.v1');
  //% if binary
  socket.binaryType = 'arraybuffer';
  //% endif
  const silence = new Silence(link);
  const send = (/** @type {string} */ message) => socket.send(message);
  socket.addEventListener('message', ({ data }) => {
    silence.heard();
    //% if binary
    if (data instanceof ArrayBuffer) return link.event({ topic: link.topic, type: 'binary', data });
    //% endif
    const message = JSON.parse(data);
    if (message.ready) silence.expect(message.ready.heartbeat);
    dispatch(link, message, send);
  });
  socket.addEventListener('close', ({ code }) => closed(link, code));
  const close = () => {
    silence.stop();
    socket.close(DONE);
  };
  return { close, hurry: () => silence.hurry() };
}

/**
 * @param {Link} link
 * @param {Message} message
 * @param {Send} send
 */
function dispatch(link, { ready, event, ack, error, reset }, send) {
  if (ready) link.ready(ready, send);
  if (reset) link.reset(reset.cursor);
  if (ack) link.acknowledged(ack);
  if (error) link.refused(error);
  if (event) {
    link.event(event);
    if (event.type === 'end') link.ended();
  }
}

/**
 * @param {Link} link
 * @param {number} code
 */
function closed(link, code) {
  if (code === DONE) return link.ended();
  if (code === SIGN_IN_AGAIN) link.http.renewToken();
  const unsendable = UNSENDABLE.get(code);
  if (unsendable) link.unsendable(unsendable);
  link.failed(new RealtimeError('the socket closed'), { atOnce: code === TOO_SLOW || code === SIGN_IN_AGAIN });
}
