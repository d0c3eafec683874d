// Short and long polling, and hidden tabs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { watch } from './support/client.js';
import { event, id, json, later, page as answer, problem } from './support/server.js';

const EVENTS = 'GET /chat/events';

async function open(t, transport, first, options) {
  const tab = browser(t);
  tab.answers[EVENTS] = first;
  const page = watch(t, { transports: [transport], ...options });
  await tab.rest();
  return { tab, page };
}

const paced = (body, seconds, more) =>
  json(body, { headers: { 'X-Poll-Interval': String(seconds), ETag: `"${body.cursor}"` }, ...more });

test('a short poll asks after its cursor, as often as the server says and never later', async (t) => {
  const { tab, page } = await open(t, 'short-polling', paced(answer(1), 10));
  assert.equal(page.state.status, 'open');
  assert.deepEqual(tab.requests[0].parameters, { topic: 'main' });
  tab.answers[EVENTS] = paced(answer(2, [event(2)]), 10);
  tab.chance = 1;
  await tab.pass(8_999);
  assert.equal(tab.requests.length, 1);
  await tab.pass(1);
  assert.equal(tab.requests.length, 2);
  assert.deepEqual(tab.requests[1].parameters, { topic: 'main', after: id(1) });
  assert.deepEqual(page.data, ['event 2']);
  await tab.pass(10_000);
  assert.equal(tab.requests.length, 3);
  assert.deepEqual(page.data, ['event 2']);
});

test('nothing new costs no more than a 304', async (t) => {
  const { tab, page } = await open(t, 'short-polling', paced(answer(1), 2));
  assert.equal(tab.requests[0].headers.get('If-None-Match'), null);
  tab.answers[EVENTS] = json(null, { status: 304, headers: { 'X-Poll-Interval': '4', ETag: `"${id(1)}"` } });
  await tab.pass(1_800);
  assert.equal(tab.requests[1].headers.get('If-None-Match'), `"${id(1)}"`);
  assert.equal(page.state.status, 'open');
  await tab.pass(3_600);
  assert.equal(tab.requests.length, 3);
  assert.equal(tab.requests[2].parameters.after, id(1));
});

test('where there is more, it is asked for at once', async (t) => {
  const { tab, page } = await open(t, 'short-polling', ({ parameters }) =>
    parameters.after === id(2)
      ? paced(answer(3, [event(3)]), 5)
      : paced(answer(2, [event(1), event(2)], { more: true }), 5),
  );
  assert.equal(tab.requests.length, 2);
  assert.deepEqual(page.data, ['event 1', 'event 2', 'event 3']);
});

test('a long poll first asks shortly, so that the page soon has a cursor, and then waits', async (t) => {
  const { tab, page } = await open(t, 'long-polling', ({ parameters }) =>
    parameters.wait === '1' ? json(answer(0)) : later().promise,
  );
  assert.equal(page.state.status, 'open');
  await tab.pass(1_000);
  assert.deepEqual(
    tab.requests.map(({ parameters }) => parameters),
    [
      { topic: 'main', wait: '1' },
      { topic: 'main', after: id(0), wait: '25' },
    ],
  );
  assert.equal(tab.requests[1].cache, 'no-store');
});

test('a long poll follows the last one at once, and lets a server go that answers before its time', async (t) => {
  let waiting;
  const { tab, page } = await open(t, 'long-polling', ({ parameters }) => {
    if (parameters.wait === '1') return json(answer(0));
    waiting = later();
    return waiting.promise;
  });
  await tab.pass(1_000);
  waiting.resolve(json(answer(1, [event(1)])));
  await tab.rest();
  assert.deepEqual(page.data, ['event 1']);
  assert.equal(tab.requests.length, 3);
  waiting.resolve(json(answer(1)));
  await tab.rest();
  assert.equal(tab.requests.length, 3, 'all the others were let go as well');
  await tab.pass(500);
  assert.equal(tab.requests.length, 4);
});

test('a poll that is not answered is given up', async (t) => {
  const { tab, page } = await open(t, 'long-polling', ({ parameters }) =>
    parameters.wait === '1' ? json(answer(0)) : later().promise,
  );
  await tab.pass(1_000);
  await tab.pass(40_000);
  assert.equal(page.state.status, 'waiting');
  assert.equal(page.state.error.code, 'silent');
  assert.equal(tab.requests[1].signal.aborted, true);
});

test('the pause that the server asks for beats the interval', async (t) => {
  const { tab, page } = await open(t, 'short-polling', paced(answer(1), 2));
  tab.answers[EVENTS] = problem(429, 'too-many-requests', { 'Retry-After': '30' });
  await tab.pass(1_800);
  assert.equal(page.state.status, 'waiting');
  assert.equal(page.state.retryIn, 30_500);
});

test('a hidden tab stops polling, and asks at once when it is shown again', async (t) => {
  const { tab, page } = await open(t, 'short-polling', paced(answer(1), 2));
  await tab.hide();
  assert.equal(page.state.status, 'paused');
  await tab.pass(600_000);
  assert.equal(tab.requests.length, 1);
  tab.answers[EVENTS] = paced(answer(5, [event(5)]), 2);
  await tab.show();
  assert.equal(tab.requests.length, 2);
  assert.equal(tab.requests[1].parameters.after, id(1));
  assert.deepEqual(page.data, ['event 5']);
});

test('a hidden tab lets go of the poll that the server keeps', async (t) => {
  const { tab } = await open(t, 'long-polling', ({ parameters }) =>
    parameters.wait === '1' ? json(answer(0)) : later().promise,
  );
  await tab.pass(1_000);
  await tab.hide();
  assert.equal(tab.requests[1].signal.aborted, true);
});

test('a tab that opens hidden waits until it is shown', async (t) => {
  const tab = browser(t);
  tab.document.visibilityState = 'hidden';
  tab.answers[EVENTS] = paced(answer(1), 2);
  const page = watch(t, { transports: ['short-polling'] });
  await tab.pass(60_000);
  assert.equal(page.state.status, 'paused');
  assert.equal(tab.requests.length, 0);
  await tab.show();
  assert.equal(page.state.status, 'open');
});

test('a shown tab does not cut short the pause that the server asked for', async (t) => {
  const { tab, page } = await open(t, 'short-polling', problem(503, 'full', { 'Retry-After': '20' }));
  await tab.hide();
  await tab.pass(5_000);
  await tab.show();
  assert.equal(page.state.status, 'waiting');
  assert.equal(tab.requests.length, 1);
  await tab.pass(15_000);
  assert.equal(tab.requests.length, 2);
});

test('a poll tells the end', async (t) => {
  const { tab, page } = await open(t, 'short-polling', paced(answer(2, [event(2, 'done', 'end')], { ended: true }), 2));
  assert.deepEqual(page.data, ['done']);
  assert.equal(page.state.status, 'ended');
  await tab.pass(600_000);
  assert.equal(tab.requests.length, 1);
});

test('a poll that the server refuses is not repeated', async (t) => {
  const { tab, page } = await open(t, 'short-polling', problem(400, 'bad-topic'));
  assert.equal(page.state.status, 'refused');
  await tab.pass(600_000);
  assert.equal(tab.requests.length, 1);
});
