// A browser that the tests hold in their hands: its clock, its network, its tab.

import { setImmediate as breath } from 'node:timers/promises';

/** Sets up the browser for one test, and takes it down after it. */
export function browser(t) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_763_805_600_000 });
  const tab = new Tab(t);
  const globals = {
    location: { href: 'https://app.example/' },
    document: tab.document,
    window: tab.window,
    sessionStorage: tab.storage,
    EventSource: tab.streams.constructorOf(FakeEventSource),
    WebSocket: tab.sockets.constructorOf(FakeWebSocket),
    fetch: (address, options) => tab.fetch(new URL(address), options),
  };
  const before = Object.fromEntries(
    Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
  );
  for (const [name, value] of Object.entries(globals)) define(name, { value, configurable: true, writable: true });
  t.mock.method(Math, 'random', () => tab.chance);
  t.after(() => {
    for (const [name, property] of Object.entries(before)) {
      if (property) define(name, property);
      else delete globalThis[name];
    }
  });
  return tab;
}

const define = (name, property) => Object.defineProperty(globalThis, name, property);

class Tab {
  #timers;
  /** What Math.random gives: the middle of every jitter unless a test says otherwise. */
  chance = 0.5;
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  window = new EventTarget();
  storage = new Storage();
  streams = new Opened();
  sockets = new Opened();
  /** Requests in their order: { method, path, parameters, headers, body }. */
  requests = [];
  /** Answers to requests by `METHOD /path`; a function gets the request. */
  answers = {};

  constructor(t) {
    this.#timers = t.mock.timers;
  }

  /** Lets promises settle, then time pass. */
  async pass(milliseconds = 0) {
    await this.rest();
    if (milliseconds > 0) this.#timers.tick(milliseconds);
    await this.rest();
  }

  async rest() {
    for (let turn = 0; turn < 20; turn += 1) await breath();
  }

  async hide() {
    this.document.visibilityState = 'hidden';
    this.document.dispatchEvent(new Event('visibilitychange'));
    await this.rest();
  }

  async show() {
    this.document.visibilityState = 'visible';
    this.document.dispatchEvent(new Event('visibilitychange'));
    await this.rest();
  }

  async fetch(address, { method = 'GET', headers = {}, body, cache, signal } = {}) {
    const request = {
      method,
      path: address.pathname,
      parameters: Object.fromEntries(address.searchParams),
      headers: new Headers(headers),
      body: body === undefined ? undefined : JSON.parse(body),
      cache,
      signal,
    };
    this.requests.push(request);
    const answer = this.answers[`${method} ${address.pathname}`];
    const found = typeof answer === 'function' ? answer(request) : answer;
    const response = await until(found ?? Promise.reject(new TypeError('fetch failed')), signal);
    return typeof answer === 'function' ? response : response.clone(); // one body is read once
  }

  /** The requests of one kind. */
  asked(method, path) {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }
}

/** The promise, unless the signal aborts first. */
function until(promise, signal) {
  const aborted = new Promise((_, reject) => {
    const abort = () => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  });
  return Promise.race([promise, aborted]);
}

class Storage {
  #kept = new Map();
  getItem = (name) => this.#kept.get(name) ?? null;
  setItem = (name, value) => this.#kept.set(name, value);
}

/** The connections of one kind that the page has opened. */
class Opened {
  all = [];

  constructorOf(Kind) {
    const { all } = this;
    return class extends Kind {
      constructor(...given) {
        super(...given);
        all.push(this);
      }
    };
  }

  get last() {
    return this.all.at(-1);
  }
}

class FakeEventSource extends EventTarget {
  CLOSED = 2;
  readyState = 0;

  constructor(address) {
    super();
    this.address = new URL(address);
  }

  close() {
    this.readyState = 2;
  }

  /** The server sends an event. */
  says(name, data) {
    if (name === 'ready') this.readyState = 1;
    this.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(data) }));
  }

  /** The connection breaks, and the browser reconnects. */
  breaks() {
    this.readyState = 0;
    this.dispatchEvent(new Event('error'));
  }

  /** The connection breaks, and the browser gives up. */
  givesUp() {
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
}

class FakeWebSocket extends EventTarget {
  /** What the page has sent, parsed; bytes as they are. */
  sent = [];
  open = true;

  constructor(address, protocol) {
    super();
    this.address = new URL(address);
    this.protocol = protocol;
  }

  send(message) {
    if (this.open) this.sent.push(typeof message === 'string' ? JSON.parse(message) : message);
  }

  close() {
    this.open = false;
  }

  /** The server sends a message. */
  says(message) {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  /** The connection closes; 1006 is all that a page learns of a failed handshake. */
  closes(code = 1006) {
    this.open = false;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }

  /** The `publish` messages among what was sent. */
  get published() {
    return this.sent.map(({ publish }) => publish);
  }
}
