// Data as I-JSON (RFC 7493): a name stands once in an object, and every string can be held.

import type { Json } from '../../client/realtime.js';

export type { Json };

/** Why a text is not what it must be. */
export class NotJson extends Error {}

/** How far values may stand in each other; so much the parsers of other languages take, too. */
const DEEPEST = 128;

/** Reads JSON that is no deeper than what follows can take; throws `NotJson`. */
export function parse(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new NotJson((error as Error).message);
  }
  if (isTooDeep(value)) throw new NotJson(`more than ${DEEPEST} values stand in each other`);
  return value;
}

/** Reads I-JSON; throws `NotJson`. */
export function parseStrict(text: string): Json {
  const value = parse(text);
  checkNames(text);
  if (!holds(value)) {
    throw new NotJson('a string or a number that cannot be held');
  }
  return value;
}

/** An object; throws `NotJson` where it is something else. */
export function object(value: Json): { [name: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotJson('an object is what belongs there');
  }
  return value;
}

/** A text of an object, where it has one; throws `NotJson` where it is something else. */
export function text(value: { [name: string]: Json }, name: string): string | undefined {
  const found = value[name] ?? undefined;
  if (found !== undefined && typeof found !== 'string') {
    throw new NotJson(`\`${name}\` is a text`);
  }
  return found;
}

/** Level by level, for what calls itself fails where it is too deep. */
function isTooDeep(value: Json): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

function holds(value: Json): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return (
        value === null ||
        Object.entries(value).every(([name, inner]) => name.isWellFormed() && holds(inner))
      );
    default:
      return true;
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** That no object of a text of JSON has a name twice; the parser would take the last. */
function checkNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let name: string | undefined;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') {
      open.push(new Set());
    } else if (token === '[') {
      open.push(undefined);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token.startsWith('"')) {
      name = token;
      continue;
    } else if (token === ':' && name !== undefined) {
      const names = open.at(-1);
      const read = JSON.parse(name) as string;
      if (names?.has(read)) {
        throw new NotJson(`the name ${name} stands twice in an object`);
      }
      names?.add(read);
    }
    name = undefined;
  }
}
