// A page of an app that only polls, at an interval.

import { features } from '../client/features.js';
import { type Connection, connect, type Json, type KeptEvent, type Transport } from '../client/realtime.js';
// @ts-expect-error: there is no socket
import type { SocketMessage } from '../client/realtime.js';
// @ts-expect-error: there are no bytes
import type { Bytes } from '../client/realtime.js';
// @ts-expect-error: there are no replies
import type { AskOptions } from '../client/realtime.js';
import type { Same } from './same.js';

const { name, transports } = features[0];
// @ts-expect-error: no feature has bytes
features[0].binary;

true satisfies Same<Transport, 'short-polling'>;
// @ts-expect-error: this app has no streams
connect({ feature: name, transports: ['sse', 'short-polling'] });

const board = connect({
  feature: name,
  transports,
  onEvent: (event) => {
    // All that a poll brings is kept, and JSON.
    event satisfies KeptEvent;
    true satisfies Same<typeof event.data, Json>;
  },
});
true satisfies Same<typeof board, Connection>;
board.publish('hello');
// @ts-expect-error: nobody takes bytes
board.publish(new Uint8Array(3));
// @ts-expect-error: nobody answers
board.ask('why?');
