// How many connections and waiting polls are held at once.

import type { Counts } from './metrics.js';
import { Problem } from './problem.js';

export class Connections {
  readonly #most: number;
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Holds one more, and gives what lets go of it; throws a `Problem` where there is no room. */
  hold(counts: Counts): () => void {
    if (this.#open >= this.#most) throw Problem.full();
    this.#open += 1;
    counts.connections.inc();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#open -= 1;
      counts.connections.dec();
    };
  }
}
//% if sse or websocket

/** Lets go of a place where what it was held for fails. */
export async function releasedIfRefused(
  release: () => void,
  open: () => Promise<unknown>,
): Promise<void> {
  try {
    await open();
  } catch (error) {
    release();
    throw error;
  }
}
//% endif
