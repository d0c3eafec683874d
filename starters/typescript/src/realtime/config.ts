// Settings, from the environment. `.env.example` lists them.

import { BlockList, isIP, isIPv6 } from 'node:net';

import { Key } from './token.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Settings {
  readonly address: Address;
  /** Absent: no metrics. */
  readonly metricsAddress: Address | undefined;
  /** What tokens are verified with; absent: everybody is anonymous. */
  readonly key: Key | undefined;
  readonly allowAnonymous: boolean;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: BlockList;
  readonly demo: boolean;
//% if redis
  readonly redisUrl: string | undefined;
  readonly redisPrefix: string;
//% endif
//% if sse or websocket
  readonly heartbeatSeconds: number;
//% endif
  readonly keySeconds: number;
//% if tickets
  readonly ticketSeconds: number;
//% endif
//% if replies
  readonly replySeconds: number;
//% endif
  readonly drainSeconds: number;
  readonly maxMessageBytes: number;
  /** What is more than the operating system allows is lowered. */
  maxConnections: number;
//% if long_polling or sse or websocket
  readonly queueLength: number;
  readonly queueBytes: number;
//% endif
  readonly historyLength: number;
  readonly historyBytes: number;
  readonly historyTtl: number;
  readonly maxTopics: number;
  readonly maxKeys: number;
  /** Requests and messages a second; 0: as many as there are. */
  readonly rateLimit: number;
}

/** Thrown where a setting is wrong: one sentence that names it. */
export class BadSetting extends Error {}

//% if redis
/** What the keys in Redis begin with unless `REDIS_PREFIX` says otherwise. */
const APP = '«settings.REDIS_PREFIX.usual»';
//% endif

/** Reads the settings; throws `BadSetting`. */
export async function readSettings(variables: NodeJS.ProcessEnv): Promise<Settings> {
  const read = new Reader(variables);
  const lower = (names: string[]) => names.map((name) => name.toLowerCase());
  const settings: Settings = {
    address: read.address('ADDRESS', '«settings.ADDRESS.usual»'),
    metricsAddress: read.isEmptied('METRICS_ADDRESS')
      ? undefined
      : read.address('METRICS_ADDRESS', '«settings.METRICS_ADDRESS.usual»'),
    key: await read.key(),
    allowAnonymous: read.yesNo('ALLOW_ANONYMOUS', «settings.ALLOW_ANONYMOUS.usual»),
    allowedHosts: lower(read.list('ALLOWED_HOSTS')),
    allowedOrigins: lower(read.list('ALLOWED_ORIGINS')),
    trustedProxies: read.networks('TRUSTED_PROXIES'),
    demo: read.yesNo('DEMO', «settings.DEMO.usual»),
//% if redis
    redisUrl: read.redis('REDIS_URL'),
    redisPrefix: read.text('REDIS_PREFIX') ?? APP,
//% endif
//% if sse or websocket
    heartbeatSeconds: read.number('HEARTBEAT_SECONDS', «settings.HEARTBEAT_SECONDS.usual», «settings.HEARTBEAT_SECONDS.least», «settings.HEARTBEAT_SECONDS.most»),
//% endif
    keySeconds: read.number('KEY_SECONDS', «settings.KEY_SECONDS.usual», «settings.KEY_SECONDS.least», «settings.KEY_SECONDS.most»),
//% if tickets
    ticketSeconds: read.number('TICKET_SECONDS', «settings.TICKET_SECONDS.usual», «settings.TICKET_SECONDS.least», «settings.TICKET_SECONDS.most»),
//% endif
//% if replies
    replySeconds: read.number('REPLY_SECONDS', «settings.REPLY_SECONDS.usual», «settings.REPLY_SECONDS.least», «settings.REPLY_SECONDS.most»),
//% endif
    drainSeconds: read.number('DRAIN_SECONDS', «settings.DRAIN_SECONDS.usual», «settings.DRAIN_SECONDS.least», «settings.DRAIN_SECONDS.most»),
    maxMessageBytes: read.number('MAX_MESSAGE_BYTES', «settings.MAX_MESSAGE_BYTES.usual», «settings.MAX_MESSAGE_BYTES.least», «settings.MAX_MESSAGE_BYTES.most»),
    maxConnections: read.number('MAX_CONNECTIONS', «settings.MAX_CONNECTIONS.usual», «settings.MAX_CONNECTIONS.least», «settings.MAX_CONNECTIONS.most»),
//% if long_polling or sse or websocket
    queueLength: read.number('QUEUE_LENGTH', «settings.QUEUE_LENGTH.usual», «settings.QUEUE_LENGTH.least», «settings.QUEUE_LENGTH.most»),
    queueBytes: read.number('QUEUE_BYTES', «settings.QUEUE_BYTES.usual», «settings.QUEUE_BYTES.least», «settings.QUEUE_BYTES.most»),
//% endif
    historyLength: read.number('HISTORY_LENGTH', «settings.HISTORY_LENGTH.usual», «settings.HISTORY_LENGTH.least», «settings.HISTORY_LENGTH.most»),
    historyBytes: read.number('HISTORY_BYTES', «settings.HISTORY_BYTES.usual», «settings.HISTORY_BYTES.least», «settings.HISTORY_BYTES.most»),
    historyTtl: read.number('HISTORY_TTL', «settings.HISTORY_TTL.usual», «settings.HISTORY_TTL.least», «settings.HISTORY_TTL.most»),
    maxTopics: read.number('MAX_TOPICS', «settings.MAX_TOPICS.usual», «settings.MAX_TOPICS.least», «settings.MAX_TOPICS.most»),
    maxKeys: read.number('MAX_KEYS', «settings.MAX_KEYS.usual», «settings.MAX_KEYS.least», «settings.MAX_KEYS.most»),
    rateLimit: read.number('RATE_LIMIT', «settings.RATE_LIMIT.usual», «settings.RATE_LIMIT.least», «settings.RATE_LIMIT.most»),
  };
  if (!isLocal(settings) && !settings.key && !settings.allowAnonymous) {
    throw new BadSetting(
      `ADDRESS ${read.text('ADDRESS')} can be reached from elsewhere, and there is no key: set JWT_SECRET or JWT_PUBLIC_KEY_FILE, or ALLOW_ANONYMOUS=1`,
    );
  }
  return settings;
}

/** Whether nobody but this machine can reach the server. */
export function isLocal({ address: { host } }: Settings): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether a request without a token is anonymous, rather than refused. */
export function takesAnonymous(settings: Settings): boolean {
  return settings.allowAnonymous || !settings.key;
}

class Reader {
  readonly #variables: NodeJS.ProcessEnv;

  constructor(variables: NodeJS.ProcessEnv) {
    this.#variables = variables;
  }

  /** A setting that is there and not empty. */
  text(name: string): string | undefined {
    return this.#variables[name]?.trim() || undefined;
  }

  /** Whether a setting is there and empty. */
  isEmptied(name: string): boolean {
    return this.#variables[name]?.trim() === '';
  }

//% if redis
  redis(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !(URL.canParse(text) && /^rediss?:/.test(text))) {
      throw new BadSetting(`${name} is "${text}", and must be like redis://127.0.0.1:6379`);
    }
    return text;
  }

//% endif
  list(name: string): string[] {
    const items = (this.text(name) ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '');
  }

  address(name: string, usual: string): Address {
    const text = this.text(name) ?? usual;
    const [, ipv6, ipv4, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
    const host = ipv6 ?? ipv4 ?? '';
    if (isIP(host) !== (ipv6 === undefined ? 4 : 6) || Number(port) > 65_535) {
      throw new BadSetting(
        `${name} is "${text}", and must be an address and a port, such as ${usual}`,
      );
    }
    return { host, port: Number(port) };
  }

  number(name: string, usual: number, least: number, most: number): number {
    const text = this.text(name) ?? String(usual);
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new BadSetting(
        `${name} is "${text}", and must be a whole number from ${least} to ${most}`,
      );
    }
    return number;
  }

  yesNo(name: string, usual: boolean): boolean {
    const text = this.text(name);
    switch (text) {
      case undefined:
        return usual;
      case '1':
      case 'true':
        return true;
      case '0':
      case 'false':
        return false;
      default:
        throw new BadSetting(`${name} is "${text}", and must be 1 or 0`);
    }
  }

  networks(name: string): BlockList {
    const networks = new BlockList();
    for (const text of this.list(name)) {
      const [address = '', length] = text.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      const most = family === 'ipv6' ? 128 : 32;
      const bits = length === undefined ? most : /^\d+$/.test(length) ? Number(length) : Infinity;
      if (isIP(address) === 0 || bits > most) {
        throw new BadSetting(
          `${name} has "${text}", which is neither an address nor a network such as 10.0.0.0/8`,
        );
      }
      networks.addSubnet(address, bits, family);
    }
    return networks;
  }

  async key(): Promise<Key | undefined> {
    const algorithm = this.text('JWT_ALGORITHM');
    const secret = this.text('JWT_SECRET');
    const file = this.text('JWT_PUBLIC_KEY_FILE');
    if (secret && file) {
      throw new BadSetting(
        'JWT_SECRET and JWT_PUBLIC_KEY_FILE are both set: one key verifies all tokens',
      );
    }
    const wrong = (error: Error) => new BadSetting(error.message);
    try {
      if (secret) return Key.secret(secret, algorithm);
      if (file) return await Key.public(file, algorithm);
    } catch (error) {
      throw wrong(error as Error);
    }
    if (algorithm) {
      throw new BadSetting(
        'JWT_ALGORITHM is set, but there is no key: set JWT_SECRET or JWT_PUBLIC_KEY_FILE too',
      );
    }
    return undefined;
  }
}
