// `POST /{feature}/events`, and what a socket publishes.

import { createHash } from 'node:crypto';

import type { Receipt } from '../../client/realtime.js';
import { accept, Refused } from '../app/messages.js';
import { authorize, identify } from './access.js';
import { bodyOf } from './body.js';
import type { Cursor } from './cursor.js';
//% if sse or websocket
import { END, type Line, line, Sign, written } from './event.js';
//% else
import { END, type Line, line, written } from './event.js';
//% endif
import type { Topic } from './feature.js';
import { type Json, NotJson, object, text } from './json.js';
import { isType, keyOf, topicOf } from './names.js';
import { Problem } from './problem.js';
import { readQuery } from './query.js';
import type { Realtime } from './realtime.js';
//% if replies
import { checkWritable } from './replies.js';
//% endif
import type { Handler } from './routes.js';
import { covers, nameOf, type Subject } from './token.js';

//% if websocket
/** A message as clients write it. */
export interface Draft {
//% else
/** A message as clients write it. */
interface Draft {
//% endif
  readonly type: string;
  readonly data: Json;
  readonly key: string | undefined;
  readonly ephemeral: boolean;
}

//% if websocket
/** Reads a message; throws `NotJson` where it has another shape. */
export function readDraft(body: Json): Draft {
//% else
/** Reads a message; throws `NotJson` where it has another shape. */
function readDraft(body: Json): Draft {
//% endif
  const draft = object(body);
  const { data, ephemeral = false } = draft;
  if (data === undefined) throw new NotJson('`data` is missing');
  if (typeof ephemeral !== 'boolean') throw new NotJson('`ephemeral` is true or false');
  return { type: text(draft, 'type') ?? 'message', data, key: text(draft, 'key'), ephemeral };
}

export const postEvents: Handler = async (realtime, feature, request, reply) => {
  const subject = await identify(realtime, request.raw);
  const topic = topicOf(feature, readQuery(request.query).topic);
  const draft = bodyOf(request, readDraft);
  const id = await publish(realtime, subject, topic, draft);
  reply.header('cache-control', 'no-store');
  if (!id) return reply.code(202).send();
  const receipt: Receipt = { id: `${id}`, topic: topic.name, at: written(id.milliseconds) };
  return reply.code(201).send(receipt);
};

/** Publishes a message for a subject: its id, or nothing where it has none because it passes by. Throws a `Problem`. */
//% if websocket
export async function publish(
//% else
async function publish(
//% endif
  realtime: Realtime,
  subject: Subject,
  topic: Topic,
  draft: Draft,
): Promise<Cursor | undefined> {
  authorize(subject, 'write', topic);
//% if replies
  checkWritable(topic);
//% endif
  const { type, data, ephemeral } = draft;
  if (!isType(type)) {
    throw Problem.bad('bad-type', 'A type is a small letter and up to 63 of a-z 0-9 . _ -');
  }
  if (type === END) checkEnd(subject, topic, ephemeral);
  const key = keyOf(draft.key);
  const name = nameOf(subject);
  const message = await accept(name, topic.feature.name, topic.name, { type, data }).catch(
    (error: unknown) => {
      throw error instanceof Refused ? Problem.forbidden('refused', error.message) : error;
    },
  );
//% if sse or websocket
  if (ephemeral) {
    await realtime.broker.pass(topic, new Sign(topic.name, line(message), Date.now()));
    return undefined;
  }
//% else
  // Nobody is there who could hear it: polls get what is kept.
  if (ephemeral) return undefined;
//% endif
  return await append(realtime, topic, line(message), key && digest(topic, subject, key));
}

/** Adds a message to a topic's log; where its key was used, gives the id that it had then. */
//% if replies
export async function append(
  realtime: Realtime,
  topic: Topic,
  line: Line,
  key?: string,
): Promise<Cursor> {
//% else
async function append(realtime: Realtime, topic: Topic, line: Line, key?: string): Promise<Cursor> {
//% endif
  const { id, fresh } = await realtime.broker.publish(topic, line, key);
  if (fresh) realtime.metrics.published(topic.feature);
  return id;
}

/** Only a token that says so ends a topic. */
function checkEnd(subject: Subject, topic: Topic, ephemeral: boolean): void {
  if (ephemeral) throw Problem.bad('bad-type', 'The end of a topic is not ephemeral.');
  if (!subject.write || !covers(subject.write, topic.feature.name, topic.name)) {
    throw Problem.forbidden('not-allowed', 'Only a token with `write` may end a topic.');
  }
}

/** What stands for a key in the broker. */
//% if replies
export function digest(topic: Topic, subject: Subject, key: string): string {
//% else
function digest(topic: Topic, subject: Subject, key: string): string {
//% endif
  const parts = [topic.feature.name, topic.name, subject.sub, key];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
