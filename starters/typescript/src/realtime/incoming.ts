// Requests, where some ask for an upgrade.

import { IncomingMessage } from 'node:http';

/** A request. What it asks to be upgraded to is ignored, but for a WebSocket (RFC 9110, 7.8): Node.js would answer nothing else there. */
export class Incoming extends IncomingMessage {
  /** What the parser says of it. */
  asksForUpgrade?: boolean | null;

  get upgrade(): boolean {
    return this.asksForUpgrade === true && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(asks: boolean | null) {
    this.asksForUpgrade = asks;
  }
}
