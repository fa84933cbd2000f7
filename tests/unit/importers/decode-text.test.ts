import { expect, test } from '@jest/globals';
import { decodeWithCharset } from '../../../src/importers/fetch/decode-text.js';

/** “Größe” – déjà vu, in windows-1252. */
const BYTES = Buffer.from('\x93Gr\xf6\xdfe\x94 \x96 d\xe9j\xe0 vu', 'latin1');
const TEXT = '“Größe” – déjà vu';

test.each(['windows-1252', 'iso-8859-1', 'latin1'])(
  'quotation marks and dashes of %s are read',
  (charset) => {
    expect(decodeWithCharset(BYTES, `text/html; charset=${charset}`)).toEqual({
      text: TEXT,
      assumedCharset: null,
    });
    const page = Buffer.concat([Buffer.from(`<meta charset="${charset}">`), BYTES]);
    expect(decodeWithCharset(page).text).toBe(`<meta charset="${charset}">${TEXT}`);
  },
);

test.each(['', 'text/html; charset=utf-8'])(
  'windows-1252 is assumed for a text of the type "%s" that is not UTF-8',
  (type) => {
    expect(decodeWithCharset(BYTES, type)).toEqual({ text: TEXT, assumedCharset: 'windows-1252' });
  },
);

test('a text in UTF-8 with some broken bytes stays UTF-8', () => {
  const broken = Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff])]);
  expect(decodeWithCharset(broken)).toEqual({ text: `${TEXT}\ufffd`, assumedCharset: null });
});

test('a text with a byte order mark is read by it', () => {
  const utf16 = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
  expect(decodeWithCharset(utf16, 'text/html; charset=utf-8')).toEqual({ text: TEXT, assumedCharset: null });
});
