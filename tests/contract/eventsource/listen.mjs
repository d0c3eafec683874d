// Opens an EventSource that others made, and writes one line of JSON for each thing that it reports.
//
//   node listen.mjs npm URL        the package `eventsource`
//   node listen.mjs chromium URL   the one of Chromium, in a page of the same origin
//
// It ends with its standard input.

const NAMED = ["ready", "reset", "heartbeat", "end"];

/** Runs in Node and, as text, in the page. */
function listen(url, names, report, Source) {
  const source = new Source(url);
  source.onopen = () => report({ kind: "open" });
  source.onmessage = (event) => report({ kind: "message", id: event.lastEventId, data: JSON.parse(event.data) });
  source.onerror = () => report({ kind: "error", closed: source.readyState === 2 });
  for (const name of names) {
    source.addEventListener(name, (event) => report({ kind: name, id: event.lastEventId, data: JSON.parse(event.data) }));
  }
}

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const [engine, url] = process.argv.slice(2);
let close = async () => {};

if (engine === "npm") {
  const { EventSource } = await import("eventsource");
  listen(url, NAMED, say, EventSource);
} else {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  close = () => browser.close();
  const page = await browser.newPage();
  await page.goto(new URL("/healthz", url).href);
  await page.exposeFunction("report", say);
  await page.evaluate(`(${listen})(${JSON.stringify(url)}, ${JSON.stringify(NAMED)}, window.report, EventSource)`);
}

process.stdin.resume();
process.stdin.on("end", async () => {
  await close();
  process.exit(0);
});
