// Servers as processes: nodes of a generated project, Redis, and what may stand before them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The command that runs a generated project with every transport: `SERVER='node /path/to/dist/src/main.js' npm run browser`. */
function command() {
  const { SERVER } = process.env;
  if (SERVER === undefined)
    throw new Error('set SERVER to the command that runs a generated project with every transport');
  // In place of the shell, which reads the command: signals are for the server.
  return ['sh', ['-c', `exec ${SERVER}`]];
}

/** A port that is free now. */
export async function freePort() {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One node. It can be stopped, killed, and started again on the same port. */
export class Node {
  #process;

  constructor(t, port, settings) {
    this.port = port;
    this.settings = settings;
    t.after(() => this.stop('SIGKILL'));
  }

  static async start(t, settings = {}) {
    const node = new Node(t, await freePort(), settings);
    await node.start();
    return node;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const env = {
      PATH: process.env.PATH,
      ADDRESS: `127.0.0.1:${this.port}`,
      METRICS_ADDRESS: `127.0.0.1:${await freePort()}`,
      RATE_LIMIT: '0',
      DRAIN_SECONDS: '1',
      ...this.settings,
    };
    this.#process = spawn(...command(), { env, stdio: ['ignore', 'ignore', 'inherit'] });
    await ready(this.origin);
  }

  /** Ends the process, and waits until it has. */
  async stop(signal = 'SIGTERM') {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    this.#process.kill(signal);
    await once(this.#process, 'exit');
  }
}

async function ready(origin) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error(`nothing is ready at ${origin}`);
}

/** A Redis that writes everything down before it answers, as the shipped one does. */
export async function startRedis(t) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const settings = [
    '--port',
    port,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ];
  const redis = spawn('redis-server', [...settings, '--save', ''].map(String), { stdio: 'ignore' });
  t.after(async () => {
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  return `redis://127.0.0.1:${port}/`;
}

/** Passes connections on to the first of the nodes that takes them, in turn. */
export async function startBalancer(t, nodes) {
  let turn = 0;
  const open = new Set();
  const server = createTcpServer((client) => {
    turn += 1;
    const order = nodes.map((_, place) => nodes[(turn + place) % nodes.length]);
    passOn(client, order);
    open.add(client.on('close', () => open.delete(client)));
  });
  const port = await listen(t, server, open);
  return `http://127.0.0.1:${port}`;
}

function passOn(client, [node, ...others]) {
  client.on('error', () => {});
  if (node === undefined) return client.destroy();
  const server = connect(node.port, '127.0.0.1');
  server.once('connect', () => client.pipe(server).pipe(client));
  server.once('error', () => (server.connecting || server.bytesRead === 0 ? passOn(client, others) : client.destroy()));
  server.once('close', () => client.destroy());
  client.once('close', () => server.destroy());
}

/** A proxy of the kind that knows no `Upgrade`. */
export async function startOldProxy(t, node) {
  const open = new Set();
  const server = createHttpServer((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request({ host: '127.0.0.1', port: node.port, method, path: url, headers }, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answered.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.on('close', () => asked.destroyed && passed.destroyed);
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
  );
  server.on('connection', (socket) => open.add(socket.on('close', () => open.delete(socket))));
  const port = await listen(t, server, open);
  return `http://127.0.0.1:${port}`;
}

async function listen(t, server, open) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return server.address().port;
}
