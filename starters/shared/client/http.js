// Requests to the server: addresses, the token, time limits, errors.

import { asRealtimeError, errorOf, RealtimeError } from './errors.js';

/** @import { Ticket, Token } from './realtime.d.ts' */

/**
 * @template T
 * @typedef {object} Request
 * @property {'GET' | 'POST'} [method]
 * @property {Record<string, string | number | null | undefined>} [parameters] of the query; those without a value are left out
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {RequestCache} [cache]
 * @property {AbortSignal} [signal]
 * @property {number} [within] milliseconds until the answer must have been read
 * @property {(response: Response) => T | Promise<T>} read
 */

const WITHIN = 30_000;

export class Http {
  #base;
  #token;
  /** @type {Promise<string | undefined> | undefined} */
  #current;

  /**
   * @param {string} url where the server is; without one, where the page came from
   * @param {Token} [token]
   */
  constructor(url, token) {
    this.#base = new URL(url, globalThis.location?.href);
    if (!this.#base.pathname.endsWith('/')) this.#base.pathname += '/';
    this.#token = token;
  }

  /**
   * @param {string} path
   * @param {Request<unknown>['parameters']} [parameters]
   */
  address(path, parameters = {}) {
    const address = new URL(path, this.#base);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null && value !== undefined) address.searchParams.set(name, String(value));
    }
    return address;
  }

  /** Whether another token can be had when the server does not take this one. */
  get renewable() {
    return typeof this.#token === 'function';
  }

  /** Forgets the token, so that the next request asks for one. */
  renewToken() {
    this.#current = undefined;
  }

  /**
   * A ticket for one connection to a feature, which stands in its address: browsers set no headers there.
   * Whoever has no token needs none.
   *
   * @param {string} feature
   * @param {AbortSignal} signal
   * @returns {Promise<string | undefined>}
   */
  async ticket(feature, signal) {
    if ((await this.#held()) === undefined) return undefined;
    const body = { feature };
    /** @type {Ticket} */
    const answer = await this.request('ticket', { method: 'POST', body, signal, read: (response) => response.json() });
    return answer.ticket;
  }

  /**
   * Sends a request and reads the answer; 304 is one. A token that the server does not take is renewed once.
   *
   * @template T
   * @param {string} path
   * @param {Request<T>} request
   * @returns {Promise<T>}
   * @throws {RealtimeError}
   */
  async request(path, request) {
    const token = this.#held();
    try {
      return await this.#attempt(path, request);
    } catch (error) {
      if (!(this.renewable && error instanceof RealtimeError && error.status === 401)) throw error;
      if (this.#current === token) this.renewToken(); // else another request has
      return await this.#attempt(path, request);
    }
  }

  /**
   * @template T
   * @param {string} path
   * @param {Request<T>} request
   * @returns {Promise<T>}
   */
  async #attempt(path, { method = 'GET', parameters, body, headers = {}, cache, signal, within = WITHIN, read }) {
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = setTimeout(stop, within);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    try {
      const token = await this.#held();
      const response = await fetch(this.address(path, parameters), {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(cache === undefined ? {} : { cache }),
        signal: limit.signal,
      });
      if (!response.ok && response.status !== 304) throw await errorOf(response);
      return await read(response);
    } catch (error) {
      const late = limit.signal.aborted && !signal?.aborted;
      throw late ? new RealtimeError('the server does not answer', { code: 'silent' }) : asRealtimeError(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** @returns {Promise<string | undefined>} */
  #held() {
    this.#current ??= this.#ask();
    return this.#current;
  }

  async #ask() {
    if (typeof this.#token !== 'function') return this.#token;
    try {
      return await this.#token();
    } catch (cause) {
      this.renewToken();
      throw new RealtimeError('the page got no token', { code: 'token', cause });
    }
  }
}
