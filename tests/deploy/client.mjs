// Plain HTTP over sockets: bytes as they come, and nothing that hides a header.

import { connect } from 'node:net';

/** Longer than anything here takes. */
const PATIENCE = 20_000;

/** A server by its address, such as `127.0.0.1:8080`. */
export class Client {
  constructor(host) {
    this.host = host;
  }

  /** Sends a request; what is returned reads the answer as it comes. */
  open(method, path, { headers = {}, body = '' } = {}) {
    const [address, port] = this.host.split(':');
    const socket = connect(Number(port), address);
    const all = { Host: this.host, ...headers };
    if (method === 'POST') Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    return new Answer(socket);
  }

  /** A whole answer. */
  async ask(method, path, { headers = {}, body } = {}) {
    const answer = this.open(method, path, { headers: { ...headers, Connection: 'close' }, body });
    await answer.end();
    return answer;
  }

  get(path, headers) {
    return this.ask('GET', path, { headers });
  }

  post(path, json, headers) {
    return this.ask('POST', path, { headers, body: JSON.stringify(json) });
  }
}

/** What has come of an answer. */
class Answer {
  text = '';
  #over = false;
  #told = () => {};

  constructor(socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.text += chunk;
      this.#told();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#over = true;
      this.#told();
    });
  }

  get status() {
    return Number(this.text.split(' ', 2)[1]);
  }

  header(name) {
    const line = this.text.split('\r\n\r\n', 1)[0].split('\r\n').find((line) => line.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim();
  }

  get body() {
    return this.text.slice(this.text.indexOf('\r\n\r\n') + 4);
  }

  /** Waits until a text has come. */
  until(text) {
    return this.#wait(() => this.text.includes(text), `"${text}" did not come`);
  }

  /** Waits until nothing more will come. */
  end() {
    return this.#wait(() => this.#over, 'the answer did not end');
  }

  close() {
    this.socket.destroy();
  }

  #wait(holds, otherwise) {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`${otherwise}, but:\n${this.text}`));
      const timer = setTimeout(giveUp, PATIENCE);
      this.#told = () => {
        if (!holds() && !this.#over) return;
        clearTimeout(timer);
        if (holds()) resolve();
        else giveUp();
      };
      this.#told();
    });
  }
}
