// The demo page as a page: narrow and wide, light and dark, by keyboard and with a screen reader.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, openDemo, openWindow, send, shown } from '../support/chromium.js';
import { Node } from '../support/servers.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FEATURES = ['chat', 'feed', 'board', 'answers'];
const LONG = 'A message that is longer than a narrow window, and_a_word_that_is_longer_than_that_'.concat(
  'x'.repeat(60),
);

for (const width of [375, 768, 1440]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`at ${width} px, ${colorScheme}, everything fits and can be read`, async (t) => {
      const node = await Node.start(t);
      const window = await openWindow(t, { viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      for (const feature of FEATURES) {
        const page = await openDemo(window, node.origin, { feature, connected: feature !== 'answers' });
        if (await page.locator('#composer').isVisible()) {
          await send(page, LONG);
          await eventually(
            () => shown(page),
            (texts) => texts.includes(LONG),
          );
        }
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(over, 0, `${feature} is wider than its window`);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          [],
        );
        await picture(page, `${feature}-${width}-${colorScheme}`);
        await page.close();
      }
    });
  }
}

/** Keeps a picture where `PICTURES` names a folder. */
async function picture(page, name) {
  const { PICTURES } = process.env;
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

test('the page loads nothing from elsewhere, logs nothing, and its policy stops nothing', async (t) => {
  const node = await Node.start(t);
  const window = await openWindow(t);
  const problems = [];
  window.on('console', (message) => problems.push(message.text()));
  window.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(node.origin).host) problems.push(request.url());
  });
  window.on('requestfailed', (request) => problems.push(request.url()));
  window.on(
    'response',
    (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`),
  );
  const page = await openDemo(window, node.origin);
  await send(page, 'hello');
  await eventually(
    () => shown(page),
    ({ length }) => length === 1,
  );
  assert.deepEqual(problems, []);
  const head = await fetch(node.origin);
  assert.match(head.headers.get('Content-Security-Policy'), /default-src 'self'/);
});

test('the keyboard reaches everything, in the order in which it is read', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await page.evaluate(() => document.body.focus());
  const reached = [];
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim()));
  }
  const expected = [
    'feature',
    'topic',
    'token',
    'Connect',
    'leave',
    'another',
    'events',
    'text',
    'send',
    'state',
    'happened',
  ];
  assert.deepEqual(reached.slice(0, expected.length), expected);
});

test('a screen reader is told of each event and of each change of the connection', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await page.getByRole('log', { name: 'Events' }).waitFor();
  assert.equal(await page.getByRole('status').textContent(), 'Connected by websocket');
  await page.getByRole('combobox', { name: 'Feature' }).waitFor();
  for (const name of ['Topic', 'Token', 'Message']) await page.getByRole('textbox', { name }).waitFor();
});

test('the address names what is watched, so that it can be opened again', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await page.fill('#topic', 'room:7');
  await page.press('#topic', 'Enter');
  await page.locator('#status[data-status=open]').waitFor();
  assert.match(page.url(), /#feature=chat&topic=room%3A7$/);
  const [second] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Open a second tab' }).click(),
  ]);
  await second.locator('#status[data-status=open]').waitFor();
  assert.equal(await second.inputValue('#topic'), 'room:7');
});

test('a topic that cannot be is not asked for', async (t) => {
  const node = await Node.start(t);
  const page = await openDemo(await openWindow(t), node.origin);
  await page.fill('#topic', 'not a topic');
  await page.press('#topic', 'Enter');
  assert.match(page.url(), /topic=main$/);
});
