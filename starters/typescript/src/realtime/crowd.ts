// Connections beyond those that a node takes.

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import { Problem } from './problem.js';

/** How long an idle connection stays open: longer than a proxy keeps it, so that the proxy never sends a request into a connection that is about to close. */
export const IDLE = 75_000;
/** The same for one that has asked nothing yet where there is little room. */
const IDLE_IN_A_CROWD = 5000;
/** Connections that are told at the same time that there is no room, and how long each may take: milliseconds. */
const REFUSALS = 1024;
const REFUSAL = 1000;

export class Crowd {
  readonly #refused = new WeakSet<Socket>();
  /** Those that came when there was little room: each is for one request. */
  readonly #late = new WeakSet<Socket>();
//% if websocket
  /** Requests that are not answered yet. */
  readonly #asked = new WeakMap<Socket, number>();
//% endif
  #open = 0;

  /** Takes `most` connections, and keeps the last `spare` of them free for who asks once and goes. */
  constructor(server: Server, most: number, spare: number) {
    server.on('connection', (socket) => {
      this.#open += 1;
      socket.once('close', () => {
        this.#open -= 1;
      });
      // Each request that waits behind another listens for its end.
      socket.setMaxListeners(0);
      if (this.#open > most) this.#refuse(socket, most);
      else if (this.#open > most - Math.min(spare, most / 2)) this.#hurry(socket);
    });
//% if websocket
    server.on('request', ({ socket }, response) => {
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
    });
//% endif
  }

  /** Lets nobody in for whom there is no room, and nothing that is older than HTTP/1.0; throws a `Problem`. */
  admit({ socket, httpVersionMajor }: IncomingMessage): void {
    if (this.#refused.has(socket)) throw Problem.full().closing();
    if (httpVersionMajor < 1) throw Problem.bad('bad-request', 'This is not HTTP/1.1.').closing();
    if (this.#late.has(socket)) socket.setTimeout(IDLE);
  }

  /** Whether a connection is to end behind its answer. */
  isNearlyFull({ socket }: IncomingMessage): boolean {
    return this.#late.has(socket);
  }
//% if websocket

  /** Whether a request that came before on the same connection is not answered yet. */
  isAnswering({ socket }: IncomingMessage): boolean {
    return (this.#asked.get(socket) ?? 0) > 0;
  }

  #count(socket: Socket, change: number): void {
    this.#asked.set(socket, (this.#asked.get(socket) ?? 0) + change);
  }
//% endif

  #hurry(socket: Socket): void {
    this.#late.add(socket);
    socket.setTimeout(IDLE_IN_A_CROWD);
  }

  #refuse(socket: Socket, most: number): void {
    if (this.#open > most + REFUSALS) {
      socket.destroy();
      return;
    }
    this.#refused.add(socket);
    setTimeout(() => socket.destroy(), REFUSAL).unref();
  }
}
