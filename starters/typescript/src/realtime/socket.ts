// `GET /{feature}/socket`: WebSocket (RFC 6455), subprotocol `events.v1`.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import { addressOf, mayRead } from './access.js';
import { releasedIfRefused } from './connections.js';
import { Delivery } from './delivery.js';
import type { Feature } from './feature.js';
import { topicOf } from './names.js';
import { Problem } from './problem.js';
import { readQuery } from './query.js';
import type { Realtime } from './realtime.js';
import { Session } from './session.js';
import { identifyByTicket } from './ticket.js';
import { readFrom } from './window.js';

const PROTOCOL = 'events.v1';
/** The longest message that the library can be told to take. */
const MOST_BYTES = 2 ** 31 - 1;

export class Sockets {
  readonly #realtime: Realtime;
  readonly #server: WebSocketServer;

  constructor(realtime: Realtime) {
    this.#realtime = realtime;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: Math.min(realtime.settings.maxMessageBytes, MOST_BYTES),
      handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
    });
  }

  /** Makes a socket of a connection that asks for one; throws a `Problem`. */
  async open(
    feature: Feature,
    request: IncomingMessage,
    connection: Duplex,
    head: Buffer,
  ): Promise<void> {
    const realtime = this.#realtime;
    checkHandshake(request);
    const query = readQuery(parsed(request));
    const topic = topicOf(feature, query.topic);
    const counts = realtime.metrics.of(feature, 'websocket');
    const release = realtime.connections.hold(counts);
    await releasedIfRefused(release, async () => {
      const subject = await identifyByTicket(realtime, request, query, feature);
//% if replies
      await mayRead(realtime, subject, topic);
//% else
      mayRead(subject, topic);
//% endif
      const delivery = await Delivery.start(realtime, counts, topic, readFrom(query.after));
      // Also where it has left meanwhile, or where the library refuses what it asks for.
      const leave = () => {
        delivery.close();
        release();
      };
      if (connection.destroyed) return leave();
      connection.once('close', leave);
      const address = addressOf(realtime, request);
      this.#server.handleUpgrade(request, connection, head, (socket) => {
        new Session(realtime, { subject, topic, address }, delivery, socket, connection).start();
      });
    });
  }
}

/** The query of a request that no router has seen. */
function parsed(request: IncomingMessage): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = searchParams.getAll(name);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
}

/** Throws a `Problem` where a handshake is none (RFC 6455, 4.2.1), or names a subprotocol that is not known here. */
function checkHandshake({ method, headers }: IncomingMessage): void {
  if ((headers.upgrade ?? '').toLowerCase() !== 'websocket') throw Problem.upgradeRequired();
  if (method !== 'GET') throw Problem.bad('bad-handshake', 'A handshake is a GET.');
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    throw Problem.bad('bad-handshake', '`Sec-WebSocket-Key` is 16 bytes in base64.');
  }
  if (headers['sec-websocket-version'] !== '13') {
    throw Problem.bad('bad-handshake', '`Sec-WebSocket-Version` is 13.');
  }
  const offered = headers['sec-websocket-protocol'];
  if (offered !== undefined && !offered.split(',').some((name) => name.trim() === PROTOCOL)) {
    throw Problem.bad('bad-protocol', `The subprotocol here is ${PROTOCOL}.`);
  }
}
