// A page of an app with everything. What is wrong says so, or it would not compile.

import { app, type Feature, features } from '../client/features.js';
import {
  type Bytes,
  type Connection,
  type ConnectionState,
  connect,
  type Json,
  type KeptEvent,
  type Options,
  type Published,
  RealtimeError,
  type RealtimeEvent,
  type Snapshot,
  type Status,
  type Transport,
} from '../client/realtime.js';
import type { Same } from './same.js';

interface Message {
  text: string;
}

interface Board {
  cards: number;
}

const add = (_text: string) => {};

// As the README has it.
const { name, transports } = features[0];
const first = connect({ url: location.origin, feature: name, topic: 'main', transports, onEvent: console.log });
await first.publish('hello');
app satisfies string;
for (const feature of features) {
  true satisfies Same<typeof feature, Feature>;
  connect({ feature: feature.name, transports: feature.transports });
}
// @ts-expect-error: the server knows how often to poll
features[0].pollSeconds;

// The types that a page gives are those that it gets.
const chat = connect<Message, Board>({
  feature: 'chat',
  transports: ['websocket', 'sse', 'long-polling', 'short-polling'],
  token: async () => sessionStorage.getItem('token') ?? undefined,
  cursor: sessionStorage.getItem('cursor'),
  onEvent: (event) => {
    true satisfies Same<typeof event, RealtimeEvent<Message>>;
    add(event.data.text);
    // @ts-expect-error: an ephemeral event has no id
    add(event.id);
    // @ts-expect-error: bytes do not say when
    add(event.at);
    // @ts-expect-error: messages have none
    add(event.data.title);
    // @ts-expect-error: an event is what it is
    event.type = 'end';
  },
  onSnapshot: (snapshot) => {
    true satisfies Same<typeof snapshot, Snapshot<Board>>;
    snapshot.state.cards.toFixed();
    // @ts-expect-error: it is the state's
    snapshot.cards;
  },
  onState: (state) => {
    true satisfies Same<typeof state, ConnectionState>;
    true satisfies Same<typeof state.transport, Transport>;
    // @ts-expect-error: a status is one of those that there are
    if (state.status === 'opened') close();
    // @ts-expect-error: it may be well
    add(state.error.message);
  },
});
true satisfies Same<typeof chat, Connection<Message>>;
const published = await chat.publish({ text: 'hello' }, { type: 'note', key: 'note-1', ephemeral: false });
true satisfies Same<typeof published, Published>;
// @ts-expect-error: what is only passed on has no id
add(published.id);
// @ts-expect-error: a message has a text
chat.publish('hello');
// @ts-expect-error: it is yes or no
chat.publish({ text: 'hello' }, { ephemeral: 'yes' });
// @ts-expect-error: a key is a text
chat.publish({ text: 'hello' }, { key: 1 });
// @ts-expect-error: there is something to publish
chat.publish();
// @ts-expect-error: it is not what another page is connected to
chat satisfies Connection<Board>;

// What a handler takes is what it is told.
const handled = connect({ feature: 'chat', transports, onEvent: (_event: RealtimeEvent<Message>) => {} });
true satisfies Same<typeof handled, Connection<Message>>;
// @ts-expect-error: the events are others
connect<Board>({ feature: 'chat', transports, onEvent: (_event: RealtimeEvent<Message>) => {} });

// Options.
// @ts-expect-error: there is no such transport
connect({ feature: 'chat', transports: ['pigeon'] });
// @ts-expect-error: it takes one
connect({ feature: 'chat', transports: [] });
// @ts-expect-error: which feature?
connect({ transports });
// @ts-expect-error: over what?
connect({ feature: 'chat' });
// @ts-expect-error: it is `onEvent`
connect({ feature: 'chat', transports, onMessage: add });
// @ts-expect-error: a token is a text
connect({ feature: 'chat', transports, token: 5 });
connect({ feature: 'chat', transports, url: undefined, topic: undefined, token: undefined, cursor: undefined });
({ feature: 'chat', transports: ['sse'] }) satisfies Options;

// Where a page does not say what it gets, that is JSON or bytes, and what it sends as well.
const any = connect({
  feature: 'chat',
  transports,
  onEvent: ({ data }) => true satisfies Same<typeof data, Json | ArrayBuffer>,
  onSnapshot: ({ state }) => true satisfies Same<typeof state, Json>,
});
any.publish({ text: ['hello', 1, true, null] });
// @ts-expect-error: nothing is no message
any.publish(undefined);
// @ts-expect-error: JSON has no functions
any.publish({ text: () => 'hello' });
// @ts-expect-error: nor dates
any.publish({ on: new Date() });

// Bytes.
const voice = connect<ArrayBuffer>({ feature: 'voice', transports: ['websocket'] });
voice.publish(new Uint8Array(3));
voice.publish(new ArrayBuffer(3));
new DataView(new ArrayBuffer(3)) satisfies Bytes;
// @ts-expect-error: a frame has no place for a key
voice.publish(new Uint8Array(3), { key: 'three' });
// @ts-expect-error: a socket takes no shared memory
voice.publish(new Uint8Array(new SharedArrayBuffer(3)));

// Replies.
const answers = connect<string>({ feature: 'answers', transports: ['sse'] });
const reply = answers.ask('why?', { key: 'why', signal: AbortSignal.timeout(5), onReset: () => {} });
for await (const event of reply) {
  true satisfies Same<typeof event, KeptEvent<string>>;
  add(event.id);
  add(event.at);
}
answers.ask<Message>({ text: 'why?' });
// @ts-expect-error: a message has a text
answers.ask<Message>('why?');
// @ts-expect-error: nothing is no question
answers.ask(undefined);
// @ts-expect-error: a question has no type
answers.ask('why?', { type: 'question' });

// What goes wrong.
try {
  await chat.publish({ text: 'hello' });
} catch (error) {
  if (error instanceof RealtimeError) {
    true satisfies Same<typeof error.code, string>;
    true satisfies Same<typeof error.status, number | undefined>;
    true satisfies Same<typeof error.refused, boolean>;
    // @ts-expect-error: the server may not ask for a pause
    error.retryAfter.toFixed();
    // @ts-expect-error: it is not for the page to say
    error.refused = false;
  }
}
new RealtimeError('closed', { code: 'closed', status: undefined, cause: 'none' }) satisfies Error;
// @ts-expect-error: it says what is wrong
new RealtimeError();
const said: Record<Status, string> = {
  idle: '',
  connecting: '',
  open: '',
  waiting: '',
  paused: '',
  ended: '',
  refused: '',
  closed: '',
};
// @ts-expect-error: there is no such status
said.opened;
chat.close();
// @ts-expect-error: there is nothing more to say
chat.close('bye');
