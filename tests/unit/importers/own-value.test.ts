import { expect, test } from '@jest/globals';
import { date, number } from '../../../src/fields/field.js';
import { readOwnValue, type ValueSource } from '../../../src/importers/own-fields/read-own-value.js';

let warnings: string[] = [];
const source: ValueSource = {
  richTextFormat: 'html',
  toPlainText: (text) => text,
  readImage: () => null,
  readReference: () => null,
  warn: (message) => warnings.push(message),
};

test.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['20260301', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01 18:30:00', '2026-03-01T18:30:00.000Z'],
  ['2026-03-01T18:30', '2026-03-01T18:30:00.000Z'],
  ['2026-03-01T18:30:00+02:00', '2026-03-01T16:30:00.000Z'],
  ['March 1, 2026 18:30', '2026-03-01T18:30:00.000Z'],
  ['March 1, 2026 18:30 GMT+0200', '2026-03-01T16:30:00.000Z'],
  ['1772389800', '2026-03-01T18:30:00.000Z'],
])('the time "%s" is read as %s in every time zone', (text, expected) => {
  expect(readOwnValue(date({ description: 'D.' }), text, 'at', source)).toBe(expected);
});

test('integers beyond 32 bits are ignored with a warning', () => {
  warnings = [];
  const field = number({ description: 'N.', isInteger: true });
  expect(readOwnValue(field, '2147483647', 'count', source)).toBe(2_147_483_647);
  expect(readOwnValue(field, '2147483648', 'count', source)).toBeNull();
  expect(warnings).toEqual(['count: "2147483648" is not a whole number of at most 32 bits and was ignored']);
});
