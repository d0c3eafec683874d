// The demo page: one topic of one feature, as the client sees it.

import * as view from './demo-view.js';
import { element } from './demo-view.js';
import { app, features } from './features.js';
import { connect } from './realtime.js';

/** @import { Connection } from './realtime.js' */

const place = /** @type {HTMLFormElement} */ (element('place'));
const feature = /** @type {HTMLSelectElement} */ (element('feature'));
const topic = /** @type {HTMLInputElement} */ (element('topic'));
const token = /** @type {HTMLInputElement} */ (element('token'));
const composer = /** @type {HTMLFormElement} */ (element('composer'));
const text = /** @type {HTMLInputElement} */ (element('text'));
const leave = /** @type {HTMLButtonElement} */ (element('leave'));

/** @type {Connection<any> | undefined} */
let connection;

begin();

function begin() {
  document.title = `${app}, live`;
  element('app').textContent = app;
  feature.append(...features.map(({ name }) => new Option(name)));
  const asked = new URLSearchParams(location.hash.slice(1));
  if (features.some(({ name }) => name === asked.get('feature'))) feature.value = asked.get('feature') ?? '';
  topic.value = asked.get('topic') ?? topic.value;
  // It outlives a reload, but neither the tab nor its way into another.
  token.value = history.state?.token ?? '';

  place.addEventListener('submit', (event) => {
    event.preventDefault();
    watch();
  });
  feature.addEventListener('change', () => place.requestSubmit());
  leave.addEventListener('click', () => connection?.close());
  composer.addEventListener('submit', (event) => {
    event.preventDefault();
    say(typed());
    composer.reset();
  });
  if (place.checkValidity()) watch();
}

function chosen() {
  const found = features.find(({ name }) => name === feature.value);
  if (found === undefined) throw new Error('this app has no features');
  return found;
}

/** Connects to what the form says, in place of what was there. */
function watch() {
  connection?.close();
  const { name, transports, clientSends, replies } = chosen();
  const bearer = token.value.trim() || undefined;
  history.replaceState({ token: token.value }, '', `#${new URLSearchParams({ feature: name, topic: topic.value })}`);
  view.begin({ name, topic: topic.value, transports, replies, writable: clientSends || bearer !== undefined });
  const own = connect({
    feature: name,
    topic: topic.value,
    transports,
    token: bearer,
    ...(replies ? {} : { onEvent: view.event, onSnapshot: view.snapshot }),
    onState: (state) => {
      if (connection !== own) return;
      view.state(state);
      leave.disabled = ['idle', 'ended', 'refused', 'closed'].includes(state.status);
    },
  });
  connection = own;
}

/** What was typed: JSON where it is an object or a list, else text. */
function typed() {
  const { value } = text;
  //% if binary
  if (chosen().binary) return new TextEncoder().encode(value);
  //% endif
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** @param {any} data */
async function say(data) {
  if (connection === undefined) return;
  try {
    //% if replies
    if (chosen().replies) return await view.reply(data, connection.ask(data, { onReset: view.lost }));
    //% endif
    await connection.publish(data);
  } catch (error) {
    view.problem(error);
  }
}
