import type { IncomingHttpHeaders } from 'node:http';
import { type Crawler, findCrawler } from './crawlers.js';

/**
 * Operators whose crawlers sign their requests, as of 2026-11-30, by the origin that they send as `Signature-Agent`. Their
 * keys are at KEY_DIRECTORY_PATH of the origin.
 */
export const SIGNATURE_AGENTS: Readonly<Record<string, Omit<Crawler, 'token'>>> = {
  'https://chatgpt.com': {
    operator: 'OpenAI',
    purposes: ['answers'],
    source: 'https://help.openai.com/en/articles/11845367-chatgpt-agent-allowlisting',
  },
  'https://agent.bot.goog': {
    operator: 'Google',
    purposes: ['answers'],
    source: 'https://developers.google.com/crawling/docs/crawlers-fetchers/allow-google-agent',
  },
};

/** A crawler that sent a request. */
export interface CrawlerIdentity {
  crawler: Crawler;
  /** Host of the operator's keys if the signature of the request is valid; null for a name in the User-Agent alone. */
  signedBy: string | null;
}

/** The origins that signed requests, by the headers of these. */
const verified = new WeakMap<IncomingHttpHeaders, string>();

/** Remembers that the request with these headers has a valid signature of an agent. */
export function markAsSigned(headers: IncomingHttpHeaders, agentOrigin: string): void {
  verified.set(headers, agentOrigin);
}

/**
 * Returns the crawler that signed a request, or that its User-Agent names; null for none. A valid signature counts more than
 * the name, which is kept if it is of the same operator.
 */
export function identifyCrawler(headers: IncomingHttpHeaders): CrawlerIdentity | null {
  const named = findCrawler(headers['user-agent']);
  const origin = verified.get(headers);
  if (origin === undefined) return named && { crawler: named, signedBy: null };
  const { host } = new URL(origin);
  const agent = SIGNATURE_AGENTS[origin];
  if (agent && named?.operator === agent.operator) return { crawler: named, signedBy: host };
  const crawler = agent ?? { operator: host, purposes: ['answers', 'training'] as const, source: origin };
  return { crawler: { token: host, ...crawler }, signedBy: host };
}

/** Names a crawler for counts: `GPTBot`, or with a valid signature `ChatGPT-User (signed)`. */
export function labelCrawler({ crawler, signedBy }: CrawlerIdentity): string {
  return signedBy === null ? crawler.token : `${crawler.token}${SIGNED_SUFFIX}`;
}

/** End of the names of crawlers whose signature is valid. No client that names itself may have it. */
export const SIGNED_SUFFIX = ' (signed)';
