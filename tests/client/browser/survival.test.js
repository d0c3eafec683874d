// What a page survives without a message lost or doubled: restarts, kills, other transports.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  eventually,
  note,
  notes,
  openDemo,
  openWindow,
} from "../support/chromium.js";
import { Node, startBalancer, startRedis } from "../support/servers.js";

const CHAT = { feature: "chat", topic: "survival" };
const WAYS = [["websocket"], ["sse"], ["long-polling"]];

/** Two pages on a topic: one writes and both read. */
async function two(t, origin, transports) {
  const window = await openWindow(t);
  const pages = [];
  for (let count = 0; count < 2; count += 1) {
    const page = await openDemo(window, origin);
    await note(page, { ...CHAT, transports });
    pages.push(page);
  }
  return pages;
}

/** Sends so many numbers, one every few milliseconds, whatever becomes of the server. */
const sendNumbers = (page, from, count) =>
  page.evaluate(
    async ([first, many]) => {
      for (let number = first; number < first + many; number += 1) {
        window.send(number);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    [from, count],
  );

const numbers = (from, count) =>
  Array.from({ length: count }, (_, place) => from + place);

const settled = (page, count) =>
  eventually(
    () => notes(page),
    (noted) => noted.settled + noted.failed.length === count,
    60_000,
  );

const received = (page, count) =>
  eventually(
    async () => (await notes(page)).got,
    (got) => got.length >= count,
    60_000,
  );

/** A writer that publishes 300 numbers without a failure, and a reader, across the restart of their node. */
async function acrossRestart(t, transports) {
  const node = await Node.start(t);
  const [writer, reader] = await two(t, node.origin, transports);
  const writing = sendNumbers(writer, 0, 300);
  await eventually(
    async () => (await notes(reader)).got.length,
    (count) => count >= 50,
  );
  await node.stop("SIGTERM");
  await node.start();
  await writing;
  const { failed } = await settled(writer, 300);
  assert.deepEqual(failed, []);
  return [writer, reader];
}

for (const transports of WAYS.slice(0, 2)) {
  test(`SIGTERM and a restart in process, by ${transports}`, async (t) => {
    for (const page of await acrossRestart(t, transports)) {
      const got = await received(page, 300);
      assert.deepEqual(got, numbers(0, 300));
      assert.equal((await notes(page)).resets, 1);
    }
  });
}

test("SIGTERM and a restart in process, by polls: what was not fetched in time is gone, and the page is told", async (t) => {
  const [, reader] = await acrossRestart(t, ["long-polling"]);
  const { got, resets } = await eventually(
    () => notes(reader),
    ({ got }) => got.at(-1) === 299,
  );
  assert.equal(resets, 1);
  assert.deepEqual(
    got,
    numbers(0, 300).filter((number) => got.includes(number)),
    "in order, and none twice",
  );
});

for (const transports of WAYS) {
  test(`kill -9 of the node that serves it, of two on Redis, by ${transports}`, async (t) => {
    const settings = { REDIS_URL: await startRedis(t) };
    const nodes = [
      await Node.start(t, settings),
      await Node.start(t, settings),
    ];
    const origin = await startBalancer(t, nodes);
    const [writer, reader] = await two(t, origin, transports);
    const writing = sendNumbers(writer, 0, 400);
    for (const node of nodes) {
      const before = (await notes(reader)).got.length;
      await eventually(
        async () => (await notes(reader)).got.length,
        (count) => count >= before + 50,
      );
      await node.stop("SIGKILL");
      await node.start();
    }
    await writing;
    const { failed } = await settled(writer, 400);
    assert.deepEqual(failed, []);
    for (const page of [writer, reader]) {
      const got = await received(page, 400);
      assert.deepEqual(got, numbers(0, 400));
      assert.equal((await notes(page)).resets, 0);
    }
  });
}
