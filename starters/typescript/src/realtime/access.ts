// Whom a request speaks for, and what they may do.

import type { IncomingMessage } from 'node:http';

import ipaddr from 'ipaddr.js';

import { type Action, allows } from '../app/policy.js';
import { takesAnonymous } from './config.js';
import type { Topic } from './feature.js';
import { Problem } from './problem.js';
import type { Realtime } from './realtime.js';
//% if replies
import { mayReadReply } from './replies.js';
//% endif
import { ANONYMOUS, covers, nameOf, type Subject } from './token.js';

/** The subject of the token in the `Authorization` header, within its rate; throws a `Problem`. */
export async function identify(realtime: Realtime, request: IncomingMessage): Promise<Subject> {
  const address = addressOf(realtime, request);
  // Tokens that are none are bounded too, before the work of telling so.
  const wrong = `guesser ${source(address)}`;
  realtime.rates.check(wrong);
  const subject = await bearer(realtime, request);
  if (subject instanceof Problem) {
    realtime.rates.spend(wrong);
    throw subject;
  }
  limit(realtime, subject, address);
  return subject;
}

/** Counts a request or a message of a subject. */
export function limit(realtime: Realtime, subject: Subject, address: string): void {
  const name = nameOf(subject);
  realtime.rates.spend(name === undefined ? `address ${source(address)}` : `subject ${name}`);
}

/** The address that a request came from: what a trusted proxy says, where there is one. */
export function addressOf(realtime: Realtime, request: IncomingMessage): string {
  const { trustedProxies } = realtime.settings;
  const trusted = (address: string) =>
    trustedProxies.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  const peer = plain(request.socket.remoteAddress ?? '') ?? '0.0.0.0';
  if (!trusted(peer)) return peer;
  const hops = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let nearest = peer;
  // From the right: what is left of the first whom no proxy of ours vouches for, anybody may have written.
  for (const hop of hops.reverse()) {
    const address = plain(withoutPort(hop.trim()));
    if (address === undefined) break;
    if (!trusted(address)) return address;
    nearest = address;
  }
  return nearest;
}

/** The address in a hop, which some proxies write with a port. */
function withoutPort(hop: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(hop) ?? [];
  return ipv6 ?? ipv4 ?? hop;
}

/** An address in its usual form, IPv4 where it is mapped into IPv6; nothing where it is none. */
function plain(text: string): string | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : undefined;
}

/** Who is taken for one source: of IPv6, the network of 64 bits that a single customer has. */
function source(address: string): string {
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : address;
}

async function bearer(realtime: Realtime, request: IncomingMessage): Promise<Subject | Problem> {
  const header = request.headers.authorization;
  if (header === undefined) {
    return takesAnonymous(realtime.settings)
      ? ANONYMOUS
      : Problem.signIn('Send a token: `Authorization: Bearer ...`.');
  }
  const [, token] = /^bearer +(.*)$/i.exec(header) ?? [];
  const verified = token === undefined ? undefined : await realtime.settings.key?.verify(token);
  return verified ?? Problem.signIn('The token is not valid here, or its time is over.');
}

//% if replies
/** Throws a `Problem` where a subject may not read a topic. */
export async function mayRead(realtime: Realtime, subject: Subject, topic: Topic): Promise<void> {
  authorize(subject, 'read', topic);
  await mayReadReply(realtime, subject, topic);
}

const VERBS: Record<Action, string> = { read: 'read', write: 'write to', ask: 'ask for' };
//% else
/** Throws a `Problem` where a subject may not read a topic. */
export function mayRead(subject: Subject, topic: Topic): void {
  authorize(subject, 'read', topic);
}

const VERBS: Record<Action, string> = { read: 'read', write: 'write to' };
//% endif

/** Throws a `Problem` where a subject may not do something on a topic: by its token, and by the policy in the end. */
export function authorize(subject: Subject, action: Action, topic: Topic): void {
  const rights = action === 'read' ? subject.read : subject.write;
  const { feature } = topic;
  const byToken = rights
    ? covers(rights, feature.name, topic.name)
    : action !== 'write' || feature.clientSends;
  const name = nameOf(subject);
  if (byToken && allows(name, action, feature.name, topic.name)) return;
  if (name === undefined) throw Problem.signIn('This takes a token.');
  throw Problem.forbidden('not-allowed', `You may not ${VERBS[action]} ${topic.id}.`);
}
