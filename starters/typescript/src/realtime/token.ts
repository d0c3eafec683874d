// JSON Web Tokens (RFC 7519), with the algorithm pinned by the configuration.

import type { KeyObject } from 'node:crypto';
import { createPublicKey, createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { jwtVerify } from 'jose';

/** Whom a request speaks for, and what they may do. */
export interface Subject {
  /** Empty: anonymous. */
  readonly sub: string;
  /** Seconds since 1970 at which the token ends. */
  readonly exp: number | undefined;
  /** Patterns of `feature/topic`; absent: whatever the policy allows. */
  readonly read: readonly string[] | undefined;
  /** The same for publishing. */
  readonly write: readonly string[] | undefined;
}

export const ANONYMOUS: Subject = { sub: '', exp: undefined, read: undefined, write: undefined };

/** The name of a subject, for the owner's code. */
export function nameOf(subject: Subject): string | undefined {
  return subject.sub === '' ? undefined : subject.sub;
}

/** Milliseconds until a subject's token ends. */
export function remaining({ exp }: Subject): number | undefined {
  return exp === undefined ? undefined : Math.max(exp * 1000 - Date.now(), 0);
}

/** A secret shorter than the hash is weaker than it (RFC 7518, 3.2). */
const SECRET_BYTES = 32;

/** What tokens are verified with. */
export class Key {
  readonly #key: KeyObject;
  readonly #algorithm: string;

  private constructor(key: KeyObject, algorithm: string) {
    this.#key = key;
    this.#algorithm = algorithm;
  }

  static secret(secret: string, algorithm = 'HS256'): Key {
    if (algorithm !== 'HS256') {
      throw new Error(`JWT_ALGORITHM is "${algorithm}", and with JWT_SECRET must be HS256`);
    }
    const bytes = Buffer.from(secret);
    if (bytes.length < SECRET_BYTES) {
      throw new Error(`JWT_SECRET has ${bytes.length} bytes, and needs ${SECRET_BYTES} or more`);
    }
    return new Key(createSecretKey(bytes), algorithm);
  }

  static async public(file: string, algorithm = 'RS256'): Promise<Key> {
    const pem = await readFile(file).catch((error: Error) => {
      throw new Error(`JWT_PUBLIC_KEY_FILE "${file}" cannot be read: ${error.message}`);
    });
    const type = { RS256: 'rsa', ES256: 'ec' }[algorithm];
    if (!type) {
      throw new Error(
        `JWT_ALGORITHM is "${algorithm}", and with JWT_PUBLIC_KEY_FILE must be RS256 or ES256`,
      );
    }
    const key = publicKey(pem);
    if (key?.asymmetricKeyType !== type) {
      throw new Error(`JWT_PUBLIC_KEY_FILE "${file}" holds no public key for ${algorithm} in PEM`);
    }
    return new Key(key, algorithm);
  }

  /** The subject of a token; nothing where it is not ours, or its time is over. */
  async verify(token: string): Promise<Subject | undefined> {
    const verified = await jwtVerify(token, this.#key, {
      algorithms: [this.#algorithm],
      requiredClaims: ['exp', 'sub'],
    }).catch(() => undefined);
    if (!verified) return undefined;
    const { sub, exp, read, write } = verified.payload;
    // An empty name is that of the anonymous.
    if (typeof sub !== 'string' || sub === '' || exp === undefined) return undefined;
    const [readable, writable] = [patterns(read), patterns(write)];
    return readable && writable ? { sub, exp, read: readable, write: writable } : undefined;
  }
}

function publicKey(pem: Buffer): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function patterns(claim: unknown): readonly string[] | undefined {
  if (claim === undefined) return [];
  return Array.isArray(claim) && claim.every((pattern) => typeof pattern === 'string')
    ? claim
    : undefined;
}

/** Whether one of the patterns covers a topic. `*` stands for a whole segment, and for nothing less. */
export function covers(patterns: readonly string[], feature: string, topic: string): boolean {
  return patterns.some((pattern) => {
    const slash = pattern.indexOf('/');
    const first = slash < 0 ? pattern : pattern.slice(0, slash);
    const second = slash < 0 ? '' : pattern.slice(slash + 1);
    return (first === '*' || first === feature) && (second === '*' || second === topic);
  });
}
