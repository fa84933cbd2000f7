import { isIPv6 } from 'node:net';

/** The network that an address is of: of IPv6 the first 64 bits, which are one household's. */
export function networkOf(ip: string): string {
  // Some proxies add a port, some write IPv4 as IPv6.
  const [, ipv4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(ip) ?? [];
  if (ipv4) return ipv4;
  const address = ip.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/%.*/s, '');
  return isIPv6(address) ? firstHalf(address) : ip;
}

/** Returns the network that a site of many hosts has: of IPv6 the first 48 bits, of IPv4 the address. */
export function siteNetworkOf(network: string): string {
  return network.split(':', 3).join(':');
}

/** The first four of the eight groups of an IPv6 address. */
function firstHalf(address: string): string {
  const [left, right] = address.split('::').map((half) => half.split(':').filter(Boolean)) as [
    string[],
    string[]?,
  ];
  const groups = right ? [...left, ...Array(8 - left.length - right.length).fill('0'), ...right] : left;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
