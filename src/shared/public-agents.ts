import type { Agent } from 'node:http';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** By the protocol of an address, as URL has it. */
export type Agents = Record<string, Agent>;

/**
 * Agents that connect to public addresses alone, unless private ones are allowed: what a name leads to is
 * looked at before a connection is made, and it is made to one of those addresses.
 */
export function publicAgents(allowPrivate: boolean): Agents {
  const options = { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate };
  return {
    'http:': new RequestFilteringHttpAgent(options),
    'https:': new RequestFilteringHttpsAgent(options),
  };
}

/** Whether a request failed because an agent would not connect to a private address. */
export function isRefusalOfPrivate(error: Error): boolean {
  return /^DNS lookup .* is not allowed/.test(error.message);
}
