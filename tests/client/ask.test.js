// One-reply features: a question by POST, the reply as a stream, taken up again where it broke.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { outcome, watch } from './support/client.js';
import { event, id, problem, ready } from './support/server.js';

const POST = 'POST /answers/replies';
const RESUME = 'GET /answers/stream';
const TOPIC = 'reply:0123456789abcdef';

/** A stream that the test writes, piece by piece. */
function reply() {
  let controller;
  const body = new ReadableStream({
    start(given) {
      controller = given;
    },
  });
  const encoder = new TextEncoder();
  const write = (text) => controller.enqueue(encoder.encode(text));
  return {
    response: () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write,
    ready: (more) => write(block('ready', ready(0, { topic: TOPIC, ...more }))),
    event: (sequence, data) => write(block(undefined, event(sequence, data))),
    end: (sequence, data = null) => write(block('end', event(sequence, data, 'end'))),
    breaks: () => controller.close(),
  };
}

const block = (name, data) =>
  `${name ? `event: ${name}\n` : ''}id: ${data.id ?? data.cursor}\ndata: ${JSON.stringify(data)}\n\n`;

/** Asks, and gathers what comes. */
async function ask(t, options = {}, connection = {}) {
  const tab = browser(t);
  const streams = [reply(), reply(), reply()];
  let taken = 0;
  const next = () => {
    taken += 1;
    return streams[taken - 1].response();
  };
  tab.answers[POST] = next;
  tab.answers[RESUME] = next;
  const { client } = watch(t, { feature: 'answers', transports: ['sse'], onEvent: undefined, ...connection });
  const got = [];
  const asked = outcome(
    (async () => {
      for await (const each of client.ask('why?', options)) got.push(each);
    })(),
  );
  await tab.rest();
  return { tab, streams, got, asked, client };
}

const data = (got) => got.map((each) => each.data);

test('the reply comes piece by piece, the end with it', async (t) => {
  const { tab, streams, got, asked } = await ask(t);
  const [{ headers, body }] = tab.requests;
  assert.equal(headers.get('Accept'), 'text/event-stream');
  assert.deepEqual(body, { data: 'why?', key: body.key });
  streams[0].ready();
  streams[0].event(1, 'be');
  await tab.rest();
  assert.deepEqual(data(got), ['be']);
  streams[0].event(2, 'cause');
  streams[0].end(3);
  await tab.rest();
  assert.deepEqual(
    got.map(({ type }) => type),
    ['message', 'message', 'end'],
  );
  assert.ok('value' in asked);
  assert.equal(tab.requests.length, 1);
});

test('a stream that broke is taken up again behind what came, and nothing comes twice', async (t) => {
  const { tab, streams, got, asked } = await ask(t, {}, { token: 'secret' });
  streams[0].ready();
  streams[0].event(1, 'be');
  await tab.rest();
  streams[0].breaks();
  await tab.pass(1_000);
  const [resumed] = tab.asked('GET', '/answers/stream');
  assert.deepEqual(resumed.parameters, { topic: TOPIC, after: id(1) });
  assert.equal(resumed.headers.get('Authorization'), 'Bearer secret');
  streams[1].ready({ cursor: id(1) });
  streams[1].event(1, 'be');
  streams[1].event(2, 'cause');
  streams[1].end(3);
  await tab.rest();
  assert.deepEqual(data(got), ['be', 'cause', null]);
  assert.ok('value' in asked);
});

test('a stream that broke before its first piece is taken up from where it began', async (t) => {
  const { tab, streams, got, asked } = await ask(t);
  streams[0].ready();
  await tab.rest();
  streams[0].breaks();
  await tab.pass(1_000);
  const [resumed] = tab.asked('GET', '/answers/stream');
  assert.deepEqual(resumed.parameters, { topic: TOPIC, after: id(0) });
  streams[1].ready();
  streams[1].event(1, 'be');
  streams[1].end(2);
  await tab.rest();
  assert.deepEqual(data(got), ['be', null]);
  assert.ok('value' in asked);
});

test('a question without an answer is asked again under the same key', async (t) => {
  const { tab, streams, got } = await ask(t);
  streams[0].breaks();
  await tab.pass(1_000);
  const [first, second] = tab.asked('POST', '/answers/replies');
  assert.equal(first.body.key, second.body.key);
  streams[1].ready();
  streams[1].end(1, 'done');
  await tab.rest();
  assert.deepEqual(data(got), ['done']);
});

test('a reply that falls silent is taken up again', async (t) => {
  const { tab, streams } = await ask(t);
  streams[0].ready({ heartbeat: 4 });
  await tab.rest();
  await tab.pass(10_000);
  await tab.pass(1_000);
  assert.equal(tab.asked('GET', '/answers/stream').length, 1);
});

test('a reply that had ended meanwhile ends', async (t) => {
  const { tab, streams, got, asked } = await ask(t);
  streams[0].ready();
  streams[0].event(1, 'all');
  await tab.rest();
  tab.answers[RESUME] = new Response(null, { status: 204 });
  streams[0].breaks();
  await tab.pass(1_000);
  assert.deepEqual(data(got), ['all']);
  assert.ok('value' in asked);
});

test('a refusal is thrown', async (t) => {
  const { tab, streams, asked } = await ask(t);
  tab.answers[RESUME] = problem(404, 'not-found');
  streams[0].ready();
  await tab.rest();
  streams[0].breaks();
  await tab.pass(1_000);
  assert.equal(asked.error.code, 'not-found');
});

test('a server that is busy is asked again after its pause', async (t) => {
  const { tab, streams } = await ask(t);
  streams[0].ready();
  await tab.rest();
  tab.answers[RESUME] = problem(503, 'full', { 'Retry-After': '5' });
  streams[0].breaks();
  await tab.pass(1_000);
  assert.equal(tab.asked('GET', '/answers/stream').length, 1);
  await tab.pass(5_000);
  assert.equal(tab.asked('GET', '/answers/stream').length, 1);
  await tab.pass(2_000);
  assert.equal(tab.asked('GET', '/answers/stream').length, 2);
});

test('after a reset the reply is told anew, and the page is told so', async (t) => {
  let resets = 0;
  const { tab, streams, got } = await ask(t, { onReset: () => (resets += 1) });
  streams[0].ready();
  streams[0].event(5, 'lost');
  await tab.rest();
  streams[0].breaks();
  await tab.pass(1_000);
  streams[1].ready({ reset: true, cursor: id(1) });
  streams[1].event(2, 'anew');
  await tab.rest();
  assert.equal(resets, 1);
  assert.deepEqual(data(got), ['lost', 'anew']);
});

test('a page that cannot tell it anew gets an error instead of a gap', async (t) => {
  const { tab, streams, asked } = await ask(t);
  streams[0].ready();
  await tab.rest();
  streams[0].breaks();
  await tab.pass(1_000);
  streams[1].ready({ reset: true });
  await tab.rest();
  assert.equal(asked.error.code, 'reset');
});

test('a page that leaves the loop lets go of the stream', async (t) => {
  const { tab, streams, client } = await ask(t);
  streams[0].ready();
  streams[0].end(1);
  await tab.rest();
  let seen;
  const second = outcome(
    (async () => {
      for await (const each of client.ask('again?')) {
        seen = each.data;
        break;
      }
    })(),
  );
  await tab.rest();
  streams[1].ready();
  streams[1].event(1, 'enough');
  await tab.rest();
  assert.equal(seen, 'enough');
  assert.ok('value' in second);
  assert.throws(() => streams[1].event(2, 'unheard'), TypeError, 'the stream is closed');
});

test('a client that is closed ends its questions', async (t) => {
  const { tab, streams, asked, client } = await ask(t);
  streams[0].ready();
  await tab.rest();
  client.close();
  await tab.rest();
  assert.equal(asked.error.code, 'closed');
});

test('that holds for questions with a signal of their own, too', async (t) => {
  const { tab, streams, asked, client } = await ask(t, { signal: new AbortController().signal });
  streams[0].ready();
  await tab.rest();
  client.close();
  await tab.rest();
  assert.equal(asked.error.code, 'closed');
});

test('one question may be given up while the others go on', async (t) => {
  const giving = new AbortController();
  const { tab, streams, asked } = await ask(t, { signal: giving.signal });
  streams[0].ready();
  await tab.rest();
  giving.abort();
  await tab.rest();
  assert.equal(asked.error.code, 'closed');
});

test('a question that nobody answers for nine minutes is reported as unknown', async (t) => {
  const { tab, streams, asked } = await ask(t);
  tab.answers[POST] = undefined;
  streams[0].breaks();
  for (let turn = 0; turn < 53; turn += 1) await tab.pass(10_000);
  assert.deepEqual(asked, {});
  for (let turn = 0; turn < 4; turn += 1) await tab.pass(10_000);
  assert.equal(asked.error.code, 'unknown');
});

test('lines end as the server likes, wherever the network cuts them', async (t) => {
  const { tab, streams, got } = await ask(t);
  const text =
    `\u{feff}: comment\r\nevent: ready\r\nretry: 100\r\ndata: ${JSON.stringify(ready(0, { topic: TOPIC }))}\r\n\r\n` +
    `id: ${id(1)}\rdata:${JSON.stringify(event(1, 'größer'))}\r\r` +
    `event: end\ndata: ${JSON.stringify(event(2, 'fin', 'end'))}\n\n`;
  for (const character of text) {
    streams[0].write(character);
    await tab.rest();
  }
  assert.deepEqual(data(got), ['größer', 'fin']);
});
