// Which transport to use: the decided one, its fallbacks where it does not get through, and what the session has learnt.

import { transports } from './transports.js';

/** @import { Transport } from './transports/link.js' */

/** Failures in a row, while the server answers otherwise, after which a transport counts as blocked. */
const BLOCKED_AFTER = 2;

export class Ways {
  #known;
  #place;
  #at;
  #failures = 0;

  /**
   * @param {readonly string[]} names ids of transports, the decided one first
   * @param {string} feature
   * @throws {TypeError} where this app has none of that name
   */
  constructor(names, feature) {
    this.#known = names.map(find);
    this.#place = `realtime:${feature}`;
    this.#at = Math.max(0, names.indexOf(recall(this.#place) ?? ''));
  }

  /** @returns {{ name: string, transport: Transport }} */
  get current() {
    return this.#known[this.#at] ?? find('');
  }

  /** The current one got through, and is the first to be tried for the rest of the session. */
  through() {
    this.#failures = 0;
    remember(this.#place, this.current.name);
  }

  /**
   * The current one did not get through, though the server is there.
   *
   * @param {boolean} certain whether one failure is enough: nothing came at all, for long
   */
  blocked(certain) {
    this.#failures += 1;
    if (!certain && this.#failures < BLOCKED_AFTER) return;
    this.#failures = 0;
    this.#at = (this.#at + 1) % this.#known.length;
  }
}

/** @param {string} name */
function find(name) {
  const transport = transports[name];
  if (transport === undefined) throw new TypeError(`this app has no transport \`${name}\``);
  return { name, transport };
}

/** @param {string} place */
function recall(place) {
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null; // no storage for this page: it learns anew each time
  }
}

/**
 * @param {string} place
 * @param {string} name
 */
function remember(place, name) {
  try {
    sessionStorage.setItem(place, name);
  } catch {
    // as above
  }
}
