// The log: JSON, one line each.

import { type Logger, pino } from 'pino';

const VARIABLE = 'LOG';
const LEVELS = ['error', 'warn', 'info', 'debug'];

/** A log of what is at least as bad as the level that is set. */
export function startLog(variables: NodeJS.ProcessEnv): Logger {
  const level = variables[VARIABLE]?.trim() ?? '';
  return pino({
    level: LEVELS.includes(level) ? level : '«settings.LOG.usual»',
    formatters: { level: (label) => ({ level: label }) },
  });
}
