// Errors as `application/problem+json` (RFC 9457), each with a code that stays.

import { STATUS_CODES } from 'node:http';

//% if websocket
import type { Json, Refusal as Refused, Problem as Written } from '../../client/realtime.js';
//% else
import type { Problem as Written } from '../../client/realtime.js';
//% endif

import { Refusal } from './broker.js';

//% if sse
/** The code of a broker that does not answer. */
export const AWAY = 'broker-away';
//% endif

/** Thrown by whatever answers a request: what the client is told instead. */
export class Problem extends Error {
  readonly status: number;
  /** For programs. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  /** `detail`: for people. */
  constructor(
    status: number,
    code: string,
    detail: string,
    more: { retryAfter?: number; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = more.retryAfter;
    this.headers = {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(more.retryAfter === undefined ? {} : { 'retry-after': String(more.retryAfter) }),
      ...more.headers,
    };
  }

  static bad(code: string, detail: string): Problem {
    return new Problem(400, code, detail);
  }

  static signIn(detail: string): Problem {
    return new Problem(401, 'sign-in', detail, { headers: { 'www-authenticate': 'Bearer' } });
  }

  static forbidden(code: string, detail: string): Problem {
    return new Problem(403, code, detail);
  }

  static notFound(): Problem {
    return new Problem(404, 'not-found', 'There is nothing here.');
  }

  static wrongMethod(allow: string): Problem {
    const detail = 'This method is not known here; `Allow` names those that are.';
    return new Problem(405, 'wrong-method', detail, { headers: { allow } });
  }

  static tooLate(): Problem {
    return new Problem(408, 'too-late', 'The body took too long.');
  }

  static headTooLarge(): Problem {
    return new Problem(431, 'head-too-large', 'The head of the request is too long.');
  }

  static tooLarge(most: number): Problem {
    return new Problem(413, 'too-large', `A message has at most ${most} bytes.`);
  }

  static notJson(): Problem {
    return new Problem(415, 'not-json', 'Send JSON: `Content-Type: application/json`.');
  }

//% if websocket
  static upgradeRequired(): Problem {
    const detail = 'This is a WebSocket: send `Upgrade: websocket`.';
    const headers = { upgrade: 'websocket', connection: 'upgrade' };
    return new Problem(426, 'upgrade-required', detail, { headers });
  }

//% endif
  static tooMany(retryAfter: number): Problem {
    const detail = 'There are too many requests; wait a moment.';
    return new Problem(429, 'too-many-requests', detail, { retryAfter });
  }

  static internal(): Problem {
    return new Problem(500, 'internal', 'Something went wrong here.');
  }

  static full(): Problem {
    const detail = 'This node has all the connections that it takes.';
    return new Problem(503, 'full', detail, { retryAfter: 5 });
  }

  static draining(retryAfter: number): Problem {
    const detail = 'This node is about to stop.';
    return new Problem(503, 'draining', detail, { retryAfter, headers: { connection: 'close' } });
  }

  /** The same where the connection ends with it. */
  closing(): Problem {
    const { status, code, message, retryAfter, headers } = this;
    const more = retryAfter === undefined ? {} : { retryAfter };
    return new Problem(status, code, message, {
      ...more,
      headers: { ...headers, connection: 'close' },
    });
  }

  /** What a thrown error is to a client; nothing where it is a mistake of ours. */
  static of(error: unknown): Problem | undefined {
    if (error instanceof Problem) return error;
    if (!(error instanceof Refusal)) return undefined;
    switch (error.why) {
      case 'ended':
        return new Problem(409, 'ended', error.message);
      case 'full':
        return new Problem(429, 'too-many-topics', error.message, { retryAfter: 60 });
      case 'away':
//% if sse
        return new Problem(503, AWAY, error.message, { retryAfter: 1 });
//% else
        return new Problem(503, 'broker-away', error.message, { retryAfter: 1 });
//% endif
    }
  }

//% if websocket
  /** Whether the client is to blame. */
  get isBreach(): boolean {
    return this.status < 500;
  }

//% endif
  get title(): string {
    return STATUS_CODES[this.status] ?? 'Error';
  }

  /** As an answer has it. */
  get body(): string {
    const { status, code, title, message: detail } = this;
    const written: Written = { type: 'about:blank', title, status, code, detail };
    return JSON.stringify(written);
  }
//% if websocket

  /** As a message of a socket. */
  refusal(ref?: Json): Refused {
    const { code, message, retryAfter } = this;
    return {
      ...(ref === undefined ? {} : { ref }),
      code,
      message,
      ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    };
  }
//% endif
}
