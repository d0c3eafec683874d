// How long to wait before trying again: full jitter, so that clients that were cut off together do not come back together.

const FIRST = 1_000;
const MOST = 30_000;

export class Backoff {
  #attempts = 0;

  /**
   * Milliseconds until the next attempt. The bound doubles with each one; what the server asked for comes on top.
   *
   * @param {number} [retryAfter] seconds, as the server asked
   */
  next(retryAfter = 0) {
    const bound = Math.min(MOST, FIRST * 2 ** this.#attempts);
    this.#attempts += 1;
    return retryAfter * 1_000 + Math.random() * bound;
  }

  reset() {
    this.#attempts = 0;
  }
}

/**
 * Resolves after so many milliseconds, or at once when the signal aborts.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
