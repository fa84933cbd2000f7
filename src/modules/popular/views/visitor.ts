import type { IncomingHttpHeaders } from 'node:http';
import { getNetworkPrefix } from '../../../shared/net/network.js';
import { isBot } from './bots.js';

/** Client that views an article, as identified by its request. It is neither stored nor logged. */
export interface Visitor {
  /** Network address; for IPv6 the first 64 bits, which belong to one household. */
  network: string;
  userAgent: string;
  /** True if a person views the page: neither a bot nor a browser that prefetches it. */
  isReader: boolean;
}

/**
 * Headers of prefetch requests: the one of https://www.w3.org/TR/nav-speculation/#sec-purpose-header and its
 * predecessors.
 */
const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
const PREFETCH_PURPOSE = /prefetch|prerender|preview/i;

/** Identifies the visitor of a request. `ip` is Fastify's, which resolves trusted proxies. */
export function identifyVisitor({ ip, headers }: { ip: string; headers: IncomingHttpHeaders }): Visitor {
  const userAgent = headers['user-agent'] ?? '';
  const isPrefetch = PURPOSE_HEADERS.some((name) => PREFETCH_PURPOSE.test(String(headers[name] ?? '')));
  return { network: getNetworkPrefix(ip), userAgent, isReader: !isPrefetch && !isBot(userAgent) };
}
