// The demo page of a generated project, in a real browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, happened, openDemo, openWindow, send, shown } from '../support/chromium.js';
import { Node, startOldProxy } from '../support/servers.js';
import { SECRET, token } from '../support/token.js';

test('what one tab sends, both tabs show once, with its id', async (t) => {
  const node = await Node.start(t);
  const window = await openWindow(t);
  const here = await openDemo(window, node.origin);
  const there = await openDemo(window, node.origin);
  await send(here, 'hello');
  await send(there, '{"text": "with structure"}');
  for (const page of [here, there]) {
    await eventually(
      () => shown(page),
      ({ length }) => length === 2,
    );
    assert.deepEqual(await shown(page), ['hello', '{\n  "text": "with structure"\n}']);
    const ids = await page.locator('#events .id').allTextContents();
    assert.match(ids[0], /^\d+-\d+$/);
    assert.equal(await page.locator('#cursor').textContent(), ids[1]);
    assert.equal(await page.locator('#pending').textContent(), '0');
    assert.deepEqual(page.problems, []);
  }
});

test('a page that comes later shows the past', async (t) => {
  const node = await Node.start(t);
  const window = await openWindow(t);
  await send(await openDemo(window, node.origin), 'before');
  const late = await openDemo(window, node.origin);
  await eventually(
    () => shown(late),
    (texts) => texts.join() === 'before',
  );
});

test('nothing that was typed becomes part of the page', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  const hostile = '<img src=x onerror=alert(1)>\u2028data: x\\r\\n\\r\\nevent: end';
  await send(page, hostile);
  await eventually(
    () => shown(page),
    (texts) => texts.join() === hostile,
  );
  assert.equal(await page.locator('#events img').count(), 0);
});

test('where Upgrade is blocked, it falls back, says so, and still sends and receives', async (t) => {
  const node = await Node.start(t);
  const window = await openWindow(t);
  const page = await openDemo(window, await startOldProxy(t, node));
  assert.equal(await page.locator('#status').textContent(), 'Connected by sse');
  await send(page, 'by another way');
  await eventually(
    () => shown(page),
    (texts) => texts.join() === 'by another way',
  );
  assert.ok((await happened(page)).some((line) => line.startsWith('Trying again')));
  await page.reload();
  await page.locator('#status[data-status=open]').waitFor();
  assert.ok(!(await happened(page)).some((line) => line.includes('websocket')), 'the session has learnt it');
});

test('it says what it is doing while the server is away', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await node.stop();
  await page.locator('#status[data-status=waiting]').waitFor();
  await send(page, 'written meanwhile');
  assert.equal(await page.locator('#pending').textContent(), '1');
  await node.start();
  await eventually(
    () => shown(page),
    (texts) => texts.join() === 'written meanwhile',
  );
  const lines = await happened(page);
  for (const what of [
    'Connecting by websocket',
    'Connected by websocket',
    'Trying again',
    'Reset',
    'State read anew',
  ]) {
    assert.ok(
      lines.some((line) => line.startsWith(what)),
      `${what} in ${JSON.stringify(lines)}`,
    );
  }
  assert.equal(await page.locator('#resets').textContent(), '1');
  assert.equal(await page.locator('#reconnects').textContent(), '1');
  assert.equal(await page.locator('#pending').textContent(), '0');
});

test('a question gets its reply as it comes', async (t) => {
  const node = await Node.start(t, { JWT_SECRET: SECRET });
  const page = await openDemo(await openWindow(t), node.origin, { feature: 'answers', connected: false });
  await signIn(page, token());
  await send(page, 'one two three');
  await eventually(
    () => shown(page),
    (texts) => texts.join('|') === 'one two three|one two three',
  );
  await eventually(
    () => happened(page),
    (lines) => lines.includes('The reply has ended'),
  );
});

/** Pastes a token into the page. */
async function signIn(page, pasted) {
  await page.fill('#token', pasted);
  await page.getByRole('button', { name: 'Connect' }).click();
}

test('who needs a token is told so, and a pasted one is enough, though it never stands in an address', async (t) => {
  const node = await Node.start(t, { JWT_SECRET: SECRET });
  const page = await openDemo(await openWindow(t), node.origin, { connected: false });
  await page.locator('#status[data-status=refused]').waitFor();
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  const pasted = token();
  await signIn(page, pasted);
  await page.locator('#status[data-status=open]').waitFor();
  await send(page, 'signed in');
  await eventually(
    () => shown(page),
    (texts) => texts.join() === 'signed in',
  );
  assert.ok(addresses.some((address) => /\/socket\?.*ticket=/.test(address)));
  assert.ok(addresses.every((address) => !address.includes(pasted)));
  await page.reload();
  await page.locator('#status[data-status=open]').waitFor();
});

test('a connection ends with its token, and the page says that another is needed', async (t) => {
  const node = await Node.start(t, { JWT_SECRET: SECRET });
  for (const feature of ['chat', 'feed']) {
    const page = await openDemo(await openWindow(t), node.origin, { feature, connected: false });
    await signIn(page, token({ seconds: 4 }));
    await page.locator('#status[data-status=open]').waitFor();
    await page.locator('#status[data-status=refused]').waitFor();
  }
});

test('a feature that clients do not send to takes messages with a token that allows it', async (t) => {
  const node = await Node.start(t, { JWT_SECRET: SECRET });
  const page = await openDemo(await openWindow(t), node.origin, { feature: 'feed', connected: false });
  await signIn(page, token());
  await page.locator('#status[data-status=open]').waitFor();
  await send(page, 'news');
  await eventually(
    () => shown(page),
    (texts) => texts.join() === 'news',
  );
  await signIn(page, token({ write: [] }));
  await page.locator('#status[data-status=open]').waitFor();
  await send(page, 'more news');
  await eventually(
    () => happened(page),
    (lines) => lines.some((line) => line.startsWith('Not sent')),
  );
});

test('where nobody may write without a token, it shows how to from a terminal', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin, { feature: 'feed' });
  assert.equal(await page.locator('#composer').isVisible(), false);
  assert.match(await page.locator('#command').textContent(), /^curl -N 'http.*\/feed\/events\?topic=main' \\/);
});

test('a hidden tab stops polling, and goes on when it is shown', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin, { feature: 'board' });
  let polls = 0;
  page.on('request', (request) => (polls += Number(request.url().includes('/board/events'))));
  await eventually(
    () => polls,
    (count) => count > 0,
  );
  await visibility(page, 'hidden');
  assert.equal(await page.locator('#status').textContent(), 'Paused while the tab is hidden');
  polls = 0;
  await page.waitForTimeout(6_000);
  assert.equal(polls, 0);
  await visibility(page, 'visible');
  await page.locator('#status[data-status=open]').waitFor();
  assert.ok(polls > 0);
});

/** Chromium without a screen counts every tab as visible, so the tab is told otherwise. */
function visibility(page, state) {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test('leaving leaves, and connecting comes back', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await page.getByRole('button', { name: 'Leave' }).click();
  assert.equal(await page.locator('#status').textContent(), 'Left');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.locator('#status[data-status=open]').waitFor();
});
