// What clients say on a socket.

import type { Ack } from '../../client/realtime.js';
import { limit } from './access.js';
import { NotJson, object, parseStrict } from './json.js';
import { Problem } from './problem.js';
import { publish, readDraft } from './publish.js';
import type { Realtime } from './realtime.js';
import type { Client } from './session.js';

/** Does what a message says; what is acknowledged of it. Throws a `Problem`. */
export async function command(realtime: Realtime, client: Client, message: string): Promise<Ack> {
  const { ref, draft } = read(message);
  // The others of the topic may have been closed already, and would not get it.
  const seconds = realtime.drain.remaining;
  if (seconds !== undefined) throw Problem.draining(seconds);
  limit(realtime, client.subject, client.address);
  const id = await publish(realtime, client.subject, client.topic, draft);
  return id ? { ref, id: `${id}` } : { ref };
}

function read(message: string) {
  try {
    const said = object(parseStrict(message));
    if (said.publish === undefined) throw new NotJson('the message here is `publish`');
    const published = object(said.publish);
    if (published.ref === undefined) throw new NotJson('`ref` is missing');
    return { ref: published.ref, draft: readDraft(published) };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw Problem.bad('bad-message', `The message is not what it must be: ${error.message}.`);
  }
}
