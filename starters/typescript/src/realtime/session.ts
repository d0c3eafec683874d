// One open socket, until it closes.

//% if binary
import { randomBytes } from 'node:crypto';
//% endif
import type { Duplex } from 'node:stream';

import type { RawData, WebSocket } from 'ws';

import type { SocketMessage } from '../../client/realtime.js';
//% if binary
import { authorize, limit } from './access.js';
//% endif
import { CLOSES, type Why } from './closing.js';
import { command } from './command.js';
import type { Delivery, Step } from './delivery.js';
//% if binary
import { framed, Relayed } from './event.js';
//% else
import { framed } from './event.js';
//% endif
import type { Topic } from './feature.js';
import { type Json, parse } from './json.js';
import { type Beat, Pace } from './pace.js';
import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';
import type { Subject } from './token.js';

/** Refused messages in one heartbeat after which a client is taken to be broken. */
const BREACHES = 100;
/** How long the other end has to take the last message: milliseconds. */
const GOODBYE = 5000;

/** Who is at the other end. */
export interface Client {
  readonly subject: Subject;
  readonly topic: Topic;
  readonly address: string;
}

export class Session {
  readonly #realtime: Realtime;
  readonly #client: Client;
  readonly #delivery: Delivery;
  readonly #socket: WebSocket;
  /** What the socket writes to. Frames that all listeners share are written to it past the library, which would copy them for each. */
  readonly #connection: Duplex;
  readonly #pace: Pace;
//% if binary
  readonly #name = randomBytes(16).toString('hex');
//% endif
  /** When the other end last answered a ping. */
  #heard = performance.now();
  #breaches = 0;
  #closing = false;
  /** Until when nothing is published, and why: what was sent behind a refused message must not overtake it. */
  #halted: { readonly until: number; readonly problem: Problem } | undefined;
  /** The work on the messages so far. */
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    realtime: Realtime,
    client: Client,
    delivery: Delivery,
    socket: WebSocket,
    connection: Duplex,
  ) {
    this.#realtime = realtime;
    this.#client = client;
    this.#delivery = delivery;
    this.#socket = socket;
    this.#connection = connection;
    this.#pace = new Pace(realtime, client.subject, (beat) => this.#beat(beat));
  }

  start(): void {
    this.#socket.on('message', (data, isBinary) => this.#take(data, isBinary));
    this.#socket.on('pong', () => {
      this.#heard = performance.now();
    });
    // The library closes with the code of what is wrong.
    this.#socket.on('error', () => {});
    this.#socket.once('close', () => this.#end());
    this.#connection.on('drain', () => this.#pump());
    this.#delivery.onNews = () => this.#pump();
    const { start, topic } = this.#delivery;
    this.#send({
      ready: {
        topic: topic.name,
        cursor: `${start.cursor}`,
        reset: start.reset,
        heartbeat: this.#realtime.settings.heartbeatSeconds,
      },
    });
    this.#pump();
  }

  /** Writes what is there, as long as the client takes it. */
  #pump(): void {
    while (this.#isOpen && !this.#connection.writableNeedDrain) {
      const step = this.#delivery.take();
      if (!step) return;
      this.#deliver(step);
    }
  }

  #deliver(step: Step): void {
    switch (step.kind) {
//% if binary
      case 'items': {
        const others = step.items.butFrom(this.#name);
        if (others.list.length > 0) this.#connection.write(others.frames());
        return;
      }
//% else
      case 'items':
        this.#connection.write(step.items.frames());
        return;
//% endif
      case 'reset':
        this.#send({ reset: { cursor: `${step.cursor}` } });
        return;
      case 'too-slow':
        this.#close('tooSlow');
        return;
      case 'end':
        this.#close('ended');
    }
  }

  /** Messages are worked on one after the other; until then the client is not read on. */
  #take(data: RawData, isBinary: boolean): void {
    this.#waiting += 1;
    this.#socket.pause();
    const work = async () => {
      await this.#read();
//% if binary
      if (this.#isOpen) await (isBinary ? this.#relay(data as Buffer) : this.#say(`${data}`));
//% else
      if (this.#isOpen) await (isBinary ? this.#close('noBinary') : this.#say(`${data}`));
//% endif
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#socket.resume();
    };
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#realtime.log.error({ err: error }, 'a socket fails');
      this.#socket.terminate();
    });
  }

  /** Waits until the client has read what it was told, or is gone: who does not read is not listened to. */
  async #read(): Promise<void> {
    const connection = this.#connection;
    if (!connection.writableNeedDrain || connection.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        connection.off('drain', done);
        connection.off('close', done);
        resolve();
      };
      connection.on('drain', done);
      connection.on('close', done);
    });
  }

  async #say(message: string): Promise<void> {
    let ref: Json | undefined;
    try {
      const said = parse(message) as { publish?: { ref?: Json } } | null;
      ref = said?.publish?.ref;
    } catch {
      return this.#close('notJson');
    }
    if (this.#halted && performance.now() < this.#halted.until) {
      // It was on its way, and is no breach.
      return this.#tell(this.#halted.problem, ref);
    }
    try {
      this.#send({ ack: await command(this.#realtime, this.#client, message) });
    } catch (error) {
      const problem = this.#problem(error);
      const { retryAfter } = problem;
      this.#halted =
        retryAfter === undefined
          ? undefined
          : { until: performance.now() + retryAfter * 1000, problem };
      this.#refuse(problem, ref);
    }
  }

//% if binary
  /** Passes a frame on to the topic's other sockets. */
  async #relay(bytes: Buffer): Promise<void> {
    const { subject, topic, address } = this.#client;
    if (!topic.feature.binary) return this.#close('noBinary');
    try {
      limit(this.#realtime, subject, address);
      authorize(subject, 'write', topic);
      await this.#realtime.broker.pass(topic, new Relayed(bytes, this.#name));
    } catch (error) {
      const problem = this.#problem(error);
      // Frames too many are as good as lost on the way.
      if (problem.retryAfter === undefined) this.#refuse(problem);
      else this.#tell(problem);
    }
  }

//% endif
  #problem(error: unknown): Problem {
    const problem = Problem.of(error);
    if (problem) return problem;
    this.#realtime.log.error({ err: error }, 'a message could not be worked on');
    return Problem.internal();
  }

  #tell(problem: Problem, ref?: Json): void {
    this.#send({ error: problem.refusal(ref) });
  }

  #refuse(problem: Problem, ref?: Json): void {
    this.#tell(problem, ref);
    this.#breaches += problem.isBreach ? 1 : 0;
    if (this.#breaches > BREACHES) this.#close('breaches');
  }

  #beat(beat: Beat): void {
    const silence = performance.now() - this.#heard;
    if (beat === 'drained') {
      this.#close('draining');
    } else if (beat === 'expired') {
      this.#close('signIn');
    } else if (silence > 2000 * this.#realtime.settings.heartbeatSeconds) {
      this.#socket.terminate();
    } else {
      this.#breaches = 0;
      // Pages cannot see a ping, and some balancers do not count one.
      this.#socket.ping();
      this.#send({ heartbeat: {} });
    }
  }

  #send(message: SocketMessage): void {
    if (this.#isOpen) this.#connection.write(framed(Buffer.from(JSON.stringify(message)), false));
  }

  get #isOpen(): boolean {
    return !this.#closing && this.#socket.readyState === this.#socket.OPEN;
  }

  #close(why: Why): void {
    if (!this.#isOpen) return;
    this.#closing = true;
    this.#delivery.close();
    this.#socket.resume();
    const [code, reason] = CLOSES[why];
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), GOODBYE).unref();
  }

  #end(): void {
    this.#closing = true;
    this.#pace.close();
  }
}
