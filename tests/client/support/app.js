// Apps with every shape of feature, for the client to be tested with.

const TRANSPORTS = ['websocket', 'sse', 'long_polling', 'short_polling'];

export const FLAGS = [...TRANSPORTS, 'replies', 'binary'];

/** Every set of transports but none, with and without what only some of them can have. */
export function combinations() {
  const found = [];
  for (let bits = 1; bits < 16; bits += 1) {
    const flags = TRANSPORTS.filter((_, place) => bits & (1 << place));
    found.push(flags);
    if (flags.includes('sse')) found.push([...flags, 'replies']);
    if (flags.includes('websocket')) found.push([...flags, 'binary']);
  }
  return [...found, FLAGS];
}

const feature = (name, transports, more = {}) => ({
  name,
  transports,
  client_sends: true,
  replies: false,
  binary: false,
  ...more,
});

const FEATURES = [
  feature('chat', ['websocket', 'sse', 'long-polling']),
  feature('feed', ['sse', 'long-polling'], { client_sends: false }),
  feature('ticker', ['sse', 'short-polling']),
  feature('waits', ['long-polling', 'short-polling']),
  feature('board', ['short-polling']),
  feature('voice', ['websocket'], { binary: true }),
  feature('answers', ['sse'], { replies: true }),
];

/** The holes of an app with these flags: the features that they allow, on the transports that it has. */
export function holesOf(flags) {
  const has = (transport) => flags.includes(transport.replace('-', '_'));
  const features = FEATURES.filter((each) => ['replies', 'binary'].every((flag) => !each[flag] || flags.includes(flag)))
    .map((each) => ({ ...each, transports: each.transports.filter(has) }))
    .filter(({ transports }) => transports.length > 0);
  return { app: 'workshop', features };
}
