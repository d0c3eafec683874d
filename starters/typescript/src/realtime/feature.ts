// What the machinery knows of a feature. The features themselves are in `app/features.ts`.

import type { Missed, Transport } from '../../client/realtime.js';
//% if tickets or (redis and (long_polling or sse or websocket))
import { features } from '../app/features.js';
//% endif

export type { Transport };

/** One live feature of the app. */
export interface Feature {
  /** The first segment of its URLs. */
  readonly name: string;
  /** The decided transport first, then those that clients fall back on. */
  readonly transports: readonly Transport[];
  /** What a client gets that was away: all events that are kept, or the newest, which is the whole state. */
  readonly missed: Missed;
  /** Whether clients send without a token that says so. */
  readonly clientSends: boolean;
//% if binary
  /** Whether sockets pass binary frames on. */
  readonly binary: boolean;
//% endif
//% if replies
  /** Whether it answers requests, one streamed reply each. */
  readonly replies: boolean;
//% endif
//% if short_polling
  /** Seconds between two polls, as clients are told. */
  readonly pollSeconds: number;
//% endif
//% if shared_cache
  /** Seconds for which a shared cache may keep a poll's answer; 0: it may not. */
  readonly sharedSeconds: number;
//% endif
}
//% if tickets or (redis and (long_polling or sse or websocket))

export function findFeature(name: string): Feature | undefined {
  return features.find((feature) => feature.name === name);
}
//% endif

/** A topic of a feature: a room, a document, a user. */
export class Topic {
  readonly feature: Feature;
  readonly name: string;

  constructor(feature: Feature, name: string) {
    this.feature = feature;
    this.name = name;
  }

  /** `feature/topic`, which no other has. */
  get id(): string {
    return `${this.feature.name}/${this.name}`;
  }
}
