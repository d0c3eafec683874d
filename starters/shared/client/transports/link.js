// What a transport and the connection that opened it have in common.

/** @import { Http } from '../http.js' */
/** @import { RealtimeError } from '../errors.js' */
/** @import { Outbox, Sender } from '../outbox.js' */
/** @import { Cursor, Page, Ready, RealtimeEvent } from '../realtime.d.ts' */

/**
 * The side of the connection: where the transport reads from, and whom it tells.
 *
 * @typedef {object} Link
 * @property {Http} http
 * @property {string} feature
 * @property {string} topic
 * @property {() => Cursor | null} cursor
 * @property {Outbox} outbox
 * @property {(ready: Ready, sender?: Sender) => void} ready delivery begins, and sending where the transport does that
 * @property {(page: Page<any>) => void} page the answer of a poll
 * @property {(event: RealtimeEvent<any>) => void} event
 * @property {(cursor: Cursor) => void} reset in mid-stream
 * @property {() => void} ended the topic has its last event
 * @property {() => boolean} steady whether the connection has lasted, so that what ends it is no reason to wait long
 * @property {() => void} interrupted the browser reconnects by itself
 * @property {(error: RealtimeError) => void} failed the transport is over
 */

/**
 * @typedef {object} Transport
 * @property {boolean} ticketed whether its connections carry a ticket where there is a token
 * @property {boolean} polls whether it asks again and again; then hidden tabs pause it, and it limits its own time
 * @property {boolean} sends whether messages go the same way
 * @property {(link: Link, signal: AbortSignal) => Promise<'blocked' | 'ended' | RealtimeError>} [reason] why a connection did not
 *   come about, where its own errors do not say
 * @property {(link: Link, ticket?: string) => Opened} open
 */

/**
 * @typedef {object} Opened
 * @property {() => void} close
 * @property {() => void} [hurry] the page is back: be quick to notice if the connection is not
 */

export {};
