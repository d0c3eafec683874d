// What happens to the page that matters to a connection: hidden, shown, put aside and taken out again, back on the network.

/**
 * @typedef {object} PageEvents
 * @property {() => void} hidden
 * @property {() => void} shown
 * @property {() => void} aside the browser may keep the page as it is, without connections, for the back button
 * @property {() => void} back it is shown again from there
 * @property {() => void} online
 */

export const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/**
 * @param {PageEvents} events
 * @param {AbortSignal} signal
 */
export function watchPage(events, signal) {
  globalThis.document?.addEventListener('visibilitychange', () => (isHidden() ? events.hidden() : events.shown()), {
    signal,
  });
  globalThis.window?.addEventListener('pagehide', () => events.aside(), { signal });
  globalThis.window?.addEventListener('pageshow', ({ persisted }) => persisted && events.back(), { signal });
  globalThis.window?.addEventListener('online', () => events.online(), { signal });
}
