// What nodes tell each other over the channel.

import { Cursor } from '../cursor.js';
//% if binary
import { Event, type Passing, Relayed, Sign } from '../event.js';
//% elif sse or websocket
import { Event, type Passing, Sign } from '../event.js';
//% else
import { Event } from '../event.js';
//% endif
import { findFeature, Topic } from '../feature.js';
import type { Json } from '../json.js';

/** The version of the form. */
const VERSION = 1;

//% if sse or websocket
/** One announcement: an event behind the one before it, or what passes by. */
export type Announced =
  | { readonly topic: Topic; readonly prev: Cursor; readonly event: Event }
  | { readonly topic: Topic; readonly passing: Passing };
//% else
/** One announcement: an event behind the one before it. */
export type Announced = { readonly topic: Topic; readonly prev: Cursor; readonly event: Event };
//% endif

type Form = {
//% if binary
  readonly [name in 'feature' | 'topic' | 'prev' | 'id' | 'type' | 'sender']?: string;
//% else
  readonly [name in 'feature' | 'topic' | 'prev' | 'id' | 'type']?: string;
//% endif
} & {
  readonly v?: number;
  readonly data?: Json;
};

/** Reads an announcement; nothing where it is of another version, or of a topic that nobody hears. */
export function readAnnouncement(
  text: string,
  isHeard: (topic: Topic) => boolean,
): Announced | undefined {
  const form = parsed(text);
  const feature = findFeature(form?.feature ?? '');
  if (form?.v !== VERSION || !feature || form.topic === undefined) return undefined;
  const topic = new Topic(feature, form.topic);
  return isHeard(topic) ? announced(topic, form) : undefined;
}

function parsed(text: string): Form | undefined {
  try {
    return (JSON.parse(text) as Form | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function announced(topic: Topic, form: Form): Announced | undefined {
//% if binary
  const { type, data, sender } = form;
  if (sender !== undefined && typeof data === 'string') {
    return { topic, passing: new Relayed(Buffer.from(data, 'base64'), sender) };
  }
//% else
  const { type, data } = form;
//% endif
  if (type === undefined || data === undefined) return undefined;
  const line = { type, data: JSON.stringify(data) };
//% if sse or websocket
  if (form.id === undefined) {
    return { topic, passing: new Sign(topic.name, line, Date.now()) };
  }
//% endif
  const [id, prev] = [Cursor.parse(form.id ?? ''), Cursor.parse(form.prev ?? '')];
  return id && prev && { topic, prev, event: new Event(id, topic.name, line) };
}
//% if sse or websocket

/** What passes by, for other nodes. */
export function ofPassing({ feature, name }: Topic, passing: Passing): string {
  const head = `{"v":${VERSION},"feature":"${feature.name}","topic":"${name}"`;
//% if binary
  if (passing instanceof Relayed) {
    return `${head},"data":"${passing.bytes.toString('base64')}","sender":"${passing.sender}"}`;
  }
//% endif
  const { type, data } = passing.line;
  return `${head},"type":"${type}","data":${data}}`;
}
//% endif
