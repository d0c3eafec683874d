// The reply of a feature that answers requests one by one.

import { setTimeout } from 'node:timers/promises';

import type { Json } from '../realtime/json.js';
import type { Reply } from '../realtime/replies.js';

/**
 * Writes the reply to a request of a subject (`undefined`: an anonymous one), piece by piece. What
 * it throws ends the reply with an error.
 *
 * Here it gives the request back word by word. Call your model instead, and send what it says as it
 * comes. It goes on when the client leaves; `signal` is aborted after `REPLY_SECONDS`.
 */
export async function reply(
  _subject: string | undefined,
  _feature: string,
  request: Json,
  reply: Reply,
  signal: AbortSignal,
): Promise<void> {
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  for (const word of text.split(/(?<= )/)) {
    await reply.send('message', word);
    await setTimeout(50, undefined, { signal });
  }
}
