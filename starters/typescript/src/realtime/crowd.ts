// Connections beyond those that a node takes.

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import { Problem } from './problem.js';

/** Connections that are told at the same time that there is no room, and how long each may take: milliseconds. */
const REFUSALS = 1024;
const REFUSAL = 1000;

export class Crowd {
  readonly #refused = new WeakSet<Socket>();
  #open = 0;

  constructor(server: Server, most: number) {
    server.on('connection', (socket) => {
      this.#open += 1;
      socket.once('close', () => {
        this.#open -= 1;
      });
      if (this.#open > most) this.#refuse(socket, most);
    });
  }

  /** Lets nobody in for whom there is no room, and nothing that is older than HTTP/1.0; throws a `Problem`. */
  admit({ socket, httpVersionMajor }: IncomingMessage): void {
    if (this.#refused.has(socket)) throw Problem.full().closing();
    if (httpVersionMajor < 1) throw Problem.bad('bad-request', 'This is not HTTP/1.1.').closing();
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
