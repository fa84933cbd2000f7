import type { IncomingHttpHeaders } from 'node:http';
import { getNetworkPrefix } from '../../../shared/net/network.js';
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
const PREFETCH_PURPOSE = /prefetch|prerender|preview/i;

/** `ip` as Fastify tells it: the proxies that are trusted are looked through. */
export function identifyVisitor({ ip, headers }: { ip: string; headers: IncomingHttpHeaders }): Visitor {
  const userAgent = headers['user-agent'] ?? '';
  const isPrefetch = PURPOSE_HEADERS.some((name) => PREFETCH_PURPOSE.test(String(headers[name] ?? '')));
  return { network: getNetworkPrefix(ip), userAgent, isReader: !isPrefetch && !isBot(userAgent) };
}
