// Which transport to use: the decided one, its fallbacks where it does not get through, and what the session has learnt.

import { transports } from './transports.js';

/** @import { Options, Transport } from './realtime.d.ts' */

/** Failures in a row, while the server answers otherwise, after which a transport counts as blocked. */
const BLOCKED_AFTER = 2;

export class Ways {
  #names;
  #place;
  #at;
  #failures = 0;

  /**
   * @param {Options['transports']} names
   * @param {string} feature
   * @throws {TypeError} where this app has none of that name
   */
  constructor(names, feature) {
    names.forEach(find);
    this.#names = names;
    this.#place = `realtime:${feature}`;
    const recalled = recall(this.#place);
    const at = names.findIndex((name) => name === recalled);
    this.#at = Math.max(0, at);
  }

  get current() {
    return find(this.#names[this.#at] ?? this.#names[0]);
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
    this.#at = (this.#at + 1) % this.#names.length;
  }
}

/** @param {Transport} name */
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
