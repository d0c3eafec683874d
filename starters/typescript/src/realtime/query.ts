// The query of a request.

import { Problem } from './problem.js';

//% if polling and tickets
const NAMES = ['topic', 'after', 'limit', 'wait', 'ticket'] as const;
//% elif polling
const NAMES = ['topic', 'after', 'limit', 'wait'] as const;
//% else
const NAMES = ['topic', 'after', 'ticket'] as const;
//% endif
type Name = (typeof NAMES)[number];

export type Query = Readonly<Partial<Record<Name, string>>>;

/** Reads a query as it was taken apart; throws a `Problem` where something stands in it twice. */
export function readQuery(parts: unknown): Query {
  const given = parts as Record<string, string | string[] | undefined>;
  const query: Partial<Record<Name, string>> = {};
  for (const name of NAMES) {
    const value = given[name];
    if (Array.isArray(value)) {
      throw Problem.bad('bad-query', `\`${name}\` stands twice in the query.`);
    }
    if (value !== undefined) query[name] = value;
  }
  return query;
}
//% if polling

/** A whole number of the query; throws a `Problem` where it is none. */
export function numberOf(query: Query, name: 'limit' | 'wait'): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw Problem.bad('bad-query', `\`${name}\` is a whole number.`);
  return Number(text);
}
//% endif
