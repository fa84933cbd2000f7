import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import type { KeyDirectory } from '../../../src/http/signatures/fetch-key-directory.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createCrawlerKey, type SignOptions, signRequest } from '../../support/signed-requests.js';
import { waitUntil } from '../../support/until.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const CHATGPT_USER = 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0';
const SITE = 'https://courier.example/';

const own = createCrawlerKey();
const foreign = createCrawlerKey();
/** Origins of agents whose directory never responds. */
const SILENT = 'https://silent.example';
const fetched: string[] = [];

async function fetchKeyDirectory(origin: string): Promise<KeyDirectory> {
  fetched.push(origin);
  if (origin === SILENT) return new Promise(() => undefined);
  const key = createPublicKey({ key: own.published as never, format: 'jwk' });
  const id = await calculateJwkThumbprint(own.published as never);
  const always = { notBefore: 0, notAfter: Number.POSITIVE_INFINITY };
  return { keys: new Map([[id, { key, ...always }]]), maxAgeSeconds: null };
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(
    {
      CACHE_MB: '16',
      METRICS: 'true',
      REFUSE_CRAWLERS: 'true',
      CRAWLER_LICENSES: 'paid.example',
      SIGNATURE_AGENTS: `https://chatgpt.com, https://paid.example, https://unpaid.example, ${SILENT}`,
    },
    { fetchKeyDirectory },
  );
  await gateway.save({ slug: 'open' });
  await gateway.save({
    slug: 'sold',
    machineRights: 'answers=licensed, training=licensed, price=1 EUR per use',
  });
  await gateway.save({ slug: 'closed', machineRights: 'answers=forbidden, training=forbidden' });
  // The first request makes the gateway fetch the keys.
  for (const agent of ['chatgpt.com', 'paid.example', 'unpaid.example'])
    await read('/markdown/open', { agent });
});
afterAll(() => gateway.close());

async function read(
  path: string,
  { agent, ...options }: SignOptions & { agent: string },
  { key = own, userAgent = BROWSER } = {},
) {
  const signed = await signRequest(key, SITE, { agent: `"https://${agent}"`, ...options });
  const response = await fetch(gateway.address + path, { headers: { ...signed, 'user-agent': userAgent } });
  return { status: response.status, text: await response.text() };
}

describe('A crawler that signs', () => {
  test('is refused what its operator may not read, under the name of a browser too', async () => {
    expect((await read('/markdown/open', { agent: 'chatgpt.com' })).status).toBe(200);
    const { status, text } = await read('/markdown/closed', { agent: 'chatgpt.com' });
    expect(status).toBe(403);
    expect(JSON.parse(text).errors[0].message).toMatch(/^chatgpt\.com reads for answers/);
    expect((await read('/graphql?query={__typename}', { agent: 'chatgpt.com' })).status).toBe(403);
  });

  test('reads with a license of the host of its keys, which a name alone does not have', async () => {
    expect((await read('/markdown/sold', { agent: 'paid.example' })).status).toBe(200);
    expect((await read('/markdown/closed', { agent: 'paid.example' })).status).toBe(403);
    expect((await read('/markdown/sold', { agent: 'unpaid.example' })).status).toBe(403);
    const forged = await read(
      '/markdown/sold',
      { agent: 'paid.example' },
      { key: foreign, userAgent: CHATGPT_USER },
    );
    expect(forged.status).toBe(403);
  });

  test('is a reader like others if its signature does not count', async () => {
    const late = { agent: 'chatgpt.com', created: Date.now() - 3_600_000 };
    expect((await read('/markdown/closed', late)).status).toBe(200);
  });

  test('gets its response at once while its keys are being fetched', async () => {
    const { status } = await read('/markdown/closed', { agent: 'silent.example' });
    expect([status, fetched.filter((origin) => origin === SILENT).length]).toEqual([200, 1]);
  });

  test('of an agent that is not listed makes the gateway fetch nothing', async () => {
    await read('/markdown/open', { agent: 'metadata.internal' });
    expect(fetched).not.toContain('https://metadata.internal');
  });
});

test('Metrics and usage name crawlers with whether they signed', async () => {
  await read('/markdown/open', { agent: 'chatgpt.com' }, { userAgent: CHATGPT_USER });
  const metrics = await (await fetch(`${gateway.address}/metrics`)).text();
  expect(metrics).toMatch(
    /dateline_crawler_requests_total\{crawler="ChatGPT-User",signed="true",route="\/markdown\/\*",status="200"\} 1/,
  );
  expect(metrics).toMatch(/dateline_crawler_requests_total\{crawler="paid\.example",signed="true"/);
  for (const outcome of ['verified', 'no_key', 'expired'])
    expect(metrics).toContain(
      `dateline_crawler_signatures_total{agent="https://chatgpt.com",outcome="${outcome}"}`,
    );
  expect(metrics).toContain('dateline_crawler_signatures_total{agent="other",outcome="unlisted"} 1');
});

test('A client whose signatures fail too often is a reader without a further check, and no other client', async () => {
  const limited = await startGateway(
    {
      METRICS: 'true',
      REFUSE_CRAWLERS: 'true',
      SIGNATURE_AGENTS: 'https://chatgpt.com',
      TRUSTED_PROXIES: 'loopback',
      RATE_PER_CLIENT: '1000',
    },
    { fetchKeyDirectory, beside: gateway },
  );
  const readAs = async (ip: string, created = Date.now()) => {
    const signed = await signRequest(own, SITE, { agent: '"https://chatgpt.com"', created });
    const headers = { ...signed, 'x-forwarded-for': ip, 'user-agent': BROWSER };
    return (await fetch(`${limited.address}/markdown/closed`, { headers })).status;
  };
  const [forger, crawler] = ['198.51.100.7', '203.0.113.9'];
  await waitUntil(async () => (await readAs(crawler)) === 403);
  expect(await readAs(forger)).toBe(403);
  for (let i = 0; i < 21; i++) expect(await readAs(forger, Date.now() - 3_600_000)).toBe(200);
  expect(await readAs(forger)).toBe(200);
  expect(await readAs(crawler)).toBe(403);
  const metrics = await (await fetch(`${limited.address}/metrics`)).text();
  expect(metrics).toContain(
    'dateline_crawler_signatures_total{agent="https://chatgpt.com",outcome="expired"} 21',
  );
  expect(metrics).toContain('dateline_crawler_signatures_total{agent="other",outcome="unchecked"} 1');
  await limited.close();
});
