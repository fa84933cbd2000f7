import { expect, test } from '@jest/globals';
import { type GraphQLScalarType, parseValue } from 'graphql';
import { DateTimeScalar, UrlScalar } from '../../../src/shared/scalars.js';

test.each<[GraphQLScalarType, unknown]>([
  [DateTimeScalar, '2026-10-01'],
  [DateTimeScalar, '2026-10-01T08:00:00'],
  [DateTimeScalar, 5],
  [UrlScalar, '/ferry.jpg'],
  [UrlScalar, 5],
])('%s refuses %j, as a variable and in the document, and names the accepted values', (scalar, value) => {
  const text = JSON.stringify(value);
  const accepted = {
    DateTime: 'a date and time with its time zone, e.g. 2026-01-31T08:00:00Z',
    URL: 'an absolute URL, e.g. https://example.com/ferry.jpg',
  }[scalar.name];
  const message = `${scalar.name} must be ${accepted}, not ${text}`;
  expect(() => scalar.parseValue(value)).toThrow(message);
  expect(() => scalar.parseLiteral(parseValue(text))).toThrow(message);
});

test('DateTime and URL parse values as variables and in the document', () => {
  const time = '2026-10-01T08:00:00+02:00';
  expect(DateTimeScalar.parseValue(time)).toEqual(new Date(time));
  expect(DateTimeScalar.parseLiteral(parseValue(`"${time}"`))).toEqual(new Date(time));
  const url = 'https://example.com/ferry.jpg';
  expect(String(UrlScalar.parseValue(url))).toBe(url);
  expect(String(UrlScalar.parseLiteral(parseValue(`"${url}"`)))).toBe(url);
});
