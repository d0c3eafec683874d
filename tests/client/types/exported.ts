// What the client's code exports, as it stands beside what is declared of it.

import type * as features from '../client/features.js';
import type * as writtenFeatures from '../client/features.undeclared.js';
import type * as realtime from '../client/realtime.js';
import type * as writtenRealtime from '../client/realtime.undeclared.js';
import type { Same } from './same.js';

declare const declared: { features: typeof features; realtime: typeof realtime };
declare const written: { features: typeof writtenFeatures; realtime: typeof writtenRealtime };

declared.realtime satisfies typeof writtenRealtime;
written.realtime satisfies typeof realtime;

// What is written of the features is narrower: it is those of one app.
written.features satisfies typeof features;
true satisfies Same<keyof typeof features, keyof typeof writtenFeatures>;
