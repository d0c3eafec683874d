// An app with every shape of feature, for the client to be tested with.

export const FLAGS = ['websocket', 'sse', 'long_polling', 'short_polling', 'replies', 'binary'];

const feature = (name, transports, more = {}) => ({
  name,
  transports,
  client_sends: true,
  replies: false,
  binary: false,
  ...more,
});

export const HOLES = {
  app: 'workshop',
  features: [
    feature('chat', ['websocket', 'sse', 'long-polling']),
    feature('feed', ['sse', 'long-polling'], { client_sends: false }),
    feature('ticker', ['sse', 'short-polling']),
    feature('waits', ['long-polling', 'short-polling']),
    feature('board', ['short-polling']),
    feature('voice', ['websocket'], { binary: true }),
    feature('answers', ['sse'], { replies: true }),
  ],
};
