import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';

const LIMIT = 3;

let newsroom: Newsroom;
let server: string;
beforeAll(async () => {
  newsroom = await startNewsroom({ SIGN_UPS_PER_CLIENT: String(LIMIT), TRUSTED_PROXIES: '' });
  server = await newsroom.gateway.createKey('reader:forward');
});
afterAll(() => newsroom.close());

const SIGN_UP = `mutation ($email: String!) {
  subscribeToNewsletter(input: { newsletter: "weekly", email: $email }) { accepted userErrors { code } }
}`;

let count = 0;
async function signUp(address?: string): Promise<boolean> {
  count += 1;
  const headers = address === undefined ? {} : { 'x-reader-address': address };
  const variables = { email: `reader-${count}@reader.example` };
  const payload = await newsroom.gateway.queryAs(server)(SIGN_UP, variables, headers);
  return payload.subscribeToNewsletter.accepted;
}

test('Sign-ups through a server count for the readers whom its header names', async () => {
  for (let i = 0; i < 4 * LIMIT; i++) expect(await signUp(`203.0.113.${i}`)).toBe(true);
  for (let i = 0; i < LIMIT; i++) expect(await signUp('2001:db8::7')).toBe(true);
  expect(await signUp('2001:db8::7')).toBe(false);
  for (let i = 0; i < LIMIT; i++) expect(await signUp()).toBe(true);
  expect(await signUp()).toBe(false);
});

test('A header with an invalid address, or several, is refused', async () => {
  for (const address of ['reader', '203.0.113.7, 203.0.113.8', '203.0.113.7:443', '']) {
    const headers = { authorization: `Bearer ${server}`, 'x-reader-address': address };
    const [error] = await newsroom.gateway.queryErrors(SIGN_UP, { email: 'a@reader.example' }, headers);
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
    expect(error!.message).toContain('x-reader-address must be one IPv4 or IPv6 address');
  }
});

test('The address is refused without a key, and from a key without the scope', async () => {
  const other = await newsroom.gateway.createKey('newsletter:write');
  for (const headers of [{}, { authorization: `Bearer ${other}` }]) {
    const [error] = await newsroom.gateway.queryErrors(
      SIGN_UP,
      { email: 'a@reader.example' },
      { ...headers, 'x-reader-address': '203.0.113.7' },
    );
    expect(error!.extensions.code).toBe('FORBIDDEN');
    expect(error!.message).toContain('reader:forward');
  }
});
