// What every request needs.

import type { Logger } from 'pino';

import type { Broker } from './broker.js';
import type { Settings } from './config.js';
//% if long_polling or sse or websocket
import type { Connections } from './connections.js';
//% endif
import type { Drain } from './drain.js';
//% if long_polling or sse or websocket
import type { Hub } from './hub.js';
//% endif
import type { Metrics } from './metrics.js';
import type { Rates } from './rates.js';

export interface Realtime {
  readonly settings: Settings;
//% if long_polling or sse or websocket
  readonly hub: Hub;
//% endif
  readonly broker: Broker;
  readonly metrics: Metrics;
  readonly rates: Rates;
//% if long_polling or sse or websocket
  readonly connections: Connections;
//% endif
  readonly drain: Drain;
  readonly log: Logger;
}
