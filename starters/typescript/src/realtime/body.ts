// The bodies of requests.

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { type Json, NotJson, parseStrict } from './json.js';
import { Problem } from './problem.js';

/** Has a server read JSON, and nothing else. */
export function readJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_: FastifyRequest, body: Buffer) => new Body(body),
  );
}

/** A body that is there whole. */
class Body {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  json(): Json {
    try {
      return parseStrict(new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes));
    } catch (error) {
      throw error instanceof NotJson ? error : new NotJson('it is no UTF-8');
    }
  }
}

/** The body of a request, of some shape; throws a `Problem` where it has another. */
export function bodyOf<T>(request: FastifyRequest, read: (body: Json) => T): T {
  if (!(request.body instanceof Body)) throw Problem.notJson();
  try {
    return read(request.body.json());
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw Problem.bad('bad-json', `The body is not what it must be: ${error.message}.`);
  }
}
