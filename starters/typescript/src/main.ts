// The live features of «app», over HTTP. `app` is yours; `realtime` is the machinery that rarely needs touching.

import { run } from './realtime/run.js';

// Whatever is still open would keep the process.
process.exit(await run());
