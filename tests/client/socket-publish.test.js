// Publishing on a socket: several messages at a time, and what becomes of those without an answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { outcome, watch } from './support/client.js';
import { id, ready } from './support/server.js';

/** A page with an open socket. */
async function talker(t) {
  const tab = browser(t);
  const page = watch(t, { transports: ['websocket'] });
  await tab.rest();
  tab.sockets.last.says({ ready: ready(0) });
  return { tab, page };
}

test('on a socket messages follow each other without waiting, and acks settle them by ref', async (t) => {
  const { tab, page } = await talker(t);
  const sent = ['one', 'two', 'three'].map((data) => outcome(page.client.publish(data)));
  const socket = tab.sockets.last;
  assert.deepEqual(
    socket.published.map(({ data }) => data),
    ['one', 'two', 'three'],
  );
  const [one, two, three] = socket.published;
  socket.says({ ack: { ref: one.ref, id: id(1) } });
  socket.says({ ack: { ref: three.ref, id: id(3) } });
  socket.says({ error: { ref: two.ref, code: 'not-allowed', message: 'no' } });
  await tab.rest();
  assert.deepEqual(sent[0].value, { id: id(1) });
  assert.deepEqual(sent[2].value, { id: id(3) });
  assert.equal(sent[1].error.code, 'not-allowed');
  assert.equal(page.state.pending, 0);
});

test('the id of an ack is not a cursor', async (t) => {
  const { tab, page } = await talker(t);
  page.client.publish('one');
  const [{ ref }] = tab.sockets.last.published;
  tab.sockets.last.says({ ack: { ref, id: id(9) } });
  assert.equal(page.state.cursor, id(0));
});

test('a new socket gets what the last one did not acknowledge, in its order and under the same keys', async (t) => {
  const { tab, page } = await talker(t);
  for (const data of ['one', 'two', 'three']) page.client.publish(data).catch(() => {});
  const before = tab.sockets.last.published;
  tab.sockets.last.says({ ack: { ref: before[0].ref, id: id(1) } });
  tab.sockets.last.closes();
  page.client.publish('four').catch(() => {});
  await tab.pass(500);
  assert.deepEqual(tab.sockets.last.sent, [], 'not before it is ready');
  tab.sockets.last.says({ ready: ready(0) });
  const after = tab.sockets.last.published;
  assert.deepEqual(
    after.map(({ data }) => data),
    ['two', 'three', 'four'],
  );
  assert.deepEqual(
    after.slice(0, 2).map(({ key }) => key),
    before.slice(1).map(({ key }) => key),
  );
  assert.equal(tab.requests.length, 0);
});

test('a socket does not carry more than the server can answer', async (t) => {
  const { tab, page } = await talker(t);
  for (let number = 1; number <= 100; number += 1) page.client.publish(number).catch(() => {});
  assert.equal(tab.sockets.last.sent.length, 32);
  const [{ ref }] = tab.sockets.last.published;
  tab.sockets.last.says({ ack: { ref, id: id(1) } });
  assert.equal(tab.sockets.last.sent.length, 33);
});

test('a socket that says not yet gets it again after the pause', async (t) => {
  const { tab, page } = await talker(t);
  const sent = outcome(page.client.publish('one'));
  const [{ ref, key }] = tab.sockets.last.published;
  tab.sockets.last.says({ error: { ref, code: 'too-many-requests', message: 'wait', retry_after: 2 } });
  page.client.publish('two').catch(() => {});
  await tab.pass(2_000);
  assert.equal(tab.sockets.last.sent.length, 1);
  await tab.pass(500);
  assert.deepEqual(
    tab.sockets.last.published.slice(1).map(({ data }) => data),
    ['one', 'two'],
  );
  assert.equal(tab.sockets.last.published[1].key, key);
  tab.sockets.last.says({ ack: { ref, id: id(1) } });
  await tab.rest();
  assert.equal(sent.value.id, id(1));
});

/** A server that reads a socket in turn: it takes fifty messages, none in the second after, and then all. */
class Busy {
  taken = [];
  #socket;
  #answers = [];
  #read = 0;
  #room = 50;
  #until = 0;

  constructor(socket) {
    this.#socket = socket;
  }

  reads() {
    for (const { ref, data } of this.#socket.published.slice(this.#read)) {
      this.#read += 1;
      if (this.taken.length === this.#room) [this.#room, this.#until] = [Infinity, Date.now() + 1_000];
      const refuses = Date.now() < this.#until;
      if (!refuses) this.taken.push(data);
      this.#answers.push(
        refuses ? { error: { ref, code: 'busy', message: 'wait', retry_after: 1 } } : { ack: { ref } },
      );
    }
  }

  /** So many of its answers arrive, the oldest first. */
  answers(count = Infinity) {
    for (const answer of this.#answers.splice(0, count)) this.#socket.says(answer);
  }
}

const numbers = (from, to) => Array.from({ length: to - from }, (_, place) => from + place);

/** A page that has published 0 to 63. The server took fifty, and that it refuses the others is still on the way. */
async function burst(t) {
  const { tab, page } = await talker(t);
  const server = new Busy(tab.sockets.last);
  const publish = (from, to) => numbers(from, to).forEach((number) => page.client.publish(number).catch(() => {}));
  publish(0, 64);
  for (let answer = 0; answer < 50; answer += 1) {
    server.reads();
    server.answers(1);
  }
  assert.equal(tab.sockets.last.sent.length, 64);
  return { tab, server, publish };
}

test('what was refused goes again in its order, and what is published meanwhile after it', async (t) => {
  const { tab, server, publish } = await burst(t);
  server.answers();
  publish(64, 70);
  await tab.pass(1_499);
  assert.equal(tab.sockets.last.sent.length, 64);
  await tab.pass(1);
  server.reads();
  assert.deepEqual(server.taken, numbers(0, 70));
});

test('nothing new overtakes a message whose refusal is late', async (t) => {
  const { tab, server, publish } = await burst(t);
  server.answers(6);
  publish(64, 70);
  await tab.pass(10_000);
  server.reads();
  server.answers();
  await tab.pass(10_000);
  server.reads();
  assert.deepEqual(server.taken, numbers(0, 70));
});

test('the pause that a socket asked for ends with the socket: the next node may have time', async (t) => {
  const { tab, page } = await talker(t);
  page.client.publish('one').catch(() => {});
  const [{ ref }] = tab.sockets.last.published;
  tab.sockets.last.says({ error: { ref, code: 'draining', message: 'wait', retry_after: 300 } });
  tab.sockets.last.closes(1001);
  await tab.pass(page.state.retryIn);
  tab.sockets.last.says({ ready: ready(0) });
  assert.equal(tab.sockets.last.sent.length, 1);
});

test('a message that closes the socket is refused, and not sent again and again', async (t) => {
  const { tab, page } = await talker(t);
  const sent = ['fits', 'too large', 'fits too'].map((data) => outcome(page.client.publish(data)));
  tab.sockets.last.says({ ack: { ref: tab.sockets.last.published[0].ref, id: id(1) } });
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.equal(sent[1].error.code, 'too-large');
  tab.sockets.last.says({ ready: ready(0) });
  assert.deepEqual(
    tab.sockets.last.published.map(({ data }) => data),
    ['fits too'],
  );
});

test('an ephemeral message that closes the socket is blamed for it itself, and not the next one', async (t) => {
  const { tab, page } = await talker(t);
  const large = outcome(page.client.publish('x'.repeat(100), { ephemeral: true }));
  const small = outcome(page.client.publish('x'));
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.equal(large.error.code, 'too-large');
  assert.deepEqual(small, {});
  tab.sockets.last.says({ ready: ready(0) });
  assert.deepEqual(
    tab.sockets.last.published.map(({ data }) => data),
    ['x'],
  );
});

test('what the server was still to take before the message that closed the socket is not blamed for it', async (t) => {
  const { tab, page } = await talker(t);
  const small = outcome(page.client.publish('x'));
  const large = outcome(page.client.publish('x'.repeat(100)));
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.equal(large.error.code, 'too-large');
  assert.deepEqual(small, {});
  assert.equal(page.state.pending, 1);
});

test('size is what the server counts: bytes, and not characters', async (t) => {
  const { tab, page } = await talker(t);
  const longer = outcome(page.client.publish('x'.repeat(100)));
  const larger = outcome(page.client.publish('字'.repeat(60)));
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.equal(larger.error.code, 'too-large');
  assert.deepEqual(longer, {});
});

test('of messages of one size, the first closed the socket', async (t) => {
  const { tab, page } = await talker(t);
  const sent = ['a', 'b'].map((data) => outcome(page.client.publish(data)));
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.equal(sent[0].error.code, 'too-large');
  assert.deepEqual(sent[1], {});
});

test('bytes that close the socket are blamed for it themselves, and the page hears why', async (t) => {
  const { tab, page } = await talker(t);
  await page.client.publish(new Uint8Array([1, 2, 3]));
  const text = outcome(page.client.publish('x'));
  tab.sockets.last.closes(1003);
  assert.equal(page.state.error.code, 'unsupported');
  await tab.pass(500);
  assert.deepEqual(text, {});
  tab.sockets.last.says({ ready: ready(0) });
  assert.equal(tab.sockets.last.sent.length, 1, 'bytes are not sent again');
});

test('bytes that are too large are blamed for it, too', async (t) => {
  const { tab, page } = await talker(t);
  await page.client.publish(new Uint8Array(3));
  await page.client.publish(new Uint8Array(1_000));
  await page.client.publish(new Uint8Array(3));
  const text = outcome(page.client.publish('x'));
  tab.sockets.last.closes(1009);
  await tab.pass(500);
  assert.deepEqual(text, {});
});

test('bytes before a message that was answered have got through, and are not blamed', async (t) => {
  const { tab, page } = await talker(t);
  await page.client.publish(new Uint8Array(1_000));
  page.client.publish('fits');
  const large = outcome(page.client.publish('too large'));
  tab.sockets.last.says({ ack: { ref: tab.sockets.last.sent[1].publish.ref, id: id(1) } });
  tab.sockets.last.closes(1009);
  await tab.rest();
  assert.equal(large.error.code, 'too-large');
});

test('what the server could not read was no bytes', async (t) => {
  const { tab, page } = await talker(t);
  await page.client.publish(new Uint8Array(1_000));
  const sent = ['a', 'b'].map((data) => outcome(page.client.publish(data)));
  tab.sockets.last.closes(1007);
  await tab.rest();
  assert.equal(sent[0].error.code, 'malformed');
  assert.deepEqual(sent[1], {});
});

test('a socket that is given up is no longer heard on what closed it', async (t) => {
  const { tab, page } = await talker(t);
  const sent = outcome(page.client.publish('x'));
  const [first] = tab.sockets.all;
  await tab.pass(50_000);
  await tab.pass(1_000);
  tab.sockets.last.says({ ready: ready(0) });
  assert.equal(tab.sockets.all.length, 2);
  first.closes(1009);
  await tab.rest();
  assert.deepEqual(sent, {});
});

test('an ephemeral message on a socket is answered once, and not repeated on the next', async (t) => {
  const { tab, page } = await talker(t);
  const acked = outcome(page.client.publish('typing', { ephemeral: true }));
  const refused = outcome(page.client.publish('typing', { ephemeral: true }));
  const cut = outcome(page.client.publish('typing', { ephemeral: true }));
  const [first, second] = tab.sockets.last.published;
  assert.deepEqual(Object.keys(first), ['ref', 'data', 'ephemeral']);
  tab.sockets.last.says({ ack: { ref: first.ref } });
  tab.sockets.last.says({ error: { ref: second.ref, code: 'not-allowed', message: 'no' } });
  tab.sockets.last.closes();
  await tab.pass(500);
  assert.deepEqual(acked, { value: {} });
  assert.equal(refused.error.code, 'not-allowed');
  assert.deepEqual(cut, { value: {} });
  tab.sockets.last.says({ ready: ready(0) });
  assert.deepEqual(tab.sockets.last.sent, []);
});

test('an ephemeral message while the socket is away goes by POST, once', async (t) => {
  const { tab, page } = await talker(t);
  tab.answers['POST /chat/events'] = new Response(null, { status: 202 });
  tab.sockets.last.closes();
  assert.deepEqual(await page.client.publish('typing', { ephemeral: true }), {});
  assert.equal(tab.requests.length, 1);
});
