// `GET /{feature}/state`: a topic's state, from the owner's own code.

import type { KeptEvent, TopicState } from '../../client/realtime.js';
import { state } from '../app/state.js';
import { identify, mayRead } from './access.js';
import type { Cursor } from './cursor.js';
import type { Topic } from './feature.js';
import { topicOf } from './names.js';
import { readQuery } from './query.js';
import type { Realtime } from './realtime.js';
import type { Handler } from './routes.js';

/** An event as it is kept, which is JSON. */
export type Kept = Pick<KeptEvent, keyof KeptEvent>;

/** The log of one topic, for the owner's code. */
export class History {
  readonly #realtime: Realtime;
  readonly #topic: Topic;
  /** Up to where the state is asked for. */
  readonly #until: Cursor;

  constructor(realtime: Realtime, topic: Topic, until: Cursor) {
    this.#realtime = realtime;
    this.#topic = topic;
    this.#until = until;
  }

  /** The newest events that are kept, up to where the client will go on, oldest of them first. */
  async newest(count: number): Promise<Kept[]> {
    const { events } = await this.#realtime.broker.newest(this.#topic, count);
    const seen = events.filter((event) => !this.#until.isBefore(event.id));
    return seen.map((event) => JSON.parse(event.json) as Kept);
  }
}

export const getState: Handler = async (realtime, feature, request, reply) => {
  const query = readQuery(request.query);
  const subject = await identify(realtime, request.raw);
  const topic = topicOf(feature, query.topic);
//% if replies
  await mayRead(realtime, subject, topic);
//% else
  mayRead(subject, topic);
//% endif
  // Before the state is read: what comes in between is then delivered once more, and not lost.
  const cursor = (await realtime.broker.newest(topic, 0)).record.last;
  const found = await state(feature, topic.name, new History(realtime, topic, cursor));
  return reply
    .header('cache-control', 'private, no-store')
    .send({ state: found, cursor: `${cursor}` } satisfies TopicState);
};
