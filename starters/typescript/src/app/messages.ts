// What a message does before it is published.

import type { Json } from '../realtime/json.js';

/** A message, checked. */
export interface Message {
  readonly type: string;
  readonly data: Json;
}

/** Thrown by `accept`: what the sender is told. */
export class Refused extends Error {}

/**
 * Checks, changes or stores a message of a subject (`undefined`: an anonymous one); throw `Refused`
 * to tell the sender why not. It may be called again with the same message, since clients repeat
 * what was not acknowledged: let what you store bear that.
 */
export async function accept(
  _subject: string | undefined,
  _feature: string,
  _topic: string,
  message: Message,
): Promise<Message> {
  return message;
}
