// The server's life.

import { setTimeout } from 'node:timers/promises';

import type { Logger } from 'pino';

//% if redis
import type { Broker } from './broker.js';
//% endif
import { type Address, BadSetting, readSettings, type Settings } from './config.js';
//% if long_polling or sse or websocket
import { Connections } from './connections.js';
//% endif
import { Drain } from './drain.js';
//% if long_polling or sse or websocket
import { Hub } from './hub.js';
//% endif
import { fit } from './limits.js';
import { startLog } from './logging.js';
import { Memory } from './memory.js';
import { Metrics } from './metrics.js';
import { Rates } from './rates.js';
import type { Realtime } from './realtime.js';
//% if redis
import { Redis } from './redis/redis.js';
//% endif
//% if replies
import { finishOverdue } from './replies.js';
//% endif
import { privateServer, publicServer } from './serve.js';

/** After the drain: milliseconds. */
const GRACE = 200;

/** Connections that wait to be taken in, at most: after a break all clients come back at once. The operating system may allow fewer (`net.core.somaxconn`). */
const WAITING = 4096;

/** Runs the server until it is told to stop; gives the exit code. */
export async function run(): Promise<number> {
  const log = startLog(process.env);
  try {
    await live(log);
    return 0;
  } catch (error) {
    if (error instanceof BadSetting) log.error(error.message);
    else log.error({ err: error }, 'the server stops');
    return 1;
  }
}

async function live(log: Logger): Promise<void> {
  // From before anybody can see that this runs: a signal that nobody waits for ends it at once.
  const stop = toldToStop();
  const settings = await readSettings(process.env);
  fit(settings, log);
  const realtime = assemble(settings, log);
  const { address, metricsAddress } = settings;
  if (metricsAddress) await listen(privateServer(realtime), metricsAddress, 'METRICS_ADDRESS');
  // Last, and said at once: who finds the server serving finds this in its log.
  const server = await listen(publicServer(realtime), address, 'ADDRESS');
  // Not what was asked for, where that was any free port.
  const bound = server.listeningOrigin.replace('http://', '');
  log.info({ address: bound, signed: settings.key !== undefined }, 'listening');
  const sweeper = setInterval(() => sweep(realtime), 1000);
  await stop;
  log.info({ seconds: settings.drainSeconds }, 'draining');
  realtime.drain.begin();
  // What closed last may not have left yet.
  await setTimeout(settings.drainSeconds * 1000 + GRACE);
  clearInterval(sweeper);
  log.info('stopped');
}

function assemble(settings: Settings, log: Logger): Realtime {
//% if long_polling or sse or websocket
  const hub = new Hub(settings);
//% endif
  const metrics = new Metrics();
//% if redis and (long_polling or sse or websocket)
  const broker: Broker = settings.redisUrl
    ? new Redis(settings.redisUrl, settings, hub, log)
    : new Memory(settings, hub, metrics);
//% elif redis
  const broker: Broker = settings.redisUrl
    ? new Redis(settings.redisUrl, settings, log)
    : new Memory(settings, metrics);
//% elif long_polling or sse or websocket
  const broker = new Memory(settings, hub, metrics);
//% else
  const broker = new Memory(settings, metrics);
//% endif
  return {
    settings,
//% if long_polling or sse or websocket
    hub,
    connections: new Connections(settings.maxConnections),
//% endif
    broker,
    metrics,
    rates: new Rates(settings.rateLimit),
    drain: new Drain(settings.drainSeconds),
    log,
  };
}

async function listen(
  server: ReturnType<typeof publicServer>,
  address: Address,
  name: string,
): Promise<typeof server> {
  try {
    await server.listen({ ...address, backlog: WAITING });
  } catch (error) {
    const { host, port } = address;
    throw new BadSetting(
      `${name} ${host}:${port} cannot be listened on: ${(error as Error).message}`,
    );
  }
  return server;
}

function sweep(realtime: Realtime): void {
  realtime.broker.sweep();
  realtime.rates.sweep();
//% if replies
  finishOverdue(realtime).catch((error: unknown) => {
    realtime.log.debug({ err: error }, 'a reply could not be ended yet');
  });
//% endif
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}
