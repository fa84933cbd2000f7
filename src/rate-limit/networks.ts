import { BlockList, isIPv6 } from 'node:net';
import { removePort } from '../shared/net/network.js';

/** Returns true if the list contains the address, also an IPv4 address written as IPv6. */
export function containsAddress(list: BlockList, ip: string): boolean {
  const address = removePort(ip);
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Builds a block list from addresses and CIDR ranges. */
export function buildBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, bits] = range.split('/') as [string, string?];
    const isLong = isIPv6(address);
    list.addSubnet(address, Number(bits ?? (isLong ? 128 : 32)), isLong ? 'ipv6' : 'ipv4');
  }
  return list;
}
