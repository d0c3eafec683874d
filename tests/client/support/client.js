// A page that keeps what the client tells it.

import { connect } from '../../../starters/shared/client/realtime.js';

/** Connects to `chat`, and notes all that it is told. */
export function watch(t, options) {
  const page = new Page(options);
  t.after(() => page.client.close());
  return page;
}

class Page {
  events = [];
  snapshots = [];
  states = [];

  constructor({ snapshots = false, ...options }) {
    this.client = connect({
      feature: 'chat',
      onEvent: (event) => this.events.push(event),
      onState: (state) => this.states.push(state),
      ...(snapshots && { onSnapshot: (snapshot) => this.snapshots.push(snapshot) }),
      ...options,
    });
  }

  get state() {
    return this.states.at(-1);
  }

  get data() {
    return this.events.map(({ data }) => data);
  }
}

/** What becomes of a promise: `{ value }`, `{ error }`, or nothing so far. */
export function outcome(promise) {
  const found = {};
  promise.then(
    (value) => Object.assign(found, { value }),
    (error) => Object.assign(found, { error }),
  );
  return found;
}
