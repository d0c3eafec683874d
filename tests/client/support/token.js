// Tokens as a sign-in service would give them out.

import { createHmac } from 'node:crypto';

export const SECRET = 'a secret for tests, of thirty-two bytes or more';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token for these rights, by default all, that ends after so many seconds. */
export function token({ read = ['*/*'], write = ['*/*'], seconds = 600 } = {}) {
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const claims = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ada', exp, read, write })}`;
  return `${claims}.${createHmac('sha256', SECRET).update(claims).digest('base64url')}`;
}
