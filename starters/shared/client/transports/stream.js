// Server-Sent Events, by the browser's own EventSource.

import { RealtimeError } from '../errors.js';
import { reasonFor } from '../reason.js';
import { Silence } from '../silence.js';

/** @import { Ready, RealtimeEvent, Reset } from '../realtime.d.ts' */
/** @import { Link, Opened, Transport } from './link.js' */

/** @type {Transport} */
export const stream = {
  ticketed: true,
  polls: false,
  sends: false,
  reason: (link, signal) => reasonFor(link, 'stream', signal),
  open,
};

/**
 * @param {Link} link
 * @param {string} [ticket]
 * @returns {Opened}
 */
function open(link, ticket) {
  const parameters = { topic: link.topic, after: link.cursor(), ticket };
  const source = new EventSource(link.http.address(`${link.feature}/stream`, parameters));
  const silence = new Silence(link);
  // The browser's own reconnect keeps to the pause that the server names. It would use up the same ticket again, though, and
  // an answer that ends before `ready` is the server's way to say that it cannot serve now. Nor does its pause ever grow: a
  // page that is too slow for what it missed would come back each second.
  let patient = false;

  /**
   * @template T
   * @param {string} name
   * @param {(data: T) => void} act
   */
  const on = (name, act) =>
    source.addEventListener(name, ({ data }) => {
      silence.heard();
      act(JSON.parse(data));
    });

  on('ready', (/** @type {Ready} */ ready) => {
    patient = ticket === undefined;
    silence.expect(ready.heartbeat);
    link.ready(ready);
  });
  on('message', (/** @type {RealtimeEvent<any>} */ event) => link.event(event));
  on('reset', (/** @type {Reset} */ { cursor }) => link.reset(cursor));
  on('heartbeat', () => {});
  on('end', (/** @type {RealtimeEvent<any>} */ event) => {
    source.close();
    link.event(event);
    link.ended();
  });
  source.addEventListener('error', () => {
    if (patient && link.steady() && source.readyState !== source.CLOSED) {
      patient = false;
      silence.heard();
      return link.interrupted();
    }
    source.close();
    link.failed(new RealtimeError('the stream broke'));
  });
  const close = () => {
    silence.stop();
    source.close();
  };
  return { close, hurry: () => silence.hurry() };
}
