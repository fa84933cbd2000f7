import ipaddr from 'ipaddr.js';

/**
 * Factor of a wider network's limit over that of one client: it may belong to one customer or to thousands.
 */
export const WIDER_LIMIT = 4;

/** Bits of an IPv6 address that identify one client, and the wider network that a customer may own. */
const IPV6_PREFIXES = [64, 48];

/**
 * Returns the networks that an address counts for, narrowest first. For IPv4 (also mapped to IPv6) that is
 * the address; for IPv6 the /64 of a household and the /48 that a customer may own.
 */
export function getNetworks(ip: string): string[] {
  const text = removePort(ip);
  if (!ipaddr.isValid(text)) return [ip];
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return [address.toString()];
  const groups = (address as ipaddr.IPv6).parts.map((part) => part.toString(16));
  return IPV6_PREFIXES.map((bits) => groups.slice(0, bits / 16).join(':'));
}

/** Returns an address without the port that some proxies add, and without the zone of a link-local address. */
export function removePort(ip: string): string {
  const [, bracketed, ipv4] =
    /^(?:\[(.*)\](?::\d+)?|((?:::ffff:)?\d+\.\d+\.\d+\.\d+)(?::\d+)?)$/i.exec(ip) ?? [];
  return (bracketed ?? ipv4 ?? ip).replace(/%.*/s, '');
}

/** Returns the widest network that one customer may have. */
export function getWidestNetwork(ip: string): string {
  return getNetworks(ip).at(-1) ?? ip;
}

/** Returns the network of one client: an IPv4 address, or the /64 of an IPv6 address. */
export function getNetworkPrefix(ip: string): string {
  return getNetworks(ip)[0] ?? ip;
}

/** Returns the network of a site with many hosts: the /48 of an IPv6 network, or the IPv4 address. */
export function getSiteNetwork(network: string): string {
  return network.split(':', 3).join(':');
}
