// The features of this app and the transports that were decided for them, the fallbacks after the first.

export const app = '«app»';

/** @type {typeof import('./features.d.ts').features} */
export const features = [
  //% for feature in features
  {
    name: '«feature.name»',
    transports: ['«feature.transports | join("', '")»'],
    clientSends: «feature.client_sends»,
    replies: «feature.replies»,
    //% if binary
    binary: «feature.binary»,
    //% endif
  },
  //% endfor
];
