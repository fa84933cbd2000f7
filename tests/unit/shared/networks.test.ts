import { expect, test } from '@jest/globals';
import { getNetworks } from '../../../src/shared/net/network.js';

test.each([
  ['192.0.2.1', ['192.0.2.1']],
  ['192.0.2.1:4711', ['192.0.2.1']],
  ['::ffff:192.0.2.1', ['192.0.2.1']],
  ['::ffff:c000:201', ['192.0.2.1']],
  ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2', '2001:db8:1']],
  ['[2001:db8:1:2::6]:443', ['2001:db8:1:2', '2001:db8:1']],
  ['2001:DB8:1::', ['2001:db8:1:0', '2001:db8:1']],
  ['fe80::1%eth0', ['fe80:0:0:0', 'fe80:0:0']],
  ['nowhere', ['nowhere']],
])('getNetworks returns the IPv4 address or the IPv6 prefixes of %s', (ip, networks) => {
  expect(getNetworks(ip)).toEqual(networks);
});
