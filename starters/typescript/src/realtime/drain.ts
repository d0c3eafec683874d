// The end of a server's life: nothing new is taken in, and what is open is closed bit by bit.

export class Drain {
  readonly #seconds: number;
//% if long_polling or sse or websocket
  readonly #waiting = new Set<() => void>();
//% endif
  /** Milliseconds that never go back. */
  #end: number | undefined;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  begin(): void {
    this.#end ??= performance.now() + this.#seconds * 1000;
//% if long_polling or sse or websocket
    for (const call of this.#waiting) call();
    this.#waiting.clear();
//% endif
  }

//% if long_polling or sse or websocket
  /** Calls once it begins; gives what calls that off. */
  onBegin(call: () => void): () => void {
    if (this.#end === undefined) this.#waiting.add(call);
    else queueMicrotask(call);
    return () => this.#waiting.delete(call);
  }

//% endif
  /** While it goes on: the whole seconds after which it will be over. */
  get remaining(): number | undefined {
    if (this.#end === undefined) return undefined;
    return Math.floor(Math.max(this.#end - performance.now(), 0) / 1000) + 1;
  }
//% if sse or websocket

  /** Milliseconds until one connection is to close: they do not all come back at once. */
  get turn(): number {
    // The last tenth is for the closing itself.
    const rest = Math.max((this.#end ?? 0) - performance.now(), 0) * 0.9;
    return rest * Math.random();
  }
//% endif
}
