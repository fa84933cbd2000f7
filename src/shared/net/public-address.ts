import ipaddr from 'ipaddr.js';
import { trimEnd } from '../text/trim-end.js';

/** Global unicast addresses (https://www.iana.org/assignments/ipv6-address-space/). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Returns true if an IP address is public. IPv6 addresses outside 2000::/3 are not, such as `::127.0.0.1`,
 * which ipaddr.js classifies as `unicast`.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}

/**
 * Returns true if a URL's hostname is a public address, or a name that may resolve to one. Expects a hostname
 * normalized by URL, which writes every form of an IPv4 address in four decimal parts.
 */
export function mayBePublicHost(hostname: string): boolean {
  const host = trimEnd(hostname.replace(/^\[|\]$/g, ''), /\./);
  if (ipaddr.isValid(host)) return isPublicAddress(host);
  return host !== 'localhost' && !host.endsWith('.localhost');
}
