import { expect, test } from '@jest/globals';
import { normalizeStatement } from '../../../src/shared/machine-rights.js';

const withLicense = (license: string) => `training=licensed, license=${license}`;

test('The URL of a license is stored in ASCII, as header fields need it', () => {
  const stored = withLicense('https://xn--r8jz45g.example/%E5%88%A9%E7%94%A8?x=%C3%A9');
  expect(normalizeStatement(withLicense('https://例え.example/利用?x=é'))).toBe(stored);
  expect(normalizeStatement(stored)).toBe(stored);
});

test.each(['\u0001', '\u007f', '\u0085'])(
  'A control character in the URL of a license is refused: %j',
  (character) => {
    expect(() => normalizeStatement(withLicense(`https://courier.example/a${character}b`))).toThrow(
      'without spaces, control characters',
    );
  },
);

test('The length of a license is that of its encoded form', () => {
  const license = `https://courier.example/${'利'.repeat(300)}`;
  expect(() => normalizeStatement(withLicense(license))).toThrow('at most 2,000 characters');
});
