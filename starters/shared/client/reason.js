// Why a stream or a socket did not come about: browsers keep that from the page, and plain HTTP tells.

import { asRealtimeError } from './errors.js';

/** @import { RealtimeError } from './errors.js' */
/** @import { Link } from './transports/link.js' */

/** Milliseconds for an answer. */
const WITHIN = 10_000;

/**
 * `blocked`: the server answers here, so something on the way does not let the transport through. `ended`: there is nothing left
 * to deliver. Otherwise the error says why.
 *
 * @param {Link} link
 * @param {'stream' | 'state'} path of the feature
 * @param {AbortSignal} signal
 * @returns {Promise<'blocked' | 'ended' | RealtimeError>}
 */
export async function reasonFor(link, path, signal) {
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
    const error = asRealtimeError(thrown);
    // Whoever holds back a stream here, too, is on the way.
    return error.code === 'silent' ? 'blocked' : error;
  }
}
