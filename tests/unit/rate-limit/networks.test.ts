import { expect, test } from '@jest/globals';
import { buildBlockList, containsAddress } from '../../../src/rate-limit/networks.js';

test.each([
  ['10.1.2.3', true],
  ['10.1.2.3:5678', true],
  ['::ffff:10.1.2.3', true],
  ['2001:db8::1', true],
  ['[2001:db8::1]:443', true],
  ['11.1.2.3:5678', false],
  ['2001:db9::1', false],
])('the address %s is in the list: %s', (address, expected) => {
  const list = buildBlockList(['10.0.0.0/8', '2001:db8::/32']);
  expect(containsAddress(list, address)).toBe(expected);
});
