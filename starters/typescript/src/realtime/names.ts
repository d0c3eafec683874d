// The form of names that clients give.

import { type Feature, Topic } from './feature.js';
import { Problem } from './problem.js';

/** The topic of a request, `main` unless it says. */
export function topicOf(feature: Feature, name = 'main'): Topic {
  if (!/^[A-Za-z0-9._:-]{1,128}$/.test(name)) {
    throw Problem.bad('bad-topic', 'A topic has 1 to 128 of A-Z a-z 0-9 . _ : -');
  }
  return new Topic(feature, name);
}

/** Whether an event may have this type. */
export function isType(text: string): boolean {
  return /^[a-z][a-z0-9._-]{0,63}$/.test(text);
}

/** Whether this may be the key of a message. */
export function isKey(text: string): boolean {
  return /^[!-~]{1,128}$/.test(text);
}

/** The key of a message, checked. */
export function keyOf(key: string | undefined): string | undefined {
  if (key !== undefined && !isKey(key)) {
    throw Problem.bad('bad-key', 'A key has 1 to 128 visible ASCII characters.');
  }
  return key;
}
