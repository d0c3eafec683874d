// The state of a topic: what a client is given that missed too much, or that has just come.

import type { Feature } from '../realtime/feature.js';
import type { Json } from '../realtime/json.js';
import type { History } from '../realtime/state.js';

//% if replay and skip
/**
 * Read it from where your data is. Until then: the newest event where events are whole states, and
 * else the last fifty.
 */
export async function state(feature: Feature, _topic: string, history: History): Promise<Json> {
  if (feature.missed === 'skip') {
    const [newest] = await history.newest(1);
    return newest?.data ?? null;
  }
  return await history.newest(50);
}
//% elif replay
/** Read it from where your data is. Until then: the last fifty events. */
export async function state(_feature: Feature, _topic: string, history: History): Promise<Json> {
  return await history.newest(50);
}
//% else
/** Read it from where your data is. Until then: the newest event, which is the whole state. */
export async function state(_feature: Feature, _topic: string, history: History): Promise<Json> {
  const [newest] = await history.newest(1);
  return newest?.data ?? null;
}
//% endif
