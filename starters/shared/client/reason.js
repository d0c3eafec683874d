// Why a stream or a socket did not come about: browsers keep that from the page, and plain HTTP tells.

import { asRealtimeError, RealtimeError } from './errors.js';

/** @import { Link } from './transports/link.js' */

/** Milliseconds for an answer. */
const WITHIN = 10_000;

/** @typedef {'blocked' | 'ended' | RealtimeError} Reason */

/**
 * `blocked`: the server answers here, so something on the way does not let the transport through. `ended`: there is nothing left
 * to deliver. Otherwise the error says why.
 *
 * @param {Link} link
 * @param {'stream' | 'state'} path of the feature
 * @param {AbortSignal} signal
 * @returns {Promise<Reason>}
 */
export async function reasonFor(link, path, signal) {
  const reason = await ask(link, path, signal);
  const silent = reason instanceof RealtimeError && reason.code === 'silent';
  // Whoever holds back a stream here, too, is on the way; unless nothing at all gets through.
  return silent && path === 'stream' ? ask(link, 'state', signal) : reason;
}

/**
 * @param {Link} link
 * @param {'stream' | 'state'} path
 * @param {AbortSignal} signal
 * @returns {Promise<Reason>}
 */
async function ask(link, path, signal) {
  const parameters = { topic: link.topic, after: link.cursor() };
  const read = (/** @type {Response} */ response) => {
    response.body?.cancel();
    return response.status;
  };
  try {
    const request = { parameters, cache: /** @type {const} */ ('no-store'), signal, within: WITHIN, read };
    const status = await link.http.request(`${link.feature}/${path}`, request);
    return status === 204 ? 'ended' : 'blocked';
  } catch (thrown) {
    return asRealtimeError(thrown);
  }
}
