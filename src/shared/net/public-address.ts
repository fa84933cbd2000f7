import ipaddr from 'ipaddr.js';
import { trimEnd } from '../text/trim-end.js';

/** Global unicast addresses, by https://www.iana.org/assignments/ipv6-address-space/ */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address is a public one. Forms that wrap an IPv4 address in IPv6 are not, whatever they wrap:
 * `::127.0.0.1` and what else lies outside of 2000::/3 is `unicast` to ipaddr.js.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}

/**
 * Whether a URL's hostname is a public address, or a name that may lead to one. `hostname` is as URL has it, which
 * writes every disguise of an IPv4 address in four decimal parts.
 */
export function mayBePublicHost(hostname: string): boolean {
  const host = trimEnd(hostname.replace(/^\[|\]$/g, ''), /\./);
  if (ipaddr.isValid(host)) return isPublicAddress(host);
  return host !== 'localhost' && !host.endsWith('.localhost');
}
