// When a connection that is held open has to do something of its own accord: one timer for all that.

import type { Realtime } from './realtime.js';
import { remaining, type Subject } from './token.js';

/** `expired`: the token's time is over; `drained`: the server is about to stop. */
export type Beat = 'heartbeat' | 'expired' | 'drained';

/** The longest time that a timer can be set to: milliseconds. */
export const LONGEST = 2 ** 31 - 1;

export class Pace {
  readonly #heartbeat: number;
  readonly #onBeat: (beat: Beat) => void;
  readonly #callOff: () => void;
  #timer: NodeJS.Timeout;
  /** Milliseconds that never go back. */
  #next: number;
  /** When the token ends. */
  readonly #expiry: number;
  /** When the drain has it close. */
  #leave = Infinity;
  #closed = false;

  /** It is to be closed in the end. */
  constructor(realtime: Realtime, subject: Subject, onBeat: (beat: Beat) => void) {
    const now = performance.now();
    this.#heartbeat = realtime.settings.heartbeatSeconds * 1000;
    this.#next = now + this.#heartbeat;
    this.#expiry = now + (remaining(subject) ?? Infinity);
    this.#onBeat = onBeat;
    this.#callOff = realtime.drain.onBegin(() => {
      if (this.#closed) return;
      this.#leave = performance.now() + realtime.drain.turn;
      clearTimeout(this.#timer);
      this.#timer = this.#set();
    });
    this.#timer = this.#set();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#callOff();
  }

  #set(): NodeJS.Timeout {
    const due = Math.min(this.#next, this.#expiry, this.#leave) - performance.now();
    return setTimeout(() => this.#due(), Math.min(Math.max(due, 0), LONGEST));
  }

  #due(): void {
    const now = performance.now();
    if (this.#leave <= now) {
      this.#onBeat('drained');
      return;
    }
    if (this.#expiry <= now) {
      this.#onBeat('expired');
      return;
    }
    if (this.#next <= now) {
      this.#next = now + this.#heartbeat;
      this.#onBeat('heartbeat');
    }
    if (!this.#closed) this.#timer = this.#set();
  }
}
