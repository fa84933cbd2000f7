import { BlockList, isIPv6 } from 'node:net';

/** Whether an address is among these; one of IPv4 that is written as IPv6, too. */
export function containsAddress(list: BlockList, ip: string): boolean {
  return list.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

/** Addresses and CIDR ranges, in the form that addresses can be looked up in. */
export function buildBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, bits] = range.split('/') as [string, string?];
    const isLong = isIPv6(address);
    list.addSubnet(address, Number(bits ?? (isLong ? 128 : 32)), isLong ? 'ipv6' : 'ipv4');
  }
  return list;
}
