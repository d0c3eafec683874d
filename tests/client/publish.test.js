// Publishing: keys, order, repetition, and when it is over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { outcome, watch } from './support/client.js';
import { id, json, later, problem, ready } from './support/server.js';

const POST = 'POST /chat/events';
const created = (sequence) => json({ id: id(sequence), topic: 'main' }, { status: 201 });

/** A page that only publishes, by POST. */
async function poster(t, options) {
  const tab = browser(t);
  const page = watch(t, { transports: ['sse'], onEvent: undefined, ...options });
  await tab.rest();
  return { tab, page };
}

test('a page that only publishes opens no connection', async (t) => {
  const { tab, page } = await poster(t);
  tab.answers[POST] = created(1);
  assert.deepEqual(await page.client.publish({ text: 'hello' }, { type: 'note' }), { id: id(1), topic: 'main' });
  const [{ parameters, body }] = tab.requests;
  assert.deepEqual(parameters, { topic: 'main' });
  assert.match(body.key, /^[0-9a-f]{32}$/);
  assert.deepEqual(body, { type: 'note', data: { text: 'hello' }, key: body.key });
  assert.equal(tab.streams.all.length, 0);
});

test('messages are posted one at a time, in their order, each with a key of its own', async (t) => {
  const { tab, page } = await poster(t);
  const waiting = [later(), later()];
  let posted = 0;
  tab.answers[POST] = () => waiting[posted++].promise;
  const first = outcome(page.client.publish('one'));
  const second = outcome(page.client.publish('two'));
  await tab.rest();
  assert.equal(page.state.pending, 2);
  assert.deepEqual(
    tab.requests.map(({ body }) => body.data),
    ['one'],
  );
  waiting[0].resolve(created(1));
  await tab.rest();
  assert.deepEqual(first.value.id, id(1));
  assert.deepEqual(
    tab.requests.map(({ body }) => body.data),
    ['one', 'two'],
  );
  assert.notEqual(tab.requests[0].body.key, tab.requests[1].body.key);
  waiting[1].resolve(created(2));
  await tab.rest();
  assert.equal(second.value.id, id(2));
  assert.equal(page.state.pending, 0);
});

for (const [what, failure] of [
  ['no answer', undefined],
  ['401', problem(401, 'sign-in')],
  ['408', problem(408, 'timeout')],
  ['425', problem(425, 'too-early')],
  ['429', problem(429, 'too-many-requests')],
  ['500', problem(500, 'broken')],
  ['503', problem(503, 'draining')],
]) {
  test(`after ${what} a message goes again under the same key, and the others wait behind it`, async (t) => {
    const { tab, page } = await poster(t);
    if (failure) tab.answers[POST] = failure;
    const sent = outcome(page.client.publish('one'));
    page.client.publish('two').catch(() => {});
    await tab.rest();
    tab.answers[POST] = created(1);
    await tab.pass(500);
    assert.equal(sent.value.id, id(1));
    const bodies = tab.requests.map(({ body }) => body);
    assert.deepEqual(
      bodies.map(({ data }) => data),
      ['one', 'one', 'two'],
    );
    assert.equal(bodies[0].key, bodies[1].key);
  });
}

for (const [status, code] of [
  [400, 'bad-json'],
  [403, 'not-allowed'],
  [404, 'not-found'],
  [409, 'ended'],
  [413, 'too-large'],
  [415, 'bad-type'],
]) {
  test(`${status} is a refusal, and the next message goes on`, async (t) => {
    const { tab, page } = await poster(t);
    tab.answers[POST] = ({ body }) => (body.data === 'bad' ? problem(status, code) : created(2));
    const bad = outcome(page.client.publish('bad'));
    const good = outcome(page.client.publish('good'));
    await tab.rest();
    assert.equal(bad.error.code, code);
    assert.equal(bad.error.status, status);
    assert.equal(good.value.id, id(2));
  });
}

test('Retry-After is kept, as seconds and as a date', async (t) => {
  const { tab, page } = await poster(t);
  tab.answers[POST] = problem(429, 'too-many-requests', { 'Retry-After': '7' });
  page.client.publish('one').catch(() => {});
  await tab.pass(7_499);
  assert.equal(tab.requests.length, 1);
  const date = new Date(Date.now() + 60_001).toUTCString();
  tab.answers[POST] = problem(503, 'full', { 'Retry-After': date });
  await tab.pass(1);
  assert.equal(tab.requests.length, 2);
  await tab.pass(58_000);
  assert.equal(tab.requests.length, 2);
  await tab.pass(5_000);
  assert.equal(tab.requests.length, 3);
});

test('after nine minutes without an answer the outcome is reported as unknown', async (t) => {
  const { tab, page } = await poster(t);
  const sent = outcome(page.client.publish('one'));
  for (let second = 0; second < 539; second += 1) await tab.pass(1_000);
  assert.deepEqual(sent, {});
  assert.ok(tab.requests.length > 20);
  await tab.pass(1_000);
  assert.equal(sent.error.code, 'unknown');
  assert.equal(page.state.pending, 0);
  const { length } = tab.requests;
  await tab.pass(600_000);
  assert.equal(tab.requests.length, length);
});

test('a page may bring its own key', async (t) => {
  const { tab, page } = await poster(t);
  tab.answers[POST] = created(1);
  await page.client.publish('one', { key: 'order-17' });
  assert.equal(tab.requests[0].body.key, 'order-17');
});

test('a token function is asked again when the server no longer takes the token', async (t) => {
  let tokens = 0;
  const { tab, page } = await poster(t, { token: async () => `token-${(tokens += 1)}` });
  tab.answers[POST] = ({ headers }) =>
    headers.get('Authorization') === 'Bearer token-2' ? created(1) : problem(401, 'sign-in');
  await page.client.publish('one');
  await page.client.publish('two');
  assert.equal(tokens, 2);
  assert.equal(tab.requests.length, 3);
});

test('a token function that fails is no reason to lose a message', async (t) => {
  let works = false;
  const { tab, page } = await poster(t, {
    token: async () => {
      if (works) return 'token';
      throw new Error('offline');
    },
  });
  tab.answers[POST] = created(1);
  const sent = outcome(page.client.publish('one'));
  await tab.rest();
  assert.deepEqual(sent, {});
  works = true;
  await tab.pass(500);
  assert.equal(sent.value.id, id(1));
});

test('an ephemeral message is sent once, whatever comes of it', async (t) => {
  const { tab, page } = await poster(t);
  const sent = outcome(page.client.publish('typing', { ephemeral: true }));
  await tab.pass(60_000);
  assert.equal(sent.error.code, 'unreachable');
  assert.deepEqual(
    tab.requests.map(({ body }) => body),
    [{ data: 'typing', ephemeral: true }],
  );
  tab.answers[POST] = new Response(null, { status: 202 });
  assert.deepEqual(await page.client.publish('typing', { ephemeral: true }), {});
});

test('what a page leaves unsent is rejected as closed', async (t) => {
  const { tab, page } = await poster(t);
  const sent = outcome(page.client.publish('one'));
  await tab.rest();
  page.client.close();
  await tab.rest();
  assert.equal(sent.error.code, 'closed');
  const late = outcome(page.client.publish('two'));
  await tab.pass(600_000);
  assert.equal(late.error.code, 'closed');
  assert.equal(tab.requests.length, 1);
});

test('a server that is there again gets at once what waited for it', async (t) => {
  const tab = browser(t);
  const page = watch(t, { transports: ['sse'] });
  await tab.rest();
  tab.streams.last.says('ready', ready(0));
  tab.chance = 1;
  const sent = outcome(page.client.publish('one'));
  for (let second = 0; second < 40; second += 1) await tab.pass(1_000);
  tab.streams.last.breaks();
  tab.answers[POST] = created(1);
  tab.streams.last.says('ready', ready(0));
  await tab.rest();
  assert.equal(sent.value.id, id(1));
});

test('a message does not wait for a stream that is still on its way', async (t) => {
  const tab = browser(t);
  tab.answers[POST] = created(1);
  const page = watch(t, { transports: ['sse'] });
  await tab.rest();
  assert.deepEqual(await page.client.publish('one'), { id: id(1), topic: 'main' });
});

test('requests that are refused together ask for one other token', async (t) => {
  let tokens = 0;
  const { tab, page } = await poster(t, { token: async () => `token-${(tokens += 1)}` });
  const waiting = later();
  tab.answers[POST] = async ({ headers }) => {
    if (headers.get('Authorization') === 'Bearer token-2') return new Response(null, { status: 202 });
    await waiting.promise;
    return problem(401, 'sign-in');
  };
  const sent = ['one', 'two', 'three'].map((data) => outcome(page.client.publish(data, { ephemeral: true })));
  await tab.rest();
  waiting.resolve();
  await tab.rest();
  assert.deepEqual(sent, [{ value: {} }, { value: {} }, { value: {} }]);
  assert.equal(tokens, 2);
});
