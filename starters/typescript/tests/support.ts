// A server of its own for each test, and a plain client that reads bytes as they come.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { SignJWT } from 'jose';

const SECRET = 'for tests alone, and long enough for HS256';

/** Longer than anything here takes: milliseconds. */
const PATIENCE = 30_000;

/** The program, on a port of its own. */
export class Server {
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #token: string;
  readonly #sockets: Socket[] = [];

  private constructor(process: ChildProcess, port: number, token: string) {
    this.#process = process;
    this.#port = port;
    this.#token = token;
  }

  static async start(): Promise<Server> {
    const env: NodeJS.ProcessEnv = {
      ADDRESS: '127.0.0.1:0',
      METRICS_ADDRESS: '',
      JWT_SECRET: SECRET,
    };
//% if redis
    if (process.env.REDIS_URL) {
      env.REDIS_URL = process.env.REDIS_URL;
      env.REDIS_PREFIX = `test-${crypto.randomUUID()}`;
    }
//% endif
    const program = join(import.meta.dirname, '../src/main.js');
    const server = spawn(process.execPath, [program], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout })) {
      const { address } = JSON.parse(line) as { address?: string };
      if (address === undefined) continue;
      server.stdout.resume();
      return new Server(server, Number(address.split(':').at(-1)), await token());
    }
    throw new Error('the server does not say where it listens');
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  get(path: string, headers: Record<string, string> = this.#authorization): Answer {
    return this.#send('GET', path, headers, '');
  }

  /** Asks for a WebSocket; its frames follow the answer. */
  openSocket(path: string): Answer {
    return this.get(path, {
      ...this.#authorization,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    });
  }

  post(path: string, json: unknown): Answer {
    const body = JSON.stringify(json);
    const headers = {
      ...this.#authorization,
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    };
    return this.#send('POST', path, headers, body);
  }

  /** Publishes to the topic `main`, and waits until that is acknowledged. */
  async publish(feature: string, data: string): Promise<void> {
    await this.post(`/${feature}/events`, { data }).until('"id"');
  }

  /** A token that may do everything. */
  get #authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.#token}` };
  }

  #send(method: string, path: string, headers: Record<string, string>, body: string): Answer {
    const socket = connect(this.#port, '127.0.0.1');
    this.#sockets.push(socket);
    const all = { Host: `127.0.0.1:${this.#port}`, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    return new Answer(socket);
  }
}

/** What the server answers, from its status line on. */
export class Answer {
  readonly #socket: Socket;
  #seen = '';

  constructor(socket: Socket) {
    // One listener for good: what comes between two calls of `until` is not lost.
    this.#socket = socket.setEncoding('utf8').on('data', (piece: string) => {
      this.#seen += piece;
    });
  }

  /** Reads until a text has come; gives all up to its end. */
  async until(text: string): Promise<string> {
    const late = AbortSignal.timeout(PATIENCE);
    while (!this.#seen.includes(text)) {
      if (this.#socket.closed) throw new Error(`${text} did not come, but:\n${this.#seen}`);
      await Promise.race([
        once(this.#socket, 'data', { signal: late }),
        once(this.#socket, 'close', { signal: late }),
      ]);
    }
    const end = this.#seen.indexOf(text) + text.length;
    const before = this.#seen.slice(0, end);
    this.#seen = this.#seen.slice(end);
    return before;
  }
}

async function token(): Promise<string> {
  const rights = { read: ['*/*'], write: ['*/*'] };
  const claims = new SignJWT(rights).setSubject('test').setExpirationTime('10 minutes');
  return await claims.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
}
