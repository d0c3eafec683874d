// What the server says, as the wire contract has it.

export const json = (body, { status = 200, headers = {} } = {}) =>
  new Response(status === 304 ? null : JSON.stringify(body), { status, headers });

export const problem = (status, code, headers = {}) =>
  json({ status, code, detail: `It is ${code}.` }, { status, headers });

/** The id of the nth event of a topic. */
export const id = (sequence) => `1763805600000-${sequence}`;

export const event = (sequence, data = `event ${sequence}`, type = 'message') => ({
  id: id(sequence),
  topic: 'main',
  type,
  data,
  at: '2025-11-22T10:00:00.000Z',
});

export const ready = (sequence, more = {}) => ({
  topic: 'main',
  cursor: id(sequence),
  reset: false,
  heartbeat: 20,
  ...more,
});

export const page = (sequence, events = [], more = {}) => ({
  events,
  cursor: id(sequence),
  reset: false,
  more: false,
  ended: false,
  ...more,
});

/** An answer that the test gives when it likes. */
export function later() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
