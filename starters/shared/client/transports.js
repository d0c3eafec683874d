// The transports that the features of this app may use, by their ids.

//% if websocket
import { socket } from './transports/socket.js';
//% endif
//% if sse
import { stream } from './transports/stream.js';
//% endif
//% if long_polling
import { longPolling } from './transports/poll.js';
//% endif
//% if short_polling
import { shortPolling } from './transports/poll.js';
//% endif

/** @import { Transport as Id } from './realtime.d.ts' */
/** @import { Transport } from './transports/link.js' */

/** @type {Record<Id, Transport>} */
export const transports = {
  //% if websocket
  websocket: socket,
  //% endif
  //% if sse
  sse: stream,
  //% endif
  //% if long_polling
  'long-polling': longPolling,
  //% endif
  //% if short_polling
  'short-polling': shortPolling,
  //% endif
};
