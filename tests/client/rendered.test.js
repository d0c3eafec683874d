// The client that an app gets: what it needs, and formatted, whatever that is.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { combinations, FLAGS } from './support/app.js';
import { renderClient } from './support/render.js';
import { scratch, tool } from './support/tools.js';

/** The client of an app with these flags, in a folder of its own. */
function rendered(t, flags) {
  const folder = scratch(t);
  renderClient(folder, flags);
  return folder;
}

const filesOf = (folder) => readdirSync(folder, { recursive: true }).filter((path) => /\.\w+$/.test(path));

test('every file of every combination is formatted', (t) => {
  const folder = scratch(t);
  const texts = new Map();
  for (const flags of combinations()) {
    renderClient(folder, flags);
    for (const file of filesOf(folder)) texts.set(readFileSync(join(folder, file), 'utf8'), file);
  }
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  [...texts].forEach(([text, file], place) => writeFileSync(join(folder, `${place}-${basename(file)}`), text));
  tool('prettier/bin/prettier.cjs', '--config', 'prettier.json', '--check', folder);
});

test('an app gets nothing of what it does not use', (t) => {
  const folder = rendered(t, ['short_polling']);
  const files = filesOf(folder).filter((path) => /\.[jt]s$/.test(path) && path !== 'features.js');
  const text = files.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  for (const word of [
    'EventSource(',
    'WebSocket(',
    'longPolling',
    'ask.js',
    'ArrayBuffer',
    'Silence',
    'Socket',
    '//%',
  ]) {
    assert.ok(!text.includes(word), word);
  }
});

test('an app without binary messages has no word of them', (t) => {
  const flags = FLAGS.filter((flag) => flag !== 'binary');
  const folder = rendered(t, flags);
  for (const path of filesOf(folder)) {
    assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), /binary|isBytes|bytes always/i, path);
  }
});

test('no file is longer than three hundred lines', (t) => {
  const folder = rendered(t, FLAGS);
  for (const path of filesOf(folder)) {
    const { length } = readFileSync(join(folder, path), 'utf8').split('\n');
    assert.ok(length <= 300, `${path} has ${length} lines`);
  }
});

test('the page asks for nothing from elsewhere and has no script or style of its own inside', (t) => {
  const folder = rendered(t, FLAGS);
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
