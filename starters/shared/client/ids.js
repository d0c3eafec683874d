// Ids of events and cursors: `<milliseconds>-<sequence>`, compared as two integers.

/** @import { Cursor } from './realtime.d.ts' */

/**
 * Whether an id lies beyond a cursor; beyond no cursor lies every id.
 *
 * @param {string} id
 * @param {Cursor | null} cursor
 */
export function isAfter(id, cursor) {
  if (cursor === null) return true;
  const [milliseconds, sequence] = id.split('-');
  const [cursorMilliseconds, cursorSequence] = cursor.split('-');
  return (compare(milliseconds, cursorMilliseconds) || compare(sequence, cursorSequence)) > 0;
}

/**
 * Compares decimal integers without leading zeros, however long they are.
 *
 * @param {string} [one]
 * @param {string} [other]
 */
function compare(one = '', other = '') {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : Number(one > other);
}

/** A key by which the server knows a repeated message again: 128 random bits, also where the page has no TLS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
