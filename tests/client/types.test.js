// The types of the client: its own code has them, pages and servers in TypeScript get them, and none is too lax.

import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { test } from 'node:test';
import { combinations, FLAGS } from './support/app.js';
import { renderClient } from './support/render.js';
import { scratch, tool } from './support/tools.js';

const { compilerOptions: ours } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));

/** What a page asks of its own code that has the client beside it. */
const pages = { ...ours, allowJs: false, checkJs: false, exactOptionalPropertyTypes: true };

/** What a server in TypeScript asks of its own code: it compiles to JavaScript, without the browser's names. */
const servers = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'node20',
  types: [],
  rootDir: '.',
  outDir: 'dist',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
};

/** Has tsc check what a folder includes. */
function check(folder, compilerOptions, include) {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  tool('typescript/bin/tsc', '--project', folder);
}

/** The files of a folder that tsc reads for that. */
function checked(folder) {
  const paths = tool('typescript/bin/tsc', '--project', folder, '--listFilesOnly').split('\n');
  return paths.filter((path) => path.startsWith(folder)).map((path) => relative(folder, path));
}

/** The client of an app with these flags, and beside it a file of `types/` at a place of its own. */
function beside(t, flags, file, place) {
  const folder = scratch(t);
  renderClient(join(folder, 'client'), flags);
  mkdirSync(join(folder, place), { recursive: true });
  for (const name of [file, 'same.ts']) cpSync(join('types', name), join(folder, place, name));
  return folder;
}

test('the code of every combination is well typed, by what it declares', (t) => {
  const folder = scratch(t);
  for (const flags of combinations()) renderClient(join(folder, flags.join('+')), flags);
  check(folder, ours, ['**/*.js']);
  const files = checked(folder);
  for (const name of ['realtime.js', 'realtime.d.ts', 'features.js', 'features.d.ts']) {
    const found = files.filter((path) => basename(path) === name);
    assert.equal(found.length, 15 + 8 + 8 + 1, name);
  }
});

test('what is exported is what is declared', (t) => {
  const folder = beside(t, FLAGS, 'exported.ts', 'pages');
  for (const name of ['realtime', 'features']) {
    copyFileSync(join(folder, 'client', `${name}.js`), join(folder, 'client', `${name}.undeclared.js`));
  }
  check(folder, ours, ['pages']);
});

test('a page in TypeScript is told what it does wrong', (t) => {
  const folder = beside(t, FLAGS, 'page.ts', 'pages');
  check(folder, pages, ['pages']);
});

test('a page is told what its app does not have', (t) => {
  const folder = beside(t, ['short_polling'], 'polling.ts', 'pages');
  check(folder, pages, ['pages']);
});

test('a server in TypeScript takes the types, and compiles nothing of the client', (t) => {
  const folder = beside(t, FLAGS, 'server.ts', 'src/realtime');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  check(folder, servers, ['src']);
  assert.deepEqual(checked(folder).sort(), ['client/realtime.d.ts', 'src/realtime/same.ts', 'src/realtime/server.ts']);
  assert.deepEqual(readdirSync(join(folder, 'dist')), ['src']);
  assert.doesNotMatch(readFileSync(join(folder, 'dist/src/realtime/server.js'), 'utf8'), /^import/m);
});
