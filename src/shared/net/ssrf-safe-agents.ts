import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { Agent } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { isPublicAddress } from './public-address.js';

/** By the protocol of an address, as URL has it. */
export type AgentsByProtocol = Record<string, Agent>;

class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Agents that connect to public addresses alone, unless private ones are allowed: what a name leads to is
 * looked at before a connection is made, and it is made to one of those addresses.
 */
export function createSsrfSafeAgents(allowPrivate: boolean): AgentsByProtocol {
  const options = { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate };
  const agents = {
    'http:': new RequestFilteringHttpAgent(options),
    'https:': new RequestFilteringHttpsAgent(options),
  };
  if (!allowPrivate) for (const agent of Object.values(agents)) refusePrivate(agent);
  return agents;
}

/** Whether a request failed because an agent would not connect to a private address. */
export function isPrivateAddressError(error: Error): boolean {
  return error instanceof PrivateAddressError || /^DNS lookup .* is not allowed/.test(error.message);
}

/** Refuses what isPublicAddress refuses, which is more than the agent does by itself. */
function refusePrivate(agent: Agent): void {
  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, onCreate) => {
    const { host } = options as { host?: string };
    if (host && isIP(host) && !isPublicAddress(host)) {
      onCreate?.(new PrivateAddressError(host), null as never);
      return undefined;
    }
    return createConnection({ ...options, lookup: lookupPublic } as typeof options, onCreate);
  };
}

const lookupPublic: LookupFunction = (hostname: string, options: LookupOptions, done) =>
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return done(error, '');
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused) return done(new PrivateAddressError(`${hostname} leads to ${refused.address}`), '');
    return options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family);
  });
