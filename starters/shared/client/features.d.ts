// The types of features.js.

import type { Transport } from './realtime.js';

/** A live feature of this app. */
export interface Feature {
  readonly name: string;
  /** The decided transport first, then the fallbacks. */
  readonly transports: readonly [Transport, ...Transport[]];
  /** Whether pages send without a token that says so. */
  readonly clientSends: boolean;
  /** Whether it answers questions, each with a reply that comes in pieces. */
  readonly replies: boolean;
  //% if binary
  /** Whether its sockets pass bytes on. */
  readonly binary: boolean;
  //% endif
}

/** What the app is called where it runs. */
export const app: string;

export const features: readonly [Feature, ...Feature[]];
