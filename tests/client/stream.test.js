// Server-Sent Events: what the client adds to the browser's own EventSource.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { watch } from './support/client.js';
import { event, id, json, problem, ready } from './support/server.js';

const transports = ['sse'];

async function open(t, options) {
  const tab = browser(t);
  const page = watch(t, { transports, ...options });
  await tab.rest();
  return { tab, page };
}

test('events arrive in order, and the page hears that it is open', async (t) => {
  const { tab, page } = await open(t);
  const stream = tab.streams.last;
  assert.equal(String(stream.address), 'https://app.example/chat/stream?topic=main');
  assert.equal(page.state.status, 'connecting');
  stream.says('ready', ready(0));
  assert.equal(page.state.status, 'open');
  stream.says('message', event(1));
  stream.says('message', event(2));
  assert.deepEqual(page.data, ['event 1', 'event 2']);
});

test('an event that was seen is dropped, and one without an id is not', async (t) => {
  const { tab, page } = await open(t);
  const stream = tab.streams.last;
  stream.says('ready', ready(0));
  stream.says('message', event(2));
  stream.says('message', event(1));
  stream.says('message', event(2));
  stream.says('message', { topic: 'main', type: 'typing', data: 'ada' });
  stream.says('message', { topic: 'main', type: 'typing', data: 'ada' });
  stream.says('message', event(10));
  stream.says('message', event(9));
  assert.deepEqual(page.data, ['event 2', 'ada', 'ada', 'event 10']);
});

test('the browser itself takes up a stream that broke', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  await tab.pass(5_000);
  tab.streams.last.breaks();
  assert.equal(page.state.status, 'connecting');
  await tab.pass(3_000);
  tab.streams.last.says('ready', ready(0));
  assert.equal(page.state.status, 'open');
  assert.equal(page.state.reconnects, 1);
  assert.equal(tab.streams.all.length, 1);
});

test('one that breaks soon, again and again, is taken up by the client, ever later', async (t) => {
  const { tab, page } = await open(t);
  const pauses = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    tab.streams.last.says('ready', ready(0));
    tab.streams.last.breaks();
    assert.equal(page.state.status, 'waiting');
    assert.equal(tab.streams.last.readyState, 2, 'the browser would come back each second');
    pauses.push(page.state.retryIn);
    await tab.pass(page.state.retryIn);
  }
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000]);
});

test('one that the browser took up has to last anew', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  await tab.pass(5_000);
  tab.streams.last.breaks();
  tab.streams.last.says('ready', ready(0));
  tab.streams.last.breaks();
  assert.equal(page.state.status, 'waiting');
});

test('an answer that ends before it is ready counts as a failure', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  await tab.pass(5_000);
  tab.streams.last.breaks();
  tab.streams.last.breaks();
  await tab.rest();
  assert.equal(page.state.status, 'waiting');
  assert.equal(tab.streams.last.readyState, 2);
  await tab.pass(page.state.retryIn);
  assert.equal(tab.streams.all.length, 2);
});

test('a stream that the browser gave up is opened again, from the cursor on', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  tab.streams.last.says('message', event(7));
  tab.streams.last.givesUp();
  await tab.rest();
  assert.equal(page.state.status, 'waiting');
  await tab.pass(page.state.retryIn);
  assert.equal(tab.streams.all.length, 2);
  assert.equal(tab.streams.last.address.searchParams.get('after'), id(7));
});

test('with a token, each connection has a ticket of its own, and none is used up twice', async (t) => {
  const tab = browser(t);
  let tickets = 0;
  tab.answers['POST /ticket'] = () => json({ ticket: `ticket-${(tickets += 1)}`, expires_in: 30 });
  const page = watch(t, { transports, token: 'secret' });
  await tab.rest();
  const [asked] = tab.asked('POST', '/ticket');
  assert.equal(asked.headers.get('Authorization'), 'Bearer secret');
  assert.deepEqual(asked.body, { feature: 'chat' });
  const first = tab.streams.last;
  assert.equal(first.address.searchParams.get('ticket'), 'ticket-1');
  first.says('ready', ready(0));
  first.breaks();
  assert.equal(first.readyState, 2, 'the browser would come back with the same ticket');
  await tab.pass(page.state.retryIn);
  assert.equal(tab.streams.last.address.searchParams.get('ticket'), 'ticket-2');
  assert.equal(tab.streams.last.address.searchParams.get('after'), id(0));
  assert.ok(!String(tab.streams.last.address).includes('secret'));
});

test('nothing heard for two and a half heartbeats makes a new connection', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  await tab.pass(49_000);
  tab.streams.last.says('heartbeat', {});
  await tab.pass(49_999);
  assert.equal(page.state.status, 'open');
  await tab.pass(1);
  assert.equal(page.state.status, 'waiting');
  assert.equal(page.state.error.code, 'silent');
  await tab.pass(1_000);
  assert.equal(tab.streams.all.length, 2);
});

test('the end is delivered, and nothing is asked for after it', async (t) => {
  const { tab, page } = await open(t);
  tab.streams.last.says('ready', ready(0));
  tab.streams.last.says('end', event(3, 'done', 'end'));
  assert.deepEqual(page.data, ['done']);
  assert.equal(page.state.status, 'ended');
  await tab.pass(600_000);
  assert.equal(tab.streams.all.length, 1);
  assert.equal(tab.requests.length, 0);
});

test('a topic that had ended before is told by 204', async (t) => {
  const { tab, page } = await open(t);
  tab.answers['GET /chat/stream'] = new Response(null, { status: 204 });
  tab.streams.last.givesUp();
  await tab.rest();
  assert.equal(page.state.status, 'ended');
});

test('why a stream did not come about is learnt over plain HTTP', async (t) => {
  const { tab, page } = await open(t);
  tab.answers['GET /chat/stream'] = problem(403, 'not-allowed');
  tab.streams.last.givesUp();
  await tab.rest();
  assert.equal(page.state.status, 'refused');
  assert.equal(page.state.error.code, 'not-allowed');
  assert.equal(page.state.error.message, 'It is not-allowed.');
  await tab.pass(600_000);
  assert.equal(tab.streams.all.length, 1);
});

test('the pause that a server asks for is kept', async (t) => {
  const { tab, page } = await open(t);
  tab.answers['GET /chat/stream'] = problem(503, 'draining', { 'Retry-After': '12' });
  tab.streams.last.givesUp();
  await tab.rest();
  assert.equal(page.state.error.code, 'draining');
  assert.equal(page.state.retryIn, 12_500);
  await tab.pass(12_499);
  assert.equal(tab.streams.all.length, 1);
  await tab.pass(1);
  assert.equal(tab.streams.all.length, 2);
});
