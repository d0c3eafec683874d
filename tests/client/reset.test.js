// Resets, and the state that bridges what was lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { watch } from './support/client.js';
import { event, id, json, later, page as answer, problem, ready } from './support/server.js';

const STATE = 'GET /chat/state';
const state = (cursor, value) => json({ state: value, cursor: id(cursor) });

async function open(t, options) {
  const tab = browser(t);
  const page = watch(t, { transports: ['websocket'], ...options });
  await tab.rest();
  return { tab, page };
}

test('a reset takes its cursor even if it is lower, and forgets what was seen', async (t) => {
  const { tab, page } = await open(t);
  tab.sockets.last.says({ ready: ready(0) });
  tab.sockets.last.says({ event: event(9) });
  tab.sockets.last.says({ reset: { cursor: id(2) } });
  tab.sockets.last.says({ event: event(3) });
  tab.sockets.last.says({ event: event(9) });
  assert.deepEqual(page.data, ['event 9', 'event 3', 'event 9']);
  assert.equal(page.state.resets, 1);
});

test('a reset at the start of a connection is one too', async (t) => {
  const { tab, page } = await open(t, { cursor: id(50) });
  tab.sockets.last.says({ ready: ready(2, { reset: true }) });
  tab.sockets.last.says({ event: event(3) });
  assert.deepEqual(page.data, ['event 3']);
  assert.equal(page.state.resets, 1);
  assert.equal(page.state.cursor, id(2));
});

test('after a reset the state is asked for, and events up to its cursor are dropped', async (t) => {
  const { tab, page } = await open(t, { cursor: id(1), snapshots: true });
  const waiting = later();
  tab.answers[STATE] = () => waiting.promise;
  tab.sockets.last.says({ ready: ready(5, { reset: true }) });
  tab.sockets.last.says({ event: event(6) });
  tab.sockets.last.says({ event: event(7) });
  await tab.rest();
  assert.deepEqual(page.data, [], 'events wait for the state that they change');
  waiting.resolve(state(6, 'all up to 6'));
  await tab.rest();
  assert.deepEqual(page.snapshots, [{ state: 'all up to 6', cursor: id(6), reset: true }]);
  assert.deepEqual(page.data, ['event 7']);
  tab.sockets.last.says({ event: event(8) });
  assert.deepEqual(page.data, ['event 7', 'event 8']);
});

test('a state that is newer than what has come drops the events that it holds', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  tab.answers[STATE] = state(3, 'three');
  tab.sockets.last.says({ ready: ready(1) });
  await tab.rest();
  tab.sockets.last.says({ event: event(2) });
  tab.sockets.last.says({ event: event(3) });
  tab.sockets.last.says({ event: event(4) });
  assert.deepEqual(page.data, ['event 4']);
});

test('a page that has just come gets the state first', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  tab.answers[STATE] = state(4, 'so far');
  tab.sockets.last.says({ ready: ready(4) });
  await tab.rest();
  assert.deepEqual(page.snapshots, [{ state: 'so far', cursor: id(4), reset: false }]);
  assert.equal(page.state.resets, 0);
});

test('a page that polls gets it first, too, with the events that came along', async (t) => {
  const tab = browser(t);
  tab.answers[STATE] = state(4, 'so far');
  tab.answers['GET /chat/events'] = json(answer(5, [event(4), event(5)]));
  const page = watch(t, { transports: ['short-polling'], snapshots: true });
  await tab.rest();
  assert.deepEqual(page.snapshots, [], 'this state lags behind the poll');
  tab.answers[STATE] = state(5, 'level');
  await tab.pass(1_000);
  assert.deepEqual(page.snapshots, [{ state: 'level', cursor: id(5), reset: false }]);
  assert.deepEqual(page.data, []);
});

test('a page that takes up again where it was needs no state', async (t) => {
  const { tab, page } = await open(t, { snapshots: true, cursor: id(4) });
  tab.sockets.last.says({ ready: ready(4) });
  await tab.rest();
  assert.equal(tab.requests.length, 0);
  assert.deepEqual(page.snapshots, []);
});

test('a state from a node that lags behind is not taken, for it would leave a gap', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  tab.answers[STATE] = state(3, 'old');
  tab.sockets.last.says({ ready: ready(5) });
  await tab.rest();
  assert.deepEqual(page.snapshots, []);
  tab.answers[STATE] = state(5, 'level');
  await tab.pass(1_000);
  assert.deepEqual(
    page.snapshots.map((snapshot) => snapshot.state),
    ['level'],
  );
});

test('a state that cannot be had now is asked for until it can, and another reset asks anew', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  tab.answers[STATE] = problem(503, 'broker-away', { 'Retry-After': '1' });
  tab.sockets.last.says({ ready: ready(1) });
  await tab.pass(1_500);
  assert.equal(tab.asked('GET', '/chat/state').length, 2);
  const first = later();
  tab.answers[STATE] = () => first.promise;
  await tab.pass(3_000);
  tab.answers[STATE] = state(0, 'second');
  tab.sockets.last.says({ reset: { cursor: id(0) } });
  await tab.rest();
  first.resolve(state(9, 'first'));
  await tab.rest();
  assert.deepEqual(
    page.snapshots.map((snapshot) => snapshot.state),
    ['second'],
  );
});

test('a topic without a state delivers its events all the same', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  tab.answers[STATE] = problem(404, 'not-found');
  tab.sockets.last.says({ ready: ready(0) });
  tab.sockets.last.says({ event: event(1) });
  await tab.rest();
  assert.deepEqual(page.data, ['event 1']);
});

test('events that wait for a state do not pile up: the oldest are left to the state', async (t) => {
  const { tab, page } = await open(t, { snapshots: true });
  const waiting = later();
  tab.answers[STATE] = () => waiting.promise;
  tab.sockets.last.says({ ready: ready(0) });
  for (let sequence = 1; sequence <= 1_200; sequence += 1) tab.sockets.last.says({ event: event(sequence) });
  waiting.resolve(state(150, 'too old: events 151 to 200 are gone'));
  await tab.rest();
  assert.deepEqual(page.snapshots, []);
  tab.answers[STATE] = state(700, 'good');
  await tab.pass(1_000);
  assert.equal(page.snapshots[0].state, 'good');
  assert.equal(page.data[0], 'event 701');
  assert.equal(page.data.length, 500);
});

test('a poll that says reset brings its events with it', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/events'] = json(answer(3, [event(2), event(3)], { reset: true }));
  const page = watch(t, { transports: ['short-polling'], cursor: id(8) });
  await tab.rest();
  assert.deepEqual(page.data, ['event 2', 'event 3']);
  assert.equal(page.state.resets, 1);
  await tab.pass(5_000);
  assert.equal(tab.requests[1].parameters.after, id(3));
});

test('a stream that says reset in its middle is one too', async (t) => {
  const tab = browser(t);
  const page = watch(t, { transports: ['sse'] });
  await tab.rest();
  tab.streams.last.says('ready', ready(5));
  tab.streams.last.says('reset', { cursor: id(1) });
  tab.streams.last.says('message', event(2));
  assert.deepEqual(page.data, ['event 2']);
  assert.equal(page.state.resets, 1);
});

test('a page that comes after the end gets the state that it ended with', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/stream'] = new Response(null, { status: 204 });
  tab.answers[STATE] = state(9, 'final');
  const page = watch(t, { transports: ['sse'], snapshots: true });
  await tab.rest();
  tab.streams.last.givesUp();
  await tab.rest();
  assert.equal(page.state.status, 'ended');
  assert.deepEqual(
    page.snapshots.map((snapshot) => snapshot.state),
    ['final'],
  );
});

test('what the page throws is reported, and the client goes on', async (t) => {
  const tab = browser(t);
  const thrown = [];
  t.mock.method(globalThis, 'queueMicrotask', (report) => {
    try {
      report();
    } catch (error) {
      thrown.push(error.message);
    }
  });
  const seen = [];
  const onEvent = ({ data }) => {
    seen.push(data);
    throw new Error(`no ${data}`);
  };
  watch(t, { transports: ['websocket'], onEvent });
  await tab.rest();
  tab.sockets.last.says({ ready: ready(0) });
  tab.sockets.last.says({ event: event(1) });
  tab.sockets.last.says({ event: event(2) });
  assert.deepEqual(seen, ['event 1', 'event 2']);
  assert.deepEqual(thrown, ['no event 1', 'no event 2']);
});
