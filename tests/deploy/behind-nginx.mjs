// Holds the nginx.conf of a generated project to what it promises: the real nginx in front of two nodes on a real Redis, as the
// project's own scripts/cluster starts them.
//
//   node tests/deploy/behind-nginx.mjs PROJECT
//
// PROJECT is generated from tests/deploy/app.toml, with Redis.

import { strict as assert } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from './client.mjs';

const project = process.argv[2];
const kept = join(project, '.cluster');
const SECRET = 'do-not-log-me';
const HELLO = { data: 'hello' };

/** The cluster, once it says where it is. */
async function start(limit) {
  const environment = { ...process.env, DRAIN_SECONDS: '3', RATE_LIMIT: String(limit) };
  const cluster = spawn('scripts/cluster', ['--port', '18100'], { cwd: project, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => cluster.on('close', resolve));
  const stop = () => {
    cluster.kill();
    return closed;
  };
  let said = '';
  for await (const chunk of cluster.stdout) {
    said += chunk;
    const url = said.match(/^http:\/\/(.+)\/$/m);
    if (url) return { said, client: new Client(url[1]), stop };
  }
  throw new Error(`the cluster did not start:\n${said}`);
}

const NO_LIMIT = 0;
const { said, client, stop } = await start(NO_LIMIT);

/** Publishes to a topic of a feature. */
async function publish(feature, topic, data = 'hello') {
  const answer = await client.post(`/${feature}/events?topic=${topic}`, { data });
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.body.match(/\{.*\}/)[0]).id;
}

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const checks = {
  async 'each event of a stream arrives before the next is published'() {
    const stream = client.open('GET', '/feed/stream?topic=one-by-one');
    await stream.until('event: ready');
    for (let at = 0; at < 5; at++) {
      await publish('feed', 'one-by-one', `number ${at}`);
      await stream.until(`"number ${at}"`);
    }
    stream.close();
  },

  async 'a reply arrives piece by piece'() {
    const body = JSON.stringify({ data: 'one two three four' });
    const reply = client.open('POST', '/answers/replies', { body });
    await reply.until('"data":"one ');
    assert(!reply.text.includes('event: end'), reply.text);
    await reply.until('event: end');
    reply.close();
  },

  async 'a socket is upgraded and carries events'() {
    const socket = client.open('GET', '/chat/socket?topic=upgraded', { headers: UPGRADE });
    await socket.until('{"ready":');
    assert.equal(socket.status, 101);
    await publish('chat', 'upgraded');
    await socket.until('"data":"hello"');
    socket.close();
  },

  async 'nothing but a socket is upgraded'() {
    const answer = client.open('GET', '/chat/state', { headers: UPGRADE });
    await answer.until('"cursor"');
    assert.equal(answer.status, 200);
    answer.close();
  },

  async 'streams on both nodes get what either is told'() {
    const streams = Array.from({ length: 8 }, () => client.open('GET', '/feed/stream?topic=both'));
    await Promise.all(streams.map((stream) => stream.until('event: ready')));
    for (const data of ['first', 'second', 'third', 'fourth']) await publish('feed', 'both', data);
    await Promise.all(streams.map((stream) => stream.until('"fourth"')));
    for (const stream of streams) stream.close();
    await sleep(500);
    const nodes = requests().filter(({ path, status }) => path === '/feed/stream' && status === 200).map(({ node }) => node);
    assert.equal(new Set(nodes).size, 2, nodes.join(' '));
  },

  async 'polls of one cursor at one moment ask a node once, and the rest get its answer'() {
    const id = await publish('board', 'cached');
    const path = `/board/events?topic=cached&after=${id}`;
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.get(path)));
    const cache = answers.map((answer) => answer.header('x-cache-status'));
    assert(answers.every((answer) => answer.status === 200));
    assert.equal(cache.filter((status) => status === 'MISS').length, 1, cache.join(' '));
    assert(cache.every((status) => status === 'MISS' || status === 'HIT'), cache.join(' '));
    assert.match(answers[0].header('cache-control'), /^public, max-age=0, s-maxage=[1-9]/);
  },

  async 'a cached poll is not sent again to who has it'() {
    const path = '/board/events?topic=not-modified';
    const first = await client.get(path);
    const again = await client.get(path, { 'If-None-Match': first.header('etag') });
    assert.equal(again.status, 304);
    assert.equal(again.header('x-cache-status'), 'HIT');
    assert.equal(again.header('etag'), first.header('etag'));
    assert(again.header('x-poll-interval'));
  },

  async 'what a token may read is asked for, and kept for nobody'() {
    const path = '/board/events?topic=secret';
    for (const status of ['BYPASS', 'BYPASS']) {
      const answer = await client.get(path, { Authorization: 'Bearer nobody' });
      assert.equal(answer.header('x-cache-status'), status);
    }
    assert.equal((await client.get(path)).header('x-cache-status'), 'MISS');
  },

  async 'polls that are for one client are not cached'() {
    const paths = ['/job/events?topic=private&wait=1', '/answers/events?topic=private'];
    for (const path of paths) {
      const answer = await client.get(path);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.header('x-cache-status'), undefined);
      assert.match(answer.header('cache-control'), /no-(store|cache)/);
    }
  },

  async 'a waiting poll is answered when something comes'() {
    const id = await publish('job', 'waits', 'before');
    const poll = client.open('GET', `/job/events?topic=waits&after=${id}&wait=20`);
    await publish('job', 'waits');
    await poll.until('"data":"hello"');
    poll.close();
  },

  async 'pages of this very host and port may publish, others may not'() {
    const own = await client.post('/chat/events?topic=origin', HELLO, { Origin: `http://${client.host}` });
    const foreign = await client.post('/chat/events?topic=origin', HELLO, { Origin: 'http://127.0.0.1:1' });
    assert.deepEqual([own.status, foreign.status], [201, 403]);
  },

  async 'a message that is too large is refused by the server, in its words'() {
    const answer = await client.post('/chat/events', { data: 'x'.repeat(70_000) });
    assert.equal(answer.status, 413);
    assert.equal(answer.header('content-type'), 'application/problem+json');
  },

  async 'over TLS and HTTP/2, streams arrive and plain requests are sent on'() {
    const { nginx, tls, plain } = await startTls();
    try {
      const session = connectHttp2(`https://127.0.0.1:${tls}`, { rejectUnauthorized: false });
      const stream = session.request({ ':path': '/feed/stream?topic=tls' });
      stream.setEncoding('utf8');
      let text = '';
      const seen = (async () => {
        for await (const chunk of stream) {
          text += chunk;
          if (text.includes('event: ready') && !text.includes('hello')) await publish('feed', 'tls');
          if (text.includes('"data":"hello"')) return;
        }
        throw new Error(`the stream ended:\n${text}`);
      })();
      await seen;
      session.destroy();
      const moved = await new Client(`127.0.0.1:${plain}`).get('/chat/state?topic=x');
      assert.equal(moved.status, 301);
      assert.equal(moved.header('location'), 'https://127.0.0.1/chat/state?topic=x');
    } finally {
      nginx.kill();
    }
  },

  async 'while a node drains, and when it is gone, the other one answers'() {
    const node = Number(said.match(/node-1 \S+ \(process (\d+)\)/)[1]);
    process.kill(node, 'SIGTERM');
    const ends = Date.now() + 5000;
    let asked = 0;
    for (; Date.now() < ends; asked++) {
      const answer = await client.get('/chat/state?topic=drained');
      assert.equal(answer.status, 200, `request ${asked}: ${answer.text}`);
      await sleep(10);
    }
    const tried = requests().filter(({ node_status }) => node_status.includes(','));
    assert(tried.some(({ node_status }) => node_status === '503, 200'), 'no request met a node that drains');
    assert(tried.some(({ node_status }) => node_status === '502, 200'), 'no request met a node that is gone');
  },

  async 'no log has a query'() {
    await client.get(`/feed/stream?ticket=${SECRET}&topic=no/topic`, { Referer: `http://${client.host}/?token=${SECRET}` });
    await client.get(`/job/events?ticket=${SECRET}&wait=none`);
    await sleep(500);
    assert(requests().length > 100);
    for (const name of ['requests.log', 'nginx.log', 'node-1.log', 'node-2.log']) {
      const log = readFileSync(join(kept, name), 'utf8');
      assert(!log.includes(SECRET) && !log.includes('topic='), `${name} has a query`);
    }
  },
};

/** What nginx logged of its requests. */
function requests() {
  const lines = readFileSync(join(kept, 'requests.log'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Another nginx, with the project's TLS settings and a certificate of its own, before the same nodes. */
async function startTls() {
  const [tls, plain, front] = [18190, 18191, 18192];
  const folder = join(kept, 'with-tls');
  mkdirSync(join(folder, 'tls'), { recursive: true });
  const certificate = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem'), '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...certificate], { stdio: 'ignore' });
  const main = readFileSync(join(kept, 'nginx.conf'), 'utf8').replace(`listen ${client.host}`, `listen 127.0.0.1:${front}`);
  const shipped = readFileSync(join(project, 'deploy/tls.conf'), 'utf8').replaceAll('/etc/nginx/certificates/', '');
  const here = shipped.replace('listen 8443', `listen 127.0.0.1:${tls}`).replaceAll('8081', String(plain)).replace(`listen ${plain}`, `listen 127.0.0.1:${plain}`);
  writeFileSync(join(folder, 'nginx.conf'), main);
  writeFileSync(join(folder, 'tls/tls.conf'), here);
  const asRoot = process.getuid() === 0 ? 'user root;' : '';
  const nginx = spawn('nginx', ['-p', `${folder}/`, '-e', 'nginx.log', '-c', 'nginx.conf', '-g', `daemon off; ${asRoot}`], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'inherit',
  });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await new Client(`127.0.0.1:${plain}`).get('/').catch(() => undefined);
    if (answer?.status === 301) return { nginx, tls, plain };
    await sleep(100);
  }
  nginx.kill();
  throw new Error('nginx with TLS did not start');
}

/** For a cluster that lets one request a second pass. */
const limited = {
  async 'nobody is another client by claiming another address'({ client }) {
    const claims = Array.from({ length: 50 }, (_, at) => client.get('/chat/state', { 'X-Forwarded-For': `198.51.100.${at}` }));
    const statuses = (await Promise.all(claims)).map((answer) => answer.status);
    assert(statuses.includes(429), statuses.join(' '));
  },
};

const results = [];

/** Runs checks one after the other. */
async function run(checks, cluster) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(cluster);
      results.push(true);
      console.log(`${name}: passed`);
    } catch (error) {
      results.push(false);
      console.error(`${name}: failed\n${error.stack}`);
    }
  }
}

await run(checks);
await stop();
const slow = await start(1);
await run(limited, slow);
await slow.stop();

const passed = results.filter(Boolean).length;
console.log(`behind nginx: ${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed === results.length ? 0 : 1;
