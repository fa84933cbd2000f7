import ipaddr from 'ipaddr.js';

/** How often the limit of one client a wider network has: one customer may be given all of it, or thousands may share it. */
export const WIDER_LIMIT = 4;

/** Bits of an IPv6 address that are one client's, and those of the wider network that a customer can be given. */
const IPV6_PREFIXES = [64, 48];

/**
 * The networks that an address is counted for, the narrowest first: IPv4 as it is, also when it is written as IPv6; of
 * IPv6 the /64, which is one household's, and the /48 around it, in which one customer may have 65,536 of those.
 */
export function getNetworks(ip: string): string[] {
  // Some proxies add a port, and link-local addresses a zone.
  const [, bracketed, ipv4] =
    /^(?:\[(.*)\](?::\d+)?|((?:::ffff:)?\d+\.\d+\.\d+\.\d+)(?::\d+)?)$/i.exec(ip) ?? [];
  const text = (bracketed ?? ipv4 ?? ip).split('%', 1)[0]!;
  if (!ipaddr.isValid(text)) return [ip];
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return [address.toString()];
  const groups = (address as ipaddr.IPv6).parts.map((part) => part.toString(16));
  return IPV6_PREFIXES.map((bits) => groups.slice(0, bits / 16).join(':'));
}

/** The network that one client has: an IPv4 address, or the /64 of an IPv6 address. */
export function getNetworkPrefix(ip: string): string {
  return getNetworks(ip)[0]!;
}

/** Returns the network that a site of many hosts has: of IPv6 the first 48 bits, of IPv4 the address. */
export function getSiteNetwork(network: string): string {
  return network.split(':', 3).join(':');
}
