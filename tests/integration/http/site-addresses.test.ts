import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listUnsetAddresses } from '../../../src/app/derived-settings.js';
import { readConfig } from '../../../src/config/env.js';
import { buildQueryUrl, startServer, type TestServer } from '../../support/test-server.js';

let instances: TestServer[];
let withAddresses: TestServer[];
beforeAll(async () => {
  const unset = { SITE_URL: '', CACHE_MB: '8', DATABASE_URL: 'postgres://db.example/dateline' };
  const first = await startServer({ settings: { ...unset, PORT: '4001' }, withSeeds: true });
  const { database } = first;
  const second = await startServer({ settings: { ...unset, PORT: '4002', HOST: '0.0.0.0' }, database });
  instances = [first, second];
  const set = { CACHE_MB: '8', GATEWAY_URL: 'https://graph.example' };
  withAddresses = [
    await startServer({ settings: { ...set, PORT: '4001' }, database }),
    await startServer({ settings: { ...set, PORT: '4002', HOST: '0.0.0.0' }, database }),
  ];
});
afterAll(async () => {
  await Promise.all([...withAddresses, instances[1]!].map((each) => each.close()));
  await instances[0]!.close();
});

const QUERY = `{
  site { url }
  articles(first: 20) { nodes { url image { url } seo { canonicalUrl jsonLd } } }
}`;

async function answersOf(served: TestServer[], path: string, headers: Record<string, string> = {}) {
  const answers = await Promise.all(
    served.map(async ({ get }) => {
      const response = await get(path, { headers });
      return [response.status, response.headers.get('etag'), await response.text()];
    }),
  );
  expect(answers[0]![0]).toBe(200);
  return answers;
}

test('Without SITE_URL all instances return the same bytes and ETags', async () => {
  const [one, other] = await answersOf(instances, buildQueryUrl({ query: QUERY }));
  expect(one![1]).not.toBeNull();
  expect(other).toEqual(one);
  expect(one![2]).toContain('http://127.0.0.1:4000/');
  // The Host of a request has no effect either.
  const [named] = await answersOf([instances[0]!], buildQueryUrl({ query: QUERY }), {
    'x-forwarded-host': 'evil.example',
  });
  expect(named).toEqual(one);
});

test.each(['/feeds/rss.xml', '/feeds/atom.xml', '/sitemap.xml', '/robots.txt'])(
  'With GATEWAY_URL all instances return the same feeds and sitemaps: %s',
  async (path) => {
    const [one, other] = await answersOf(withAddresses, path);
    expect(other).toEqual(one);
    expect(one![2]).not.toMatch(/127\.0\.0\.1|400[12]/);
  },
);

test('Startup warns of unset SITE_URL and GATEWAY_URL except in local development', () => {
  const warnings = (settings: NodeJS.ProcessEnv) =>
    listUnsetAddresses(readConfig({ PORT: '4100', ...settings }));
  expect(warnings({})).toEqual([]);
  const both = [
    'SITE_URL is not set: every url begins with http://127.0.0.1:4000',
    'GATEWAY_URL is not set: links in mails, feeds and sitemaps begin with http://127.0.0.1:4100 and differ between instances',
  ];
  expect(warnings({ NODE_ENV: 'production' })).toEqual(both);
  expect(warnings({ DATABASE_URL: 'postgres://db.example/dateline' })).toEqual(both);
  const set = { SITE_URL: 'https://courier.example', GATEWAY_URL: 'https://graph.example' };
  expect(warnings({ NODE_ENV: 'production', ...set })).toEqual([]);
});
