// What can go wrong, as the server says it: RFC 9457 over HTTP, an `error` message on a socket.

/** @import { ErrorDetails, Problem } from './realtime.d.ts' */

/** HTTP statuses of the 400s that another attempt may get past. */
const PASSING = [401, 408, 425, 429];

export class RealtimeError extends Error {
  /**
   * @param {string} message
   * @param {ErrorDetails} [details]
   */
  constructor(message, { code = 'unreachable', status, retryAfter, cause } = {}) {
    super(message, { cause });
    this.name = 'RealtimeError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the server has understood and will not: another attempt would get the same answer. */
  get refused() {
    const { status } = this;
    return status !== undefined && status >= 400 && status < 500 && !PASSING.includes(status);
  }
}

/**
 * Any thrown value as a RealtimeError; what is none came from the network.
 *
 * @param {unknown} error
 */
export function asRealtimeError(error) {
  if (error instanceof RealtimeError) return error;
  return new RealtimeError('the server cannot be reached', { cause: error });
}

/**
 * The error that an answer carries, as problem+json or, from a proxy, as anything else.
 *
 * @param {Response} response
 */
export async function errorOf(response) {
  const { status } = response;
  /** @type {Partial<Problem> | null} */
  const problem = await response.json().catch(() => ({}));
  const message = problem?.detail ?? problem?.title ?? `the server answers ${status}`;
  const code = problem?.code ?? `http-${status}`;
  return new RealtimeError(message, { code, status, retryAfter: retryAfterOf(response) });
}

/**
 * `Retry-After` in seconds; it may be written as a date.
 *
 * @param {Response} response
 */
function retryAfterOf(response) {
  const value = response.headers.get('Retry-After');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/**
 * Calls a function of the page. What it throws is reported as any uncaught error is, and harms nothing here.
 *
 * @template {unknown[]} A
 * @param {((...values: A) => void) | undefined} callback
 * @param {A} values
 */
export function callPage(callback, ...values) {
  try {
    callback?.(...values);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
