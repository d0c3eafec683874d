// Reads an event stream from the body of an answer, as EventSource does for requests that it cannot make.

/**
 * @typedef {object} StreamMessage
 * @property {string} name `message` unless the stream says otherwise
 * @property {string} data
 */

/**
 * Yields the messages of a stream until it ends, breaks, is aborted, or nothing is heard for too long.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {AbortSignal} signal
 * @param {() => number} patience milliseconds in which something must come
 * @returns {AsyncGenerator<StreamMessage, void>}
 */
export async function* readMessages(body, signal, patience) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  let rest = '';
  /** @type {string[]} the lines of the message that is coming in */
  let lines = [];
  try {
    for (;;) {
      const timer = setTimeout(cancel, patience());
      const { value, done } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const [whole, partial] = splitLines(rest + value);
      rest = partial;
      for (const line of whole) {
        if (line !== '') lines.push(line);
        else yield* message(lines.splice(0));
      }
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

/**
 * The lines that are whole, and what is left. A CR at the very end may be half of a CRLF, so it is left.
 *
 * @param {string} text
 * @returns {[string[], string]}
 */
function splitLines(text) {
  const lines = text.split(/\r\n|\n|\r(?!$)/);
  return [lines.slice(0, -1), lines.at(-1) ?? ''];
}

/**
 * The message of these lines; without data there is none.
 *
 * @param {string[]} lines
 * @returns {Generator<StreamMessage, void>}
 */
function* message(lines) {
  let name = 'message';
  const data = [];
  for (const line of lines) {
    const [, field, value = ''] = /^([^:]*)(?::\s?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
  if (data.length > 0) yield { name, data: data.join('\n') };
}
