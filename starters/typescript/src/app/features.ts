// The features of the app, as they were decided; DECISION.md has the reasons.

import type { Feature } from '../realtime/feature.js';

/** Every feature, by its name in the URL. */
export const features: readonly Feature[] = [
//% for feature in features
//% if feature.description
  // «feature.description»
//% endif
  {
    name: '«feature.name»',
    // The decided transport first, then what clients fall back on.
    transports: ['«feature.transports | join("', '")»'],
    missed: '«feature.missed»',
    clientSends: «feature.client_sends»,
//% if binary
    binary: «feature.binary»,
//% endif
//% if replies
    replies: «feature.replies»,
//% endif
//% if short_polling
    pollSeconds: «feature.poll_seconds»,
//% endif
//% if shared_cache
    sharedSeconds: «feature.shared_seconds»,
//% endif
  },
//% endfor
];
