// Renders the client's templates: the few words of their language that it uses. `advisor scaffold` has the whole of it.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holesOf } from './app.js';

const CLIENT = fileURLToPath(new URL('../../../starters/shared/client/', import.meta.url));

/** What each file is for, where not every app has it. */
const WHEN = {
  'transports/socket.js': ['websocket'],
  'transports/socket-sender.js': ['websocket'],
  'transports/stream.js': ['sse'],
  'transports/poll.js': ['long_polling', 'short_polling'],
  'reason.js': ['sse', 'websocket'],
  'silence.js': ['sse', 'websocket'],
  'bytes.js': ['binary'],
  'ask.js': ['replies'],
  'event-stream.js': ['replies'],
};

/** Puts the client of an app with these flags into a folder. */
export function renderClient(folder, flags) {
  const holes = holesOf(flags);
  rmSync(folder, { recursive: true, force: true });
  for (const entry of readdirSync(CLIENT, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(CLIENT.length);
    if (WHEN[path] && !WHEN[path].some((flag) => flags.includes(flag))) continue;
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    if (/\.[jt]s$/.test(path)) writeFileSync(to, render(readFileSync(from, 'utf8'), flags, holes));
    else cpSync(from, to);
  }
}

function render(text, flags, holes) {
  const lines = block(text.split('\n'), flags, holes);
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** The lines that stay, up to what ends the block that they are in. */
function block(lines, flags, holes) {
  const kept = [];
  while (lines.length > 0) {
    const line = lines.shift();
    const [, word, rest] = /^\s*\/\/% (\w+) ?(.*)$/.exec(line) ?? [];
    if (word === 'if') {
      const inside = block(lines, flags, holes);
      const otherwise = [];
      if (lines.shift().trim() === '//% else') {
        otherwise.push(...block(lines, flags, holes));
        lines.shift();
      }
      kept.push(...(rest.split(' or ').some((flag) => flags.includes(flag)) ? inside : otherwise));
    } else if (word === 'for') {
      const [name, , list] = rest.split(' ');
      const inside = lines.splice(0, lines.findIndex((each) => each.includes('//% endfor')) + 1);
      for (const item of holes[list]) kept.push(...block([...inside], flags, { ...holes, [name]: item }));
    } else if (['else', 'endif', 'endfor'].includes(word)) {
      lines.unshift(line);
      return kept;
    } else {
      kept.push(line.replace(/«([\w.]+)( \| join\("', '"\))?»/g, (_, path) => value(holes, path)));
    }
  }
  return kept;
}

function value(holes, path) {
  const found = path.split('.').reduce((within, name) => within[name], holes);
  return Array.isArray(found) ? found.join("', '") : String(found);
}
