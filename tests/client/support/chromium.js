// A real browser: Chromium as the system has it.

import { chromium } from 'playwright-core';

const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A window of a browser of its own, in which whatever goes wrong on a page fails the test. */
export async function openWindow(t, options = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: OPTIONS });
  t.after(() => browser.close());
  return browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
}

/** Opens the demo page on a topic, and waits until it says that it is connected. */
export async function openDemo(window, origin, { feature = 'chat', topic = 'main', connected = true } = {}) {
  const page = await window.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  await page.goto(`${origin}/#${new URLSearchParams({ feature, topic })}`);
  if (connected) await page.locator('#status[data-status=open]').waitFor();
  return page;
}

/** Types a message into the demo page and sends it. */
export async function send(page, text) {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

/** What the demo page shows of events. */
export const shown = (page) => page.locator('#events .data').allTextContents();

/** What the demo page says has happened, without the times. */
export async function happened(page) {
  const lines = await page.locator('#happened li').allTextContents();
  return lines.map((line) => line.replace(/^\S+ /, ''));
}

/** Waits until a reading is what it should be, for as long as a slow machine may take. */
export async function eventually(read, holds, within = 30_000) {
  const end = Date.now() + within;
  for (;;) {
    const found = await read();
    if (holds(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Connects a client of its own in the page, which notes what it gets, and can send numbers one after the other.
 * The notes are in `window.notes`.
 */
export async function note(page, options) {
  await page.evaluate(async (given) => {
    const { connect } = await import('/client/realtime.js');
    const notes = { got: [], statuses: [], resets: 0, settled: 0, failed: [] };
    const client = connect({
      ...given,
      onEvent: ({ data }) => notes.got.push(data),
      onState: ({ status, resets }) => {
        if (notes.statuses.at(-1) !== status) notes.statuses.push(status);
        notes.resets = resets;
      },
    });
    const send = (data) =>
      client.publish(data).then(
        () => (notes.settled += 1),
        (error) => notes.failed.push(error.code),
      );
    Object.assign(window, { notes, client, send });
  }, options);
  await eventually(
    () => page.evaluate(() => window.notes.statuses.at(-1)),
    (status) => status === 'open',
  );
}

export const notes = (page) => page.evaluate(() => window.notes);
