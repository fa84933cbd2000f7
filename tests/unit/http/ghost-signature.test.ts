import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isGhostSignature } from '../../../src/http/ghost-signature.js';

const SECRET = 'a secret of webhooks';
const BODY = Buffer.from('{"post":{"current":{"title":"Fähre"}}}');

/** Signs as Ghost does; before 5.87 without a time. */
function sign(body: Buffer, { secret = SECRET, time = '' } = {}): string {
  const digest = createHmac('sha256', secret).update(`${body}${time}`).digest('hex');
  return `sha256=${digest}${time && `, t=${time}`}`;
}

test('The signature of a webhook of Ghost is accepted, with its time and without', () => {
  expect(isGhostSignature(sign(BODY, { time: '1796039999000' }), BODY, SECRET)).toBe(true);
  expect(isGhostSignature(sign(BODY), BODY, SECRET)).toBe(true);
  expect(isGhostSignature(sign(Buffer.alloc(0)), Buffer.alloc(0), SECRET)).toBe(true);
});

test.each([
  ['another secret', sign(BODY, { secret: 'another secret' })],
  ['another body', sign(Buffer.from('{}'))],
  ['another time', sign(BODY, { time: '1796039999000' }).replace('t=1796', 't=1797')],
  ['a cut digest', sign(BODY).slice(0, -2)],
  ['no digest', 'sha256='],
  ['an empty header', ''],
  ['another form', `t=1, ${sign(BODY)}`],
])('A signature with %s is refused', (_name, header) => {
  expect(isGhostSignature(header, BODY, SECRET)).toBe(false);
});
