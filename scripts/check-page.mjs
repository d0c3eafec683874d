// Opens HTML pages of advisor in a headless Chromium, at two widths, light and dark, and says what is wrong with them:
// requests that leave the page, what the browser logs, what axe-core finds, a page wider than its window, and what the keyboard
// cannot reach.
//
//   node scripts/check-page.mjs MODULES CHROMIUM [--pictures DIR] PAGE...
//
// MODULES is a folder of node_modules with puppeteer-core and axe-core. --pictures keeps a screenshot of each, and a PDF.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, chromium, ...rest] = process.argv.slice(2);
const pictures = rest[0] === '--pictures' ? rest.splice(0, 2)[1] : undefined;
const require = createRequire(join(resolve(modules), 'package.json'));
const puppeteer = require('puppeteer-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const WIDTHS = [1280, 375];
const SCHEMES = ['light', 'dark'];

let checks = 0;
const problems = [];

function check(held, problem) {
  checks += 1;
  if (!held) problems.push(problem);
}

/** A tab on this page, with what it asked for and logged. */
async function open(browser, path, width, scheme) {
  const tab = await browser.newPage();
  const address = pathToFileURL(path).href;
  const said = [];
  tab.on('request', (request) => request.url() !== address && said.push(`asks for ${request.url()}`));
  tab.on('console', (message) => said.push(`logs ${message.text()}`));
  tab.on('pageerror', (error) => said.push(`fails with ${error.message}`));
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await tab.goto(address, { waitUntil: 'load' });
  return { tab, said };
}

async function look(browser, path, width, scheme) {
  const name = `${basename(path)} at ${width}, ${scheme}`;
  const { tab, said } = await open(browser, path, width, scheme);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, `${name}: the page is ${wide} pixels too wide`);
  // Closed parts are part of the page too.
  await tab.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  const opened = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(opened <= 0, `${name}: with everything open, the page is ${opened} pixels too wide`);
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, impact, nodes } of found.violations) {
    problems.push(`${name}: axe-core: ${id} (${impact}) ${nodes.length} times, as in ${nodes[0].html.slice(0, 160)}`);
  }
  check(found.violations.length === 0 && found.passes.length > 0, `${name}: axe-core finds nothing that is right, or something that is not`);
  check(said.length === 0, `${name}: the page ${said.join('; ')}`);
  if (pictures) {
    await tab.reload();
    const height = await tab.evaluate(() => Math.min(document.documentElement.scrollHeight, 16_000));
    const clip = { x: 0, y: 0, width, height };
    await tab.screenshot({ path: join(pictures, `${basename(path, '.html')}-${width}-${scheme}.png`), clip, captureBeyondViewport: true });
  }
  await tab.close();
}

/** The first stop of the tabulator is the skip link, and a box is ticked with the space bar. */
async function type(browser, path) {
  const name = `${basename(path)} by keyboard`;
  const { tab } = await open(browser, path, WIDTHS[0], SCHEMES[0]);
  const focused = (read) => tab.evaluate(read);
  await tab.keyboard.press('Tab');
  check((await focused(() => document.activeElement.className)) === 'skip', `${name}: the skip link does not come first`);
  await tab.keyboard.press('Enter');
  check((await focused(() => document.activeElement.id)) === 'decision', `${name}: the skip link does not lead to the decision`);
  const box = await tab.$('input[type=checkbox]');
  if (box) {
    await box.focus();
    await tab.keyboard.press('Space');
    check(await tab.evaluate((input) => input.checked, box), `${name}: the space bar ticks no box`);
  }
  if (pictures) {
    await tab.pdf({ path: join(pictures, `${basename(path, '.html')}.pdf`), format: 'A4', printBackground: false });
  }
  await tab.close();
}

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await puppeteer.launch({ executablePath: chromium, args: [...sandbox, '--disable-gpu'] });
try {
  for (const page of rest) {
    for (const [at, width] of WIDTHS.entries()) {
      // The first page is looked at in every way; of the others, each width and each scheme once.
      const schemes = page === rest[0] || pictures ? SCHEMES : [SCHEMES[at]];
      for (const scheme of schemes) await look(browser, page, width, scheme);
    }
    await type(browser, page);
  }
} finally {
  await browser.close();
}
problems.forEach((problem) => console.error(`check-page: ${problem}`));
console.log(`${checks} checks, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
