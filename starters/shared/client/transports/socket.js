// WebSocket: the only transport on which messages go the same way as events.

import { RealtimeError } from '../errors.js';
import { reasonFor } from '../reason.js';
import { Silence } from '../silence.js';
import { SocketSender } from './socket-sender.js';

/** @import { SocketMessage } from '../realtime.d.ts' */
/** @import { Link, Opened, Transport } from './link.js' */

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
const SIGN_IN_AGAIN = 4401;

/**
 * @param {Link} link
 * @param {string} [ticket]
 * @returns {Opened}
 */
function open(link, ticket) {
  const address = link.http.address(`${link.feature}/socket`, { topic: link.topic, after: link.cursor(), ticket });
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address, 'events.v1');
  const silence = new Silence(link);
  const sender = new SocketSender(socket, link.outbox);

  /** @param {SocketMessage<any>} message */
  const take = (message) => {
    if ('ready' in message) {
      silence.expect(message.ready.heartbeat);
      link.ready(message.ready, sender);
    }
    if ('reset' in message) link.reset(message.reset.cursor);
    if ('ack' in message) sender.acknowledged(message.ack);
    if ('error' in message) sender.refused(message.error);
    if ('event' in message) {
      link.event(message.event);
      if (message.event.type === 'end') link.ended();
    }
  };

  //% if binary
  socket.binaryType = 'arraybuffer';
  //% endif
  socket.addEventListener('message', ({ data }) => {
    silence.heard();
    //% if binary
    if (data instanceof ArrayBuffer) return link.event({ topic: link.topic, type: 'binary', data });
    //% endif
    take(JSON.parse(data));
  });
  socket.addEventListener('close', ({ code }) => {
    if (code === DONE) return link.ended();
    if (code === SIGN_IN_AGAIN) link.http.renewToken();
    link.failed(sender.unsendable(code) ?? new RealtimeError('the socket closed'));
  });
  const close = () => {
    silence.stop();
    socket.close(DONE);
  };
  return { close, hurry: () => silence.hurry() };
}
