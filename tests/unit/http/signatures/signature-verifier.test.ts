import { createPublicKey } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { generateNonce } from 'web-bot-auth';
import { SignatureVerifier } from '../../../../src/http/signatures/signature-verifier.js';
import { createCrawlerKey, type SignOptions, signRequest } from '../../../support/signed-requests.js';

const AGENT = 'https://bot.example';
const PAGE = 'https://courier.example/news/harbour';
const own = createCrawlerKey();
const rsa = createCrawlerKey('rsa');
const foreign = createCrawlerKey();

let now: number;
let verifier: SignatureVerifier;
beforeEach(async () => {
  now = Date.now();
  const keys = new Map<string, ReturnType<typeof createPublicKey>>();
  for (const { published } of [own, rsa])
    keys.set(
      await calculateJwkThumbprint(published as never),
      createPublicKey({ key: published as never, format: 'jwk' }),
    );
  verifier = new SignatureVerifier({
    directories: { has: (origin) => origin === AGENT, find: (_origin, id) => keys.get(id) ?? null },
    origins: new Set(['https://courier.example', 'http://127.0.0.1:4000']),
    now: () => now,
  });
});

const check = async (headers: Record<string, string>, url = '/news/harbour') =>
  (await verifier.verify({ method: 'GET', url, headers: { host: 'courier.example', ...headers } })).outcome;
const checkSigned = async (options?: SignOptions, key = own, url = PAGE) =>
  check(await signRequest(key, url, options));

describe('A signature is valid', () => {
  test('with Ed25519 and with RSA-PSS, for each address of the site', async () => {
    for (const key of [own, rsa]) {
      expect(await checkSigned({}, key)).toBe('verified');
      expect(await checkSigned({}, key, 'http://127.0.0.1:4000/graphql')).toBe('verified');
    }
    const { agent } = await verifier.verify({ url: '/', headers: await signRequest(own, PAGE) });
    expect(agent).toBe(AGENT);
  });

  test('whatever host the front end forwards it with', async () => {
    expect(await check({ ...(await signRequest(own, PAGE)), host: 'internal:4000' })).toBe('verified');
  });

  test('that covers the path as well, where nothing in front has changed it', async () => {
    const headers = await signRequest(own, PAGE, {
      components: ['@authority', '@method', '@path', 'signature-agent'],
    });
    expect(await check(headers)).toBe('verified');
    expect(await check(headers, '/markdown/news/harbour')).toBe('invalid');
  });

  test('without a nonce for five minutes, and with one once until it expires', async () => {
    const withNonce = await signRequest(own, PAGE, { lifetimeSeconds: 3_600 });
    now += 3_000_000;
    expect(await check(withNonce)).toBe('verified');
    expect(await check(withNonce)).toBe('replayed');
    expect(await checkSigned({ created: now })).toBe('verified'); // another nonce
  });
});

describe('A signature is not valid', () => {
  test('with a key that is not in the directory, or another key than it names', async () => {
    expect(await checkSigned({}, foreign)).toBe('no_key');
    const id = await calculateJwkThumbprint(own.published as never);
    const headers = await signRequest(foreign, PAGE);
    headers['signature-input'] = headers['signature-input']!.replace(/keyid="[^"]+"/, `keyid="${id}"`);
    expect(await check(headers)).toBe('invalid');
  });

  test('for another site', async () => {
    expect(await checkSigned({}, own, 'https://other.example/news/harbour')).toBe('invalid');
    const headers = await signRequest(own, 'https://other.example/');
    expect(await check({ ...headers, host: 'other.example' })).toBe('invalid');
  });

  test('after it expires, before it was made, or with a lifetime of more than a day', async () => {
    expect(await checkSigned({ created: now - 120_000 })).toBe('expired');
    expect(await checkSigned({ created: now + 60_000 })).toBe('expired');
    expect(await checkSigned({ lifetimeSeconds: 86_401 })).toBe('malformed');
    expect(await checkSigned({ lifetimeSeconds: 0, created: now })).toBe('malformed');
  });

  test('if its time, nonce, agent or bytes were changed', async () => {
    const changes: ((headers: Record<string, string>) => void)[] = [
      (each) =>
        (each['signature-input'] = each['signature-input']!.replace(/expires=\d+/, 'expires=9999999999')),
      (each) =>
        (each['signature-input'] = each['signature-input']!.replace(
          /nonce="[^"]+"/,
          `nonce="${generateNonce()}"`,
        )),
      (each) => (each['signature-agent'] = '"https://bot.example/other"'),
      (each) =>
        (each.signature = each.signature!.replace(/:(.)/, (_, first) => (first === 'A' ? ':B' : ':A'))),
    ];
    for (const change of changes) {
      const headers = await signRequest(own, PAGE);
      change(headers);
      expect(['invalid', 'malformed']).toContain(await check(headers));
    }
  });

  test('if it covers neither the site nor the agent', async () => {
    expect(await checkSigned({ components: ['@method', 'signature-agent'] })).toBe('malformed');
    const headers = await signRequest(own, PAGE, { agent: null });
    expect(await check({ ...headers, 'signature-agent': `"${AGENT}"` })).toBe('malformed');
  });

  test('of an agent that the site does not list', async () => {
    expect(await checkSigned({ agent: '"https://unknown.example"' })).toBe('unlisted');
    expect(await checkSigned({ agent: '"http://bot.example"' })).toBe('unlisted');
  });

  test('with headers that are too long, or cannot be parsed', async () => {
    const headers = await signRequest(own, PAGE);
    expect(await check({ ...headers, signature: `sig1=:${'A'.repeat(5_000)}:` })).toBe('malformed');
    for (const input of ['', 'sig1', 'sig1=()', '()', 'sig1=("@authority");tag="web-bot-auth"', '\u0000'])
      expect([input, await check({ ...headers, 'signature-input': input })]).toEqual([input, 'malformed']);
    for (const agent of ['', 'bot.example', '"bot.example"', '"https://', 'a=1', '("x")'])
      expect(['malformed', 'unlisted']).toContain(await check({ ...headers, 'signature-agent': agent }));
    for (const signature of ['', 'sig1', 'sig1="text"', 'sig2=:AAAA:'])
      expect(['malformed', 'invalid']).toContain(await check({ ...headers, signature }));
  });
});

describe('Signature-Agent as a dictionary', () => {
  test('names the agent by the label of the signature', async () => {
    const headers = await signRequest(own, PAGE, { agent: `sig1="${AGENT}"` });
    expect(await check(headers)).toBe('verified');
    const other = await signRequest(own, PAGE, { agent: `other="${AGENT}"` });
    expect(await check(other)).toBe('malformed');
  });
});
