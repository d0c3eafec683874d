// How many requests a second each subject or address may send: a bucket of tokens for each.

import { Problem } from './problem.js';

/** Buckets that are held at most; beyond, those who are not known yet wait. */
const MOST = 100_000;

interface Bucket {
  tokens: number;
  /** Milliseconds that never go back. */
  filled: number;
}

export class Rates {
  /** Requests a second; 0: as many as there are. */
  readonly #limit: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one token; throws a `Problem` where there is none. */
  spend(who: string): void {
    if (this.#limit === 0) return;
    const bucket = this.#filled(who);
    if (!bucket) {
      if (this.#buckets.size >= MOST) throw Problem.tooMany(1);
      this.#buckets.set(who, { tokens: this.#limit - 1, filled: performance.now() });
      return;
    }
    if (bucket.tokens < 1) throw Problem.tooMany(1);
    bucket.tokens -= 1;
  }

  /** Throws a `Problem` where there is no token; one that is there stays. */
  check(who: string): void {
    const bucket = this.#filled(who);
    if (bucket && bucket.tokens < 1) throw Problem.tooMany(1);
  }

  /** Lets go of buckets that are full again. */
  sweep(): void {
    for (const who of this.#buckets.keys()) {
      const bucket = this.#filled(who);
      if (bucket && bucket.tokens >= this.#limit) this.#buckets.delete(who);
    }
  }

  #filled(who: string): Bucket | undefined {
    const bucket = this.#buckets.get(who);
    if (bucket) {
      const now = performance.now();
      const gained = ((now - bucket.filled) / 1000) * this.#limit;
      bucket.tokens = Math.min(bucket.tokens + gained, this.#limit);
      bucket.filled = now;
    }
    return bucket;
  }
}
