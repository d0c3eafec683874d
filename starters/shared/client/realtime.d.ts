// The types of realtime.js, and of what goes over the wire, which a server in TypeScript shares with it. docs/wire-contract.md
// says what each of them means.
//
//     import { connect } from './realtime.js';
//
//     interface Message {
//       text: string;
//     }
//     const chat = connect<Message>({ feature: 'chat', transports, onEvent: ({ data }) => add(data.text) });
//     await chat.publish({ text: 'hello' });

/**
 * Connects a page to a topic, and keeps it connected. `Data` is what the events carry, and `State` what the server's own code
 * says of a topic: they are taken at your word.
 *
 * @throws {TypeError} where this app has no such transport
 */
//% if binary
export function connect<Data = Json | ArrayBuffer, State = Json>(options: Options<Data, State>): Connection<Data>;
//% else
export function connect<Data = Json, State = Json>(options: Options<Data, State>): Connection<Data>;
//% endif

export interface Options<Data = Json, State = Json> {
  /** Where the server is; without it, where the page came from. */
  readonly url?: string | undefined;
  readonly feature: string;
  /** Without it, `main`. */
  readonly topic?: string | undefined;
  /** The decided transport first, then the fallbacks in their order, as features.js has them. */
  readonly transports: readonly [Transport, ...Transport[]];
  readonly token?: Token | undefined;
  /** Where to take up again, as an earlier page knew it. */
  readonly cursor?: Cursor | null | undefined;
  /** Without it nothing is read: the page only publishes. */
  readonly onEvent?: ((event: RealtimeEvent<Data>) => void) | undefined;
  /** Told the topic's state, at first and after each reset. */
  readonly onSnapshot?: ((snapshot: Snapshot<State>) => void) | undefined;
  /** Told what the connection is doing, at every change. */
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** What signs the page in, or a function that gets it. That is called again when the server no longer takes the last. */
export type Token = string | (() => string | undefined | Promise<string | undefined>);

/** A page's connection to a topic. */
export interface Connection<Data = Json> {
  /**
   * Publishes an event. Resolves when the server has it, and rejects with a `RealtimeError` when it refuses; after nine minutes
   * without an answer the code is `unknown`: it may have got through or not.
   */
  publish(data: Data, options?: PublishOptions): Promise<Published>;
  //% if binary
  /** Sends bytes as they are, once, to the other sockets of the topic: there they are an event of the type `binary`. */
  publish(bytes: Bytes): Promise<Published>;
  //% endif
  //% if replies
  /**
   * Asks a one-reply feature, and yields the events of the reply as they come, `end` the last. Leaving the loop leaves the
   * reply; the server goes on. Throws a `RealtimeError` when the server refuses, and when part of the reply is lost.
   */
  ask<Question = Json>(question: NoInfer<Question>, options?: AskOptions): AsyncGenerator<KeptEvent<Data>, void>;
  //% endif
  /** Leaves the topic. What has no answer yet is rejected with the code `closed`. */
  close(): void;
}

export interface PublishOptions {
  /** Without it, `message`. */
  readonly type?: string | undefined;
  /** The page's own, where it repeats across reloads; else each message has one that is new. */
  readonly key?: string | undefined;
  /** Passed on without id or history, and sent once. */
  readonly ephemeral?: boolean | undefined;
}

//% if binary
/** Bytes that a page sends. They come to others as an `ArrayBuffer`. */
export type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

//% endif
//% if replies
export interface AskOptions {
  /** The same key joins the same reply, also from another page. */
  readonly key?: string | undefined;
  /** Leaves the reply when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** What was yielded no longer counts: the server tells the reply anew, as far as it can. Without it, that is an error. */
  readonly onReset?: (() => void) | undefined;
}

//% endif
/** What became of a message: its id, which is no cursor. One that was only passed on has none. */
export interface Published {
  readonly id?: Id;
}

/** A topic's state, which replaces whatever the page has shown before. */
export interface Snapshot<State = Json> extends TopicState<State> {
  /** Whether events were lost before it; else it is the first one. */
  readonly reset: boolean;
}

/** What a connection is doing. */
export interface ConnectionState {
  readonly status: Status;
  readonly transport: Transport;
  /** Milliseconds until the next attempt, while `waiting`. */
  readonly retryIn: number;
  readonly reconnects: number;
  /** How often the server could not say what was missed. */
  readonly resets: number;
  /** Why it is not open. */
  readonly error: RealtimeError | null;
  readonly cursor: Cursor | null;
  /** Messages without an answer. */
  readonly pending: number;
}

/**
 * - `idle`: the page only publishes
 * - `connecting`: a transport is being opened
 * - `open`: events arrive
 * - `waiting`: until the next attempt, `retryIn` milliseconds after it was said
 * - `paused`: the tab is hidden, and a poll would be for nobody
 * - `ended`: the topic has had its last event
 * - `refused`: the server will not let this page read, and says why in `error`
 * - `closed`: by the page
 */
export type Status = 'idle' | 'connecting' | 'open' | 'waiting' | 'paused' | 'ended' | 'refused' | 'closed';

/** What can go wrong. The message is a sentence for people. */
export class RealtimeError extends Error {
  constructor(message: string, details?: ErrorDetails);
  /**
   * Stable, for programs: the server's, or `closed`, `http-…` (what answered is no server of ours), `reset`, `silent`, `token`,
   * `unknown`, `unreachable`.
   */
  readonly code: string;
  /** Of HTTP, where there was an answer. */
  readonly status: number | undefined;
  /** Seconds, where the server asked for a pause. */
  readonly retryAfter: number | undefined;
  /** Whether the server has understood and will not: another attempt would get the same answer. */
  get refused(): boolean;
}

export interface ErrorDetails {
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

// What goes over the wire.

/** How events reach a page: what this app has for it. */
export type Transport = keyof {
  //% if websocket
  websocket: true;
  //% endif
  //% if sse
  sse: true;
  //% endif
  //% if long_polling
  'long-polling': true;
  //% endif
  //% if short_polling
  'short-polling': true;
  //% endif
};

/** What a page gets that was away: all events that are kept, or the newest, which is the whole state. */
export type Missed = 'replay' | 'skip';

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Where an event stands in its topic: `<milliseconds>-<sequence>`, which only grows. */
export type Id = string;

/** The id up to which its holder knows a topic; `oldest` and `latest` are cursors as well. */
export type Cursor = string;

/** Something that happened in a topic. */
export interface RealtimeEvent<Data = Json> {
  //% if sse or websocket
  /** An event that is only passed on, such as a typing sign, has none. */
  readonly id?: Id;
  //% else
  readonly id: Id;
  //% endif
  readonly topic: string;
  /** `message` unless its sender said otherwise; `end` is the last of its topic. */
  readonly type: string;
  readonly data: Data;
  //% if binary
  /** When, as RFC 3339 has it; bytes do not say. */
  readonly at?: string;
  //% else
  /** When, as RFC 3339 has it. */
  readonly at: string;
  //% endif
}

/** An event of a topic's log. */
export interface KeptEvent<Data = Json> extends RealtimeEvent<Data> {
  readonly id: Id;
  readonly at: string;
}

/** A message: what is posted to a feature's `events`. */
export interface Draft<Data = Json> {
  /** `[a-z][a-z0-9._-]{0,63}`; without it, `message`. */
  readonly type?: string;
  readonly data: Data;
  /** 1 to 128 visible ASCII characters, by which the server knows a message again that is repeated. */
  readonly key?: string;
  readonly ephemeral?: boolean;
}

/** The answer to a message that is kept. */
export interface Receipt {
  readonly id: Id;
  readonly topic: string;
  readonly at: string;
}

/** The answer to a poll. */
export interface Page<Data = Json> {
  readonly events: readonly KeptEvent<Data>[];
  readonly cursor: Cursor;
  readonly reset: boolean;
  /** There is more right behind it. */
  readonly more: boolean;
  /** The topic has had its last event. */
  readonly ended: boolean;
}

/** The answer of a feature's `state`: up to a cursor, from the server's own code. */
export interface TopicState<State = Json> {
  readonly state: State;
  readonly cursor: Cursor;
}

/** Why a request was not granted: `application/problem+json` (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** For programs; it stays. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
}

/** The answer to `POST /ticket`. */
export interface Ticket {
  readonly ticket: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** What a stream or a socket says first. */
export interface Ready {
  readonly topic: string;
  /** Where delivery starts. */
  readonly cursor: Cursor;
  readonly reset: boolean;
  /** Seconds in which something is always said. */
  readonly heartbeat: number;
}
//% if sse or websocket

/** The server cannot say what was missed: delivery goes on after this cursor, even if that is lower. */
export interface Reset {
  readonly cursor: Cursor;
}
//% endif
//% if websocket

/** What a page says on a socket. */
export interface SocketCommand<Data = Json> {
  readonly publish: Draft<Data> & { readonly ref: Json };
}

/** What the server says on a socket. */
export type SocketMessage<Data = Json> =
  | { readonly ready: Ready }
  | { readonly event: RealtimeEvent<Data> }
  | { readonly ack: Ack }
  | { readonly error: Refusal }
  | { readonly reset: Reset }
  | { readonly heartbeat: Readonly<Record<string, never>> };

/** The server has a message, which is the one of this `ref`. */
export interface Ack {
  readonly ref: Json;
  readonly id?: Id;
}

/** The server's no to a message, or its not yet. */
export interface Refusal {
  readonly ref?: Json;
  readonly code: string;
  readonly message: string;
  /** Seconds. */
  readonly retry_after?: number;
}
//% endif
