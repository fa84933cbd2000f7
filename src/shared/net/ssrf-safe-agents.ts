import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { Agent } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { isPublicAddress } from './public-address.js';

/** HTTP agents by the `protocol` of a URL. */
export type AgentsByProtocol = Record<string, Agent>;

class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Creates agents that connect to public addresses only, unless private ones are allowed. They check a name's
 * addresses before connecting, and connect to one of those.
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

/** Returns true if a request failed because an agent refused a private address. */
export function isPrivateAddressError(error: Error): boolean {
  return error instanceof PrivateAddressError || /^DNS lookup .* is not allowed/.test(error.message);
}

/** Refuses every address that isPublicAddress rejects; the agent itself refuses fewer. */
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
    if (refused) return done(new PrivateAddressError(`${hostname} resolves to ${refused.address}`), '');
    const [first] = addresses;
    return options.all || !first ? done(null, addresses) : done(null, first.address, first.family);
  });
