// `POST /{feature}/replies`: a reply that is streamed, and that is the log of a topic of its own, so that a broken stream can be
// taken up again.

import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { reply as writeReply } from '../app/replies.js';
import { authorize, identify } from './access.js';
import { bodyOf } from './body.js';
import { Refusal } from './broker.js';
import type { Settings } from './config.js';
import { releasedIfRefused } from './connections.js';
import { Cursor } from './cursor.js';
import { END } from './event.js';
import { type Feature, Topic } from './feature.js';
import { type Json, NotJson, object, text } from './json.js';
import { keyOf } from './names.js';
import { LONGEST } from './pace.js';
import { Problem } from './problem.js';
import { append, digest } from './publish.js';
import type { Realtime } from './realtime.js';
import type { Handler } from './routes.js';
import { openStream } from './stream.js';
import { nameOf, type Subject } from './token.js';

/** What the topics of replies begin with. */
const PREFIX = 'reply:';
/** Before the next attempt to end a reply: milliseconds. */
const PAUSE = 500;
/** Replies that are written at once. */
const WRITERS = 1000;

const LATE: Json = { error: 'the reply was not written in time' };

let writers = 0;

/** Where the owner's code puts a reply. */
export class Reply {
  readonly topic: Topic;
  readonly #realtime: Realtime;

  constructor(realtime: Realtime, topic: Topic) {
    this.#realtime = realtime;
    this.topic = topic;
  }

  /** Adds an event to the reply. */
  async send(type: string, data: Json): Promise<void> {
    await append(this.#realtime, this.topic, { type, data: JSON.stringify(data) });
  }

  /** Ends the reply, as soon as the broker lets it. */
  async end(data: Json): Promise<void> {
    const { settings, log } = this.#realtime;
    const late = performance.now() + settings.replySeconds * 1000;
    while (performance.now() < late) {
      try {
        return await this.send(END, data);
      } catch (error) {
        const why = error instanceof Refusal ? error.why : undefined;
        // Another node may have been faster, which is as well.
        if (why === 'ended') return;
        if (why !== 'away') {
          return log.warn({ topic: this.topic.id, err: error }, 'a reply has no end');
        }
      }
      await setTimeout(PAUSE);
    }
  }
}

export const postReplies: Handler = async (realtime, feature, request, reply) => {
  const subject = await identify(realtime, request.raw);
  const release = realtime.connections.hold(realtime.metrics.of(feature, 'sse'));
  await releasedIfRefused(release, async () => {
    const question = bodyOf(request, readQuestion);
    const given = keyOf(question.key);
    const fresh = new Topic(feature, PREFIX + randomBytes(16).toString('hex'));
    authorize(subject, 'ask', fresh);
    const key = given && `a:${digest(new Topic(feature, PREFIX), subject, given)}`;
    const joined = key && (await realtime.broker.lookUp(key));
    const topic = joined
      ? new Topic(feature, joined)
      : await begin(realtime, subject, fresh, key, question.data);
    // From before its first event on, whoever began it.
    const kept = await keptOf(realtime, topic);
    if (!kept) throw Problem.notFound();
    const stream = await openStream(realtime, subject, topic, kept.birth, release);
    return stream ? stream(reply) : reply.code(204).send();
  });
  return reply;
};

function readQuestion(body: Json) {
  const question = object(body);
  const { data } = question;
  if (data === undefined) throw new NotJson('`data` is missing');
  return { data, key: text(question, 'key') };
}

/**
 * Has the owner's code write the reply, whether the client stays or not. Its key comes last, so that
 * nobody joins a reply that does not begin.
 */
async function begin(
  realtime: Realtime,
  subject: Subject,
  topic: Topic,
  key: string | undefined,
  data: Json,
): Promise<Topic> {
  const { broker, settings } = realtime;
  if (writers >= WRITERS) throw Problem.full();
  writers += 1;
  let begun = false;
  try {
    // Its record, so that who resumes finds where it began.
    const birth = (await broker.newest(topic, 0)).record.floor;
    const seconds = settings.replySeconds + lifetime(settings, topic);
    await broker.keep(ownerOf(topic), `${birth} ${subject.sub}`, seconds);
    const taken = key && (await broker.keep(key, topic.name, settings.keySeconds));
    // The same was asked for at the same moment.
    if (taken) return new Topic(topic.feature, taken);
    begun = true;
  } finally {
    if (!begun) writers -= 1;
  }
  void write(realtime, subject, topic, data)
    .catch((error: unknown) => realtime.log.error({ err: error }, 'a reply fails'))
    .finally(() => {
      writers -= 1;
    });
  return topic;
}

async function write(
  realtime: Realtime,
  subject: Subject,
  topic: Topic,
  data: Json,
): Promise<void> {
  const reply = new Reply(realtime, topic);
  const late = AbortSignal.timeout(Math.min(realtime.settings.replySeconds * 1000, LONGEST));
  const stopped = new Promise<'late'>((resolve) => {
    late.addEventListener('abort', () => resolve('late'), { once: true });
  });
  const writing = async () =>
    await writeReply(nameOf(subject), topic.feature.name, data, reply, late);
  const written = writing().then(
    () => null,
    (error: unknown): Json => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  const end = await Promise.race([written, stopped]);
  await reply.end(end === 'late' ? LATE : end);
}

/** What is kept of a reply beside its log: where that begins, and the subject that asked for it. */
async function keptOf(realtime: Realtime, topic: Topic) {
  const kept = await realtime.broker.lookUp(ownerOf(topic));
  const [, from = '', owner = ''] = /^(\S+) (.*)$/s.exec(kept ?? '') ?? [];
  const birth = Cursor.parse(from);
  return birth && { birth, owner };
}

/** Throws a `Problem` where a topic is a reply for somebody else. Where its writer is gone, it gets its end here. */
export async function mayReadReply(
  realtime: Realtime,
  subject: Subject,
  topic: Topic,
): Promise<void> {
  if (!isReply(topic)) return;
  const kept = await keptOf(realtime, topic);
  if (!kept) throw Problem.notFound();
  if (kept.owner !== subject.sub) {
    throw Problem.forbidden('not-allowed', 'A reply is read by who asked for it.');
  }
  const age = Date.now() - kept.birth.milliseconds;
  if (age > realtime.settings.replySeconds * 1000) await finish(realtime, topic);
}

/** Ends the replies that somebody here reads for longer than one may take: their writers are gone. */
export async function finishOverdue(realtime: Realtime): Promise<void> {
  const seconds = realtime.settings.replySeconds + 1;
  for (const topic of realtime.hub.heardFor(seconds, isReply)) {
    await finish(realtime, topic);
  }
}

async function finish(realtime: Realtime, topic: Topic): Promise<void> {
  if ((await realtime.broker.newest(topic, 0)).record.ended) return;
  try {
    await new Reply(realtime, topic).send(END, LATE);
  } catch (error) {
    if (!(error instanceof Refusal && error.why === 'ended')) throw error;
  }
}

/** Seconds for which a topic is kept after its last event: a reply for as long as the same may be asked for again. */
export function lifetime(settings: Settings, topic: Topic): number {
  const { historyTtl, replySeconds, keySeconds } = settings;
  return isReply(topic) ? Math.min(historyTtl, replySeconds + keySeconds) : historyTtl;
}

export function isReply({ feature, name }: { feature: Feature; name: string }): boolean {
  return feature.replies && name.startsWith(PREFIX);
}

/** Throws a `Problem` where a topic is a reply: only the owner's code writes one. */
export function checkWritable(topic: Topic): void {
  if (isReply(topic)) {
    throw Problem.forbidden('not-allowed', 'A reply is written by the server alone.');
  }
}

function ownerOf(topic: Topic): string {
  return `o:${topic.id}`;
}
