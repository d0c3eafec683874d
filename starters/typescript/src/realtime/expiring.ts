// A bounded map whose entries expire, all after the same time.

interface Entry<V> {
  readonly value: V;
  /** Milliseconds that never go back. */
  readonly end: number;
}

export class ExpiringMap<V> {
  readonly #most: number;
  /** In the order of their ends, nearly: those of one lifetime are. */
  readonly #entries = new Map<string, Entry<V>>();

  /** `most`: entries that it holds at any time. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.end > performance.now() ? entry.value : undefined;
  }

  get isFull(): boolean {
    this.#trim();
    return this.#entries.size >= this.#most;
  }

  /** Removes an entry, and gives its value where it had not expired. */
  take(key: string): V | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** Adds an entry under a key that has none, and says how many had to go before their end. */
  insert(key: string, value: V, seconds: number): number {
    this.#entries.delete(key);
    this.#entries.set(key, { value, end: performance.now() + seconds * 1000 });
    this.#trim();
    let forgotten = 0;
    for (const first of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) break;
      this.#entries.delete(first);
      forgotten += 1;
    }
    return forgotten;
  }

  /** Lets go of the first that have expired: most of those that have. */
  #trim(): void {
    const now = performance.now();
    for (const [key, entry] of this.#entries) {
      if (entry.end > now) return;
      this.#entries.delete(key);
    }
  }

  /** Lets go of all that has expired. */
  sweep(): void {
    const now = performance.now();
    for (const [key, entry] of this.#entries) {
      if (entry.end <= now) this.#entries.delete(key);
    }
  }
}
