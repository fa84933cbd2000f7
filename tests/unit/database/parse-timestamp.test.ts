import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { parseTimestamp, READER_TYPES } from '../../../src/database/parse-timestamp.js';

const { TIMESTAMPTZ, INT4 } = pg.types.builtins;
const parseWithPg = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => unknown;

describe('The parser of timestamps', () => {
  test.each([
    '2026-11-24 09:30:00+00',
    '1970-01-01 00:00:00+00',
    '1969-12-31 23:59:59.999+00',
    '2024-02-29 23:59:59.5+00',
    '2026-11-24 09:30:00.123456+00',
    '2026-11-24 09:30:00.000001+00',
    '0099-01-01 00:00:00+00',
    '0100-01-01 00:00:00+00',
    '12026-01-01 00:00:00+00',
    '2026-11-24 09:30:00.25+05:30',
    '2026-11-24 09:30:00-08',
    '1890-01-01 00:00:00+00:53:28',
    '0044-03-15 00:00:00+00 BC',
    'infinity',
    '-infinity',
  ])('returns the same date as pg for %s', (text) => {
    expect(parseTimestamp(text)).toEqual(parseWithPg(text));
  });

  test('returns the same date as pg for every millisecond of a second', () => {
    for (let ms = 0; ms < 1_000; ms++) {
      const fraction = String(ms).padStart(3, '0').replace(/0+$/, '');
      const text = `2026-11-24 09:30:00${fraction && `.${fraction}`}+00`;
      expect(parseTimestamp(text)).toEqual(parseWithPg(text));
      expect(parseTimestamp(text).getUTCMilliseconds()).toBe(ms);
    }
  });

  test('leaves other types to pg', () => {
    expect(READER_TYPES.getTypeParser(INT4)('7')).toBe(7);
    expect(READER_TYPES.getTypeParser(TIMESTAMPTZ, 'text')).toBe(parseTimestamp);
  });
});
