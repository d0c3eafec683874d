// The live features of «app», over HTTP. `app` is yours; `realtime` is the machinery that rarely needs touching.

import { run } from './realtime/run.js';

process.exitCode = await run();
