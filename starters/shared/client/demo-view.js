// What the demo page shows: events, the connection, what happened. Text goes in as text, so nothing that was typed can be markup.

//% if binary
import { isBytes } from './bytes.js';
//% endif

/** @import { ConnectionState, RealtimeError, RealtimeEvent, Snapshot } from './realtime.js' */

/** Entries kept in a list. */
const KEPT = 500;

/**
 * @typedef {object} Watched
 * @property {string} name
 * @property {string} topic
 * @property {readonly string[]} transports
 * @property {boolean} replies
 * @property {boolean} writable whether this page may send
 */

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** @type {Partial<ConnectionState>} the last one, to tell what is new in the next */
let last = {};

/** @param {Watched} watched */
export function begin({ name, topic, transports, replies, writable }) {
  last = {};
  for (const id of ['events', 'happened']) element(id).replaceChildren();
  element('ways').replaceChildren(...transports.map((transport) => make('li', { text: transport })));
  for (const id of ['reconnects', 'resets', 'pending']) element(id).textContent = '0';
  element('cursor').textContent = 'none';
  element('state').textContent = replies ? 'A one-reply feature has none' : 'Not read yet';
  element('text-label').textContent = replies ? 'Question' : 'Message';
  element('send').textContent = replies ? 'Ask' : 'Send';
  element('events').dataset['empty'] = replies
    ? 'Ask something.'
    : 'Nothing yet. What is sent to this topic appears here.';
  element('composer').hidden = !writable;
  element('curl').hidden = writable;
  element('command').textContent = curl(`/${name}/${replies ? 'replies' : `events?${new URLSearchParams({ topic })}`}`);
  /** @type {HTMLAnchorElement} */ (element('another')).href = location.href;
  if (replies) status('idle', 'Ready to ask');
}

/**
 * How to send from a terminal; a reply is shown as it comes.
 *
 * @param {string} path
 */
function curl(path) {
  return [
    `curl -N '${new URL(path, location.href)}' \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"data": "hello"}'`,
  ].join('\n');
}

/** @param {RealtimeEvent<any>} event */
export function event({ id, type, data, at }) {
  const entry = make('article', { kind: type === 'end' ? 'end' : 'event' });
  entry.append(head(at, type, id ?? 'no id: passed on, not kept'), make('div', { kind: 'data', text: readable(data) }));
  append('events', entry);
  if (id !== undefined) element('cursor').textContent = id;
}

/** @param {Snapshot<any>} snapshot */
export function snapshot({ state, cursor, reset }) {
  const past = isPast(state);
  element('state').textContent = past ? `The last events: ${state.length}, as shown` : JSON.stringify(state, null, 2);
  element('events').replaceChildren();
  if (past) state.forEach(event);
  happened(reset ? `State read anew, up to ${cursor}` : `State read, up to ${cursor}`);
}

/**
 * Whether a state is a list of events, as it is until the server's owner makes it something better.
 *
 * @param {any} state
 * @returns {state is RealtimeEvent<any>[]}
 */
function isPast(state) {
  return Array.isArray(state) && state.every((each) => typeof each?.id === 'string' && 'data' in each);
}

//% if replies
/**
 * Shows a question, and the reply as it grows.
 *
 * @param {unknown} question
 * @param {AsyncIterable<RealtimeEvent<any>>} events
 */
export async function reply(question, events) {
  const asked = make('article', { kind: 'question' });
  asked.append(head(undefined, 'question', ''), make('div', { kind: 'data', text: readable(question) }));
  append('events', asked);
  happened('Asked');
  const entry = make('article', { kind: 'event' });
  const text = make('div', { kind: 'data' });
  for await (const { id, type, data, at } of events) {
    if (!entry.isConnected) {
      entry.append(head(at, 'reply', id ?? ''), text);
      append('events', entry);
    }
    if (type !== 'end') text.append(readable(data));
    else happened(data?.error === undefined ? 'The reply has ended' : `The reply broke off: ${readable(data.error)}`);
    follow('events');
  }
}

/** What stood there of a reply no longer counts. */
export function lost() {
  happened('The server lost its place in the reply and tells it anew', 'bad');
}

//% endif
/** @param {ConnectionState} state */
export function state(state) {
  const text = sentence(state);
  if (text !== undefined) status(state.status, text);
  for (const way of element('ways').children) {
    if (way.textContent === state.transport) way.setAttribute('aria-current', 'true');
    else way.removeAttribute('aria-current');
  }
  element('cursor').textContent = state.cursor ?? 'none';
  element('reconnects').textContent = String(state.reconnects);
  element('resets').textContent = String(state.resets);
  element('pending').textContent = String(state.pending);
  if (text !== undefined && (state.status !== last.status || state.transport !== last.transport)) {
    happened(text, state.error === null ? 'good' : 'bad');
  }
  if (state.resets !== (last.resets ?? 0)) happened('Reset: the server could not say what was missed', 'bad');
  last = state;
}

/**
 * @param {ConnectionState} state
 * @returns {string | undefined}
 */
function sentence({ status, transport, retryIn, error }) {
  const why = error === null ? '' : `: ${error.message}`;
  return {
    idle: undefined,
    connecting: `Connecting by ${transport}`,
    open: `Connected by ${transport}`,
    waiting: `Trying again in ${(retryIn / 1_000).toFixed(1)} s${why}`,
    paused: 'Paused while the tab is hidden',
    ended: 'The topic has ended',
    refused: `Refused${why}`,
    closed: 'Left',
  }[status];
}

/** @param {unknown} error */
export function problem(error) {
  const { message, code } = /** @type {RealtimeError} */ (error);
  happened(`Not sent: ${message} (${code})`, 'bad');
}

/**
 * @param {string} name
 * @param {string} text
 */
function status(name, text) {
  const place = element('status');
  place.dataset['status'] = name;
  place.textContent = text;
}

/**
 * @param {string} text
 * @param {'good' | 'bad'} [kind]
 */
function happened(text, kind = 'good') {
  const entry = make('li', { kind });
  entry.append(time(new Date()), ' ', text);
  append('happened', entry);
}

/**
 * @param {string | undefined} at
 * @param {string} type
 * @param {string} id
 */
function head(at, type, id) {
  const line = make('div', { kind: 'head' });
  line.append(
    time(at === undefined ? new Date() : new Date(at)),
    make('span', { kind: 'type', text: type }),
    make('span', { kind: 'id', text: id }),
  );
  return line;
}

/** @param {Date} date */
function time(date) {
  const place = document.createElement('time');
  place.dateTime = date.toISOString();
  place.textContent = date.toLocaleTimeString([], { hour12: false });
  return place;
}

/**
 * Text as it is, all else as JSON.
 *
 * @param {unknown} data
 */
function readable(data) {
  //% if binary
  if (isBytes(data)) return digits(data);
  //% endif
  return typeof data === 'string' ? data : JSON.stringify(data, null, 2);
}

//% if binary
/** @param {ArrayBuffer | ArrayBufferView} data */
function digits(data) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer);
  return `${bytes.length} bytes: ${Array.from(bytes.slice(0, 64), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

//% endif
/**
 * @param {string} name
 * @param {{ kind?: string, text?: string }} about
 */
function make(name, { kind, text }) {
  const made = document.createElement(name);
  if (kind !== undefined) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * @param {string} id
 * @param {HTMLElement} entry
 */
function append(id, entry) {
  const list = element(id);
  const following = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(entry);
  while (list.children.length > KEPT) list.firstElementChild?.remove();
  if (following) follow(id);
}

/** @param {string} id */
function follow(id) {
  const list = element(id);
  list.scrollTop = list.scrollHeight;
}
