// What happens to the tab: hidden and shown, put aside and taken out again, off and on the network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './support/browser.js';
import { watch } from './support/client.js';
import { event, id, ready } from './support/server.js';

async function open(t, transport = 'sse') {
  const tab = browser(t);
  const page = watch(t, { transports: [transport] });
  await tab.rest();
  if (transport === 'sse') tab.streams.last.says('ready', ready(0));
  else tab.sockets.last.says({ ready: ready(0) });
  return { tab, page };
}

test('a hidden tab keeps its stream', async (t) => {
  const { tab, page } = await open(t);
  await tab.hide();
  tab.streams.last.says('message', event(1));
  assert.equal(page.state.status, 'open');
  assert.deepEqual(page.data, ['event 1']);
});

test('a tab that comes back after a long silence takes a new connection at once', async (t) => {
  const { tab, page } = await open(t, 'websocket');
  await tab.hide();
  await tab.pass(26_000);
  assert.equal(page.state.status, 'open');
  await tab.show();
  await tab.pass(0);
  await tab.pass(1);
  await tab.pass(500);
  assert.equal(tab.sockets.all.length, 2);
  assert.equal(tab.sockets.last.address.searchParams.get('after'), id(0));
});

test('a tab that comes back soon keeps its connection, if the next heartbeat is on time', async (t) => {
  const { tab, page } = await open(t, 'websocket');
  await tab.pass(10_000);
  await tab.hide();
  await tab.show();
  await tab.pass(14_000);
  tab.sockets.last.says({ heartbeat: {} });
  await tab.pass(49_000);
  assert.equal(page.state.status, 'open');
  assert.equal(tab.sockets.all.length, 1);
});

test('if it is not, the connection had been cut off unnoticed', async (t) => {
  const { tab, page } = await open(t, 'websocket');
  await tab.pass(10_000);
  await tab.hide();
  await tab.show();
  await tab.pass(15_000);
  assert.equal(page.state.status, 'waiting');
  assert.equal(page.state.error.code, 'silent');
});

test('a page that is put aside closes its connection, and takes it up when it is shown again', async (t) => {
  const { tab, page } = await open(t, 'websocket');
  tab.sockets.last.says({ event: event(3) });
  tab.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  assert.equal(tab.sockets.last.open, false);
  assert.equal(page.state.status, 'paused');
  await tab.pass(60_000);
  assert.equal(tab.sockets.all.length, 1);
  tab.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await tab.rest();
  assert.equal(tab.sockets.all.length, 2);
  assert.equal(tab.sockets.last.address.searchParams.get('after'), id(3));
});

test('the first pageshow of a page means nothing', async (t) => {
  const { tab } = await open(t, 'websocket');
  tab.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  await tab.rest();
  assert.equal(tab.sockets.all.length, 1);
});

for (const [what, happen] of [
  ['is shown', (tab) => tab.show()],
  ['is online again', (tab) => tab.window.dispatchEvent(new Event('online'))],
]) {
  test(`a tab that ${what} does not wait any longer`, async (t) => {
    const { tab, page } = await open(t);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      tab.streams.last.givesUp();
      await tab.rest();
      await tab.pass(page.state.retryIn);
    }
    tab.streams.last.givesUp();
    await tab.rest();
    assert.equal(page.state.retryIn, 15_000);
    const { length } = tab.streams.all;
    await happen(tab);
    await tab.rest();
    assert.equal(tab.streams.all.length, length + 1);
  });
}

test('a page that has left hears nothing of its tab', async (t) => {
  const { tab, page } = await open(t, 'websocket');
  page.client.close();
  const { length } = page.states;
  await tab.hide();
  await tab.show();
  tab.window.dispatchEvent(new Event('online'));
  tab.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await tab.pass(60_000);
  assert.equal(page.states.length, length);
  assert.equal(tab.sockets.all.length, 1);
});
