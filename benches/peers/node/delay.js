// How late the event loop of a program is, at p99 and in milliseconds: node --import delay.js PROGRAM. SIGUSR2 has it written to the file DELAY.
import { renameSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two samples; a sample is the time since the one before it. */
const RESOLUTION = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();
process.on("SIGUSR2", () => {
  const file = process.env.DELAY;
  writeFileSync(`${file}.part`, String(Math.max(delay.percentile(99) / 1e6 - RESOLUTION, 0)));
  renameSync(`${file}.part`, file);
});
