// Why sockets close.

/** Close codes (RFC 6455, 7.4), with a word for who reads a trace. */
export const CLOSES = {
  ended: [1000, 'the topic has ended'],
  draining: [1001, 'the server is about to stop'],
  noBinary: [1003, 'no binary frames here'],
  notJson: [1007, 'not JSON'],
  breaches: [1008, 'too many refused messages'],
  tooSlow: [1013, 'too slow'],
  signIn: [4401, 'sign in again'],
} as const satisfies Record<string, readonly [number, string]>;

export type Why = keyof typeof CLOSES;
