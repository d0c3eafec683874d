// The client that an app gets: what it needs, formatted and typed, whatever that is.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { FLAGS, HOLES } from './support/app.js';
import { renderClient } from './support/render.js';

const TRANSPORTS = ['websocket', 'sse', 'long_polling', 'short_polling'];

/** Every set of transports but none, with and without what only some of them can have. */
function combinations() {
  const found = [];
  for (let bits = 1; bits < 16; bits += 1) {
    const flags = TRANSPORTS.filter((_, place) => bits & (1 << place));
    found.push(flags);
    if (flags.includes('sse')) found.push([...flags, 'replies']);
    if (flags.includes('websocket')) found.push([...flags, 'binary']);
  }
  return [...found, FLAGS];
}

function rendered(t, render) {
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  t.after(() => rmSync(folder, { recursive: true }));
  render(folder);
  return folder;
}

const filesOf = (folder) => readdirSync(folder, { recursive: true }).filter((path) => /\.\w+$/.test(path));
const scriptsOf = (folder) => filesOf(folder).filter((path) => path.endsWith('.js'));

const tool = (name, ...given) =>
  execFileSync(process.execPath, [join('node_modules', name), ...given], { encoding: 'utf8' });

test('every combination is well typed', (t) => {
  const config = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
  const folder = rendered(t, (all) => {
    for (const flags of combinations()) renderClient(join(all, flags.join('+')), flags, HOLES);
    writeFileSync(join(all, 'tsconfig.json'), JSON.stringify({ ...config, include: ['**/*.js'] }));
  });
  assert.equal(readdirSync(folder).length, 15 + 8 + 8 + 1 + 1);
  tool('typescript/bin/tsc', '--project', folder);
});

test('every file of every combination is formatted', (t) => {
  const folder = rendered(t, (path) => {
    const texts = new Map();
    for (const flags of combinations()) {
      renderClient(path, flags, HOLES);
      for (const file of filesOf(path)) texts.set(readFileSync(join(path, file), 'utf8'), file);
    }
    rmSync(path, { recursive: true });
    mkdirSync(path);
    [...texts].forEach(([text, file], place) => writeFileSync(join(path, `${place}-${basename(file)}`), text));
  });
  tool('prettier/bin/prettier.cjs', '--config', 'prettier.json', '--check', folder);
});

test('an app gets nothing of what it does not use', (t) => {
  const folder = rendered(t, (path) => renderClient(path, ['short_polling'], HOLES));
  const files = scriptsOf(folder).filter((path) => path !== 'features.js');
  const text = files.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  for (const word of ['EventSource(', 'WebSocket(', 'longPolling', 'ask.js', 'ArrayBuffer', 'Silence', '//%']) {
    assert.ok(!text.includes(word), word);
  }
});

test('an app without binary messages has no word of them', (t) => {
  const flags = FLAGS.filter((flag) => flag !== 'binary');
  const folder = rendered(t, (path) => renderClient(path, flags, HOLES));
  for (const path of filesOf(folder)) {
    assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), /binary|isBytes|bytes always/i, path);
  }
});

test('no file is longer than three hundred lines', (t) => {
  const folder = rendered(t, (path) => renderClient(path, FLAGS, HOLES));
  for (const path of scriptsOf(folder)) {
    const { length } = readFileSync(join(folder, path), 'utf8').split('\n');
    assert.ok(length <= 300, `${path} has ${length} lines`);
  }
});

test('the page asks for nothing from elsewhere and has no script or style of its own inside', (t) => {
  const folder = rendered(t, (path) => renderClient(path, FLAGS, HOLES));
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  assert.doesNotMatch(html, /\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)/);
  for (const path of filesOf(folder)) {
    const elsewhere = readFileSync(join(folder, path), 'utf8').match(/https?:\/\/[^\s'"`]+/g) ?? [];
    assert.deepEqual(
      elsewhere.filter((address) => address !== 'http://www.w3.org/2000/svg'),
      [],
      path,
    );
  }
});
