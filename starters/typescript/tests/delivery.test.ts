// What is published arrives, on each transport of the app.

import { test } from 'node:test';

import { Server } from './support.js';

/** A test with a server of its own. */
function on(name: string, check: (server: Server) => Promise<void>): void {
  test(name, async () => {
    const server = await Server.start();
    try {
      await check(server);
    } finally {
      await server.stop();
    }
  });
}

//% if short_polling
on('a poll gets what was published', async (server) => {
  const feature = '«(features | selectattr("short_polling") | first).name»';
  await server.publish(feature, 'hello');
  await server.get(`/${feature}/events?after=oldest`).until('"data":"hello"');
});

//% endif
//% if long_polling
on('a waiting poll is answered when something is published', async (server) => {
  const feature = '«(features | selectattr("long_polling") | first).name»';
  const answer = await server.get(`/${feature}/events?wait=1`).until('","reset"');
  const cursor = answer.split('"').at(-4) ?? '';
  const poll = server.get(`/${feature}/events?after=${cursor}&wait=25`);
  await server.publish(feature, 'hello');
  await poll.until('"data":"hello"');
});

//% endif
//% if sse
on('a stream carries what is published', async (server) => {
  const feature = '«(features | selectattr("sse") | first).name»';
  const stream = server.get(`/${feature}/stream`);
  await stream.until('event: ready');
  await server.publish(feature, 'hello');
  await stream.until('"data":"hello"');
});

//% endif
//% if websocket
on('a socket carries what is published', async (server) => {
  const feature = '«(features | selectattr("websocket") | first).name»';
  const socket = server.openSocket(`/${feature}/socket`);
  await socket.until('{"ready":');
  await server.publish(feature, 'hello');
  await socket.until('"data":"hello"');
});

//% endif
//% if replies
on('a request is replied to until the end', async (server) => {
  const feature = '«(features | selectattr("replies") | first).name»';
  const reply = server.post(`/${feature}/replies`, { data: 'hello' });
  await reply.until('event: ready');
  await reply.until('event: end');
});

//% endif
on('nobody reads without a token where there is a key', async (server) => {
  await server.get('/«features[0].name»/state', {}).until('HTTP/1.1 401');
});
