// WebSocket: events, close codes, bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { outcome, watch } from './support/client.js';
import { event, id, json, later, problem, ready } from './support/server.js';

const transports = ['websocket'];

async function open(t, options) {
  const tab = browser(t);
  const page = watch(t, { transports, ...options });
  await tab.rest();
  return { tab, page };
}

test('a socket speaks events.v1, and its events are those of the topic', async (t) => {
  const { tab, page } = await open(t, { topic: 'room:1' });
  const socket = tab.sockets.last;
  assert.equal(String(socket.address), 'wss://app.example/chat/socket?topic=room%3A1');
  assert.equal(socket.protocol, 'events.v1');
  socket.says({ ready: ready(0) });
  socket.says({ event: event(1) });
  socket.says({ heartbeat: {} });
  assert.equal(page.state.status, 'open');
  assert.deepEqual(page.data, ['event 1']);
});

test('a socket that broke is opened again from the cursor on, after a jittered pause that grows', async (t) => {
  const { tab, page } = await open(t);
  tab.sockets.last.says({ ready: ready(4) });
  tab.sockets.last.closes();
  const pauses = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await tab.rest();
    assert.equal(page.state.status, 'waiting');
    pauses.push(page.state.retryIn);
    await tab.pass(page.state.retryIn);
    assert.equal(tab.sockets.last.address.searchParams.get('after'), id(4));
    tab.sockets.last.closes();
  }
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('a connection that lasted makes the next pause a short one', async (t) => {
  const { tab, page } = await open(t);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    tab.sockets.last.closes();
    await tab.rest();
    await tab.pass(page.state.retryIn);
  }
  tab.sockets.last.says({ ready: ready(0) });
  await tab.pass(5_000);
  tab.sockets.last.closes();
  assert.equal(page.state.retryIn, 500);
});

test('one that comes about and breaks at once does not', async (t) => {
  const { tab, page } = await open(t);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    tab.sockets.last.says({ ready: ready(0) });
    tab.sockets.last.closes();
    await tab.pass(page.state.retryIn);
  }
  tab.sockets.last.closes();
  await tab.rest();
  assert.equal(page.state.retryIn, 8_000);
});

for (const [what, code] of [
  ['is too slow', 1013],
  ['has to sign in', 4401],
]) {
  test(`who ${what} again and again comes back ever later`, async (t) => {
    const { tab, page } = await open(t);
    const pauses = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      tab.sockets.last.says({ ready: ready(0) });
      tab.sockets.last.closes(code);
      pauses.push(page.state.retryIn);
      await tab.pass(page.state.retryIn);
    }
    assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000]);
  });

  test(`who ${what} after a while comes back within a second`, async (t) => {
    const { tab, page } = await open(t);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      tab.sockets.last.closes();
      await tab.rest();
      await tab.pass(page.state.retryIn);
    }
    tab.chance = 0.999;
    tab.sockets.last.says({ ready: ready(0) });
    await tab.pass(5_000);
    tab.sockets.last.closes(code);
    assert.equal(page.state.retryIn, 999);
  });
}

test('4401 asks for another token and comes back with a new ticket', async (t) => {
  const tab = browser(t);
  let tokens = 0;
  tab.answers['POST /ticket'] = ({ headers }) =>
    json({ ticket: `for ${headers.get('Authorization')}`, expires_in: 30 });
  watch(t, { transports, token: async () => `token-${(tokens += 1)}` });
  await tab.rest();
  tab.sockets.last.says({ ready: ready(0) });
  tab.sockets.last.closes(4401);
  await tab.pass(1_000);
  assert.equal(tab.sockets.last.address.searchParams.get('ticket'), 'for Bearer token-2');
});

test('a token that is not taken is asked for once more, and then the page hears of it', async (t) => {
  const tab = browser(t);
  const given = [];
  tab.answers['POST /ticket'] = ({ headers }) => {
    given.push(headers.get('Authorization'));
    return problem(401, 'sign-in');
  };
  const page = watch(t, { transports, token: () => `token-${given.length}` });
  await tab.rest();
  assert.deepEqual(given, ['Bearer token-0', 'Bearer token-1']);
  assert.equal(page.state.status, 'waiting', 'the page may get a better one yet');
  assert.equal(page.state.error.code, 'sign-in');
});

test('a token that cannot be had anew is refused for good', async (t) => {
  const tab = browser(t);
  tab.answers['POST /ticket'] = problem(401, 'sign-in');
  const page = watch(t, { transports, token: 'old' });
  await tab.rest();
  assert.equal(page.state.status, 'refused');
  assert.equal(tab.requests.length, 1);
});

test('a page without a token learns over plain HTTP that it needs one', async (t) => {
  const { tab, page } = await open(t);
  tab.answers['GET /chat/state'] = problem(401, 'sign-in');
  tab.sockets.last.closes();
  await tab.rest();
  assert.equal(page.state.status, 'refused');
  assert.equal(page.state.error.code, 'sign-in');
});

test('a socket that says nothing within ten seconds has not come about', async (t) => {
  const { tab, page } = await open(t);
  await tab.pass(9_999);
  assert.equal(page.state.status, 'connecting');
  await tab.pass(1);
  await tab.rest();
  assert.equal(page.state.status, 'waiting');
  assert.equal(tab.sockets.last.open, false);
});

test('after two and a half silent heartbeats a socket is given up, though it never said that it closed', async (t) => {
  const { tab, page } = await open(t);
  tab.sockets.last.says({ ready: ready(0, { heartbeat: 4 }) });
  await tab.pass(9_999);
  assert.equal(page.state.status, 'open');
  await tab.pass(1);
  assert.equal(page.state.status, 'waiting');
  await tab.pass(1_000);
  assert.equal(tab.sockets.all.length, 2);
  tab.sockets.all[0].says({ event: event(1) });
  assert.deepEqual(page.data, [], 'what the old one still says is not heard');
});

test('the end closes it, also where only the close code tells', async (t) => {
  const { tab, page } = await open(t);
  tab.sockets.last.says({ ready: ready(0) });
  tab.sockets.last.closes(1000);
  assert.equal(page.state.status, 'ended');
  await tab.pass(60_000);
  assert.equal(tab.sockets.all.length, 1);
});

test('bytes go and come as they are', async (t) => {
  const { tab, page } = await open(t);
  const bytes = new Uint8Array([1, 2, 3]);
  const early = outcome(page.client.publish(bytes));
  await tab.rest();
  assert.equal(early.error.name, 'RealtimeError', 'bytes do not wait');
  tab.sockets.last.says({ ready: ready(0) });
  await page.client.publish(bytes);
  assert.deepEqual(tab.sockets.last.sent, [bytes]);
  assert.equal(tab.sockets.last.binaryType, 'arraybuffer');
  tab.sockets.last.says(new Uint8Array([4, 5]).buffer);
  assert.deepEqual(page.events, [{ topic: 'main', type: 'binary', data: new Uint8Array([4, 5]).buffer }]);
  assert.equal(tab.requests.length, 0);
});

test('a page that leaves closes its socket and is told no more', async (t) => {
  const { tab, page } = await open(t);
  tab.sockets.last.says({ ready: ready(0) });
  page.client.close();
  assert.equal(page.state.status, 'closed');
  assert.equal(tab.sockets.last.open, false);
  tab.sockets.last.says({ event: event(1) });
  await tab.pass(600_000);
  assert.deepEqual(page.data, []);
  assert.equal(tab.sockets.all.length, 1);
});

for (const [what, given] of [
  ['token', undefined],
  ['ticket', 'secret'],
]) {
  test(`a page that leaves while it waits for a ${what} opens no socket`, async (t) => {
    const tab = browser(t);
    const waiting = later();
    tab.answers['POST /ticket'] = () => waiting.promise;
    const page = watch(t, { transports, token: () => given ?? waiting.promise });
    await tab.rest();
    page.client.close();
    waiting.resolve(given && json({ ticket: 'late', expires_in: 30 }));
    await tab.rest();
    assert.equal(tab.sockets.all.length, 0);
  });
}
