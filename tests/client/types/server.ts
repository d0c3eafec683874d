// A server that shares what goes over the wire with the client, and nothing else of it.

import type {
  Cursor,
  Draft,
  Json,
  KeptEvent,
  Missed,
  Page,
  Problem,
  Ready,
  RealtimeEvent,
  Receipt,
  SocketCommand,
  SocketMessage,
  Ticket,
  TopicState,
  Transport,
} from '../../client/realtime.js';
import type { Same } from './same.js';

true satisfies Same<Transport, 'websocket' | 'sse' | 'long-polling' | 'short-polling'>;
true satisfies Same<Missed, 'replay' | 'skip'>;

const json: Json = JSON.parse('{}');
if (typeof json === 'object' && json !== null && !Array.isArray(json)) json['name'] satisfies Json | undefined;
// @ts-expect-error: JSON has no functions
(() => {}) satisfies Json;

const kept: KeptEvent = { id: '1-0', topic: 'main', type: 'message', data: 'hello', at: '2025-11-22T10:00:00.000Z' };
const sign: RealtimeEvent = { topic: 'main', type: 'typing', data: null, at: '2025-11-22T10:00:00.000Z' };
// @ts-expect-error: what is kept has an id
sign satisfies KeptEvent;
// @ts-expect-error: absent is absent
({ ...sign, id: undefined }) satisfies RealtimeEvent;
// @ts-expect-error: an event has data
({ topic: 'main', type: 'typing' }) satisfies RealtimeEvent;

const cursor: Cursor = 'latest';
const page: Page = { events: [kept], cursor, reset: false, more: false, ended: false };
// @ts-expect-error: polls bring what is kept
({ ...page, events: [sign] }) satisfies Page;
// @ts-expect-error: a page says whether its topic has ended
({ events: [], cursor, reset: false, more: false }) satisfies Page;

({ state: [kept], cursor }) satisfies TopicState<KeptEvent[]>;
({ id: '1-0', topic: 'main', at: kept.at }) satisfies Receipt;
({ ticket: '0123', expires_in: 30 }) satisfies Ticket;
({ data: 'hello' }) satisfies Draft;
// @ts-expect-error: a message has data
({ type: 'message' }) satisfies Draft;

const problem = { type: 'about:blank', title: 'Conflict', status: 409, code: 'ended', detail: 'The topic has ended.' };
problem satisfies Problem;
// @ts-expect-error: it has a code, which stays
({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'The topic has ended.' }) satisfies Problem;

const ready: Ready = { topic: 'main', cursor, reset: false, heartbeat: 20 };
const said: SocketMessage[] = [
  { ready },
  { event: sign },
  { ack: { ref: 1 } },
  { error: { ref: '1', code: 'full', message: 'There are too many topics.', retry_after: 60 } },
  { reset: { cursor } },
  { heartbeat: {} },
];
// @ts-expect-error: there is no such message
said.push({ pong: {} });
// @ts-expect-error: it is the one of a `ref`
said.push({ ack: { id: '1-0' } });
// @ts-expect-error: a heartbeat says nothing
said.push({ heartbeat: { at: kept.at } });

({ publish: { ref: '1', data: 'hello', ephemeral: true } }) satisfies SocketCommand;
// @ts-expect-error: the answer names it by its `ref`
({ publish: { data: 'hello' } }) satisfies SocketCommand;
