// Which transport is used: the decided one, a fallback where it does not get through, and what the session remembers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { watch } from './support/client.js';
import { event, id, json, page as answer, problem, ready } from './support/server.js';

const transports = ['websocket', 'sse', 'long-polling'];
const there = json({ state: null, cursor: id(0) });

/** A tab in which sockets fail though the server answers, until the next transport is tried. */
async function blocked(t, options) {
  const tab = browser(t);
  tab.answers['GET /chat/state'] = there;
  const page = watch(t, { transports, ...options });
  await tab.rest();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    assert.equal(tab.sockets.all.length, attempt + 1);
    tab.sockets.last.closes();
    await tab.rest();
    await tab.pass(page.state.retryIn);
  }
  return { tab, page };
}

test('a socket that does not get through twice, while the server answers, gives way to the next', async (t) => {
  const { tab, page } = await blocked(t);
  assert.equal(page.state.transport, 'sse');
  tab.streams.last.says('ready', ready(0));
  assert.equal(page.state.status, 'open');
  assert.equal(tab.sockets.all.length, 2);
});

test('a server that is away is no reason to give a transport up', async (t) => {
  const tab = browser(t);
  const page = watch(t, { transports });
  await tab.rest();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    if (attempt === 3) tab.answers['GET /chat/state'] = problem(503, 'draining');
    tab.sockets.last.closes();
    await tab.rest();
    assert.equal(page.state.transport, 'websocket');
    await tab.pass(page.state.retryIn);
  }
  assert.equal(tab.sockets.all.length, 7);
  assert.equal(tab.streams.all.length, 0);
});

test('a network that swallows everything is no reason to give a transport up', async (t) => {
  for (const name of ['websocket', 'sse']) {
    await t.test(name, async (t) => {
      const tab = browser(t);
      for (const path of ['state', 'stream']) tab.answers[`GET /chat/${path}`] = () => new Promise(() => {});
      const page = watch(t, { transports: [name, 'long-polling'] });
      for (let attempt = 0; attempt < 4; attempt += 1) {
        do await tab.pass(10_000);
        while (page.state.status !== 'waiting');
        assert.equal(page.state.transport, name);
        await tab.pass(page.state.retryIn);
      }
      assert.equal(tab.asked('GET', '/chat/events').length, 0);
    });
  }
});

test('a ticket that cannot be had says nothing of the transport that it is for', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/state'] = there;
  const page = watch(t, { transports, token: 'token' });
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await tab.rest();
    assert.equal(page.state.transport, 'websocket');
    await tab.pass(page.state.retryIn);
  }
  assert.equal(tab.asked('POST', '/ticket').length, 5);
});

test('a stream that is held back on its way, also where plain HTTP asks for it, gives way after one silence', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/stream'] = () => new Promise(() => {});
  tab.answers['GET /chat/state'] = there;
  const page = watch(t, { transports: ['sse', 'long-polling'] });
  tab.answers['GET /chat/events'] = json(answer(0));
  await tab.pass(10_000);
  await tab.pass(10_000);
  await tab.pass(page.state.retryIn);
  assert.equal(page.state.transport, 'long-polling');
});

test('a stream that is held back on its way gives way after one silence', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/stream'] = new Response('');
  const page = watch(t, { transports: ['sse', 'long-polling'] });
  tab.answers['GET /chat/events'] = json(answer(0));
  await tab.pass(10_000);
  await tab.pass(page.state.retryIn);
  assert.equal(page.state.transport, 'long-polling');
  assert.equal(page.state.status, 'open');
});

test('the session remembers what got through', async (t) => {
  const { tab, page } = await blocked(t);
  tab.streams.last.says('ready', ready(0));
  page.client.close();
  const next = watch(t, { transports });
  await tab.rest();
  assert.equal(next.state.transport, 'sse');
  assert.equal(tab.sockets.all.length, 2);
});

test('the session remembers it for that feature only', async (t) => {
  const { tab, page } = await blocked(t);
  tab.streams.last.says('ready', ready(0));
  page.client.close();
  const other = watch(t, { transports, feature: 'board' });
  await tab.rest();
  assert.equal(other.state.transport, 'websocket');
});

test('after the last fallback the first is tried again', async (t) => {
  const { tab, page } = await blocked(t, { transports: ['websocket', 'sse'] });
  tab.answers['GET /chat/stream'] = new Response('');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    tab.streams.last.givesUp();
    await tab.rest();
    await tab.pass(page.state.retryIn);
  }
  assert.equal(page.state.transport, 'websocket');
});

test('a page without storage works all the same', async (t) => {
  const tab = browser(t);
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    get() {
      throw new DOMException('denied', 'SecurityError');
    },
  });
  const page = watch(t, { transports });
  await tab.rest();
  tab.sockets.last.says({ ready: ready(0) });
  assert.equal(page.state.status, 'open');
});

test('a fallback goes on from the cursor, and nothing is lost or told twice', async (t) => {
  const { tab, page } = await blocked(t, { cursor: id(5) });
  const stream = tab.streams.last;
  assert.equal(stream.address.searchParams.get('after'), id(5));
  stream.says('ready', ready(5));
  stream.says('message', event(6));
  assert.deepEqual(page.data, ['event 6']);
});

test('what was published on a socket and not acknowledged goes by POST under the same key', async (t) => {
  const tab = browser(t);
  tab.answers['GET /chat/state'] = there;
  tab.answers['POST /chat/events'] = json({ id: id(1), topic: 'main' }, { status: 201 });
  const page = watch(t, { transports: ['websocket', 'long-polling'] });
  tab.answers['GET /chat/events'] = json(answer(0));
  await tab.rest();
  const sent = page.client.publish('hello');
  tab.sockets.last.says({ ready: ready(0) });
  const [{ key }] = tab.sockets.last.published;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    tab.sockets.last.closes();
    await tab.rest();
    await tab.pass(page.state.retryIn);
  }
  assert.deepEqual(await sent, { id: id(1), topic: 'main' });
  const [posted] = tab.asked('POST', '/chat/events');
  assert.deepEqual(posted.body, { data: 'hello', key });
});

test('a transport that the app does not have is a mistake of the page', (t) => {
  browser(t);
  assert.throws(() => watch(t, { transports: ['pigeon'] }), /this app has no transport `pigeon`/);
  assert.throws(() => watch(t, { transports: [] }), TypeError);
});

test('a page that leaves at once has opened nothing', async (t) => {
  const tab = browser(t);
  const page = watch(t, { transports });
  page.client.close();
  await tab.pass(60_000);
  assert.equal(tab.sockets.all.length, 0);
  assert.deepEqual(page.states, []);
});
