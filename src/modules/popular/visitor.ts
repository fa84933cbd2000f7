import type { IncomingHttpHeaders } from 'node:http';
import { networkOf } from '../../shared/network.js';
import { isBot } from './bots.js';

/** Who asks for an article, as far as the request tells. Kept in no place and no log. */
export interface Visitor {
  /** The network address; of IPv6 the first 64 bits, which are one household's. */
  network: string;
  userAgent: string;
  /** Whether a person looks at the page: not a bot, and not a browser that fetches it for later. */
  isReader: boolean;
}

/** By https://www.w3.org/TR/nav-speculation/#sec-purpose-header, and how browsers said it before. */
const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
const IN_ADVANCE = /prefetch|prerender|preview/i;

/** `ip` as Fastify tells it: the proxies that are trusted are looked through. */
export function visitorOf({ ip, headers }: { ip: string; headers: IncomingHttpHeaders }): Visitor {
  const userAgent = headers['user-agent'] ?? '';
  const isInAdvance = PURPOSE_HEADERS.some((name) => IN_ADVANCE.test(String(headers[name] ?? '')));
  return { network: networkOf(ip), userAgent, isReader: !isInAdvance && !isBot(userAgent) };
}
