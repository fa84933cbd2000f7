import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startServer, type TestServer } from '../../support/test-server.js';

/** Audits that fail, with the reason why that is intended. */
const DEVIATIONS = {
  '572B':
    'wants 200 for a document that is not GraphQL, under application/json: dropped by the current draft',
  FDE2: 'wants 200 for a document that does not fit the schema, under application/json: dropped likewise',
  '7B9B': 'wants 200 for variables that do not fit, under application/json: dropped likewise',
};

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer();
});
afterAll(() => gateway.close());

test('The gateway passes every GraphQL over HTTP audit except the listed deviations', async () => {
  const audits = serverAudits({ url: `${gateway.address}/graphql`, fetchFn: fetch });
  const failed: string[] = [];
  for (const { id, fn } of audits) {
    const result = await fn();
    if (result.status === 'ok') continue;
    failed.push(id);
    await result.response.body?.cancel();
  }
  expect(audits).toHaveLength(61);
  expect(failed.sort()).toEqual(Object.keys(DEVIATIONS).sort());
});

test('The listed deviations from GraphQL over HTTP concern only SHOULD audits', () => {
  const audits = serverAudits({ url: gateway.address, fetchFn: fetch });
  const names = audits.filter(({ id }) => id in DEVIATIONS).map(({ name }) => name.split(' ', 1)[0]);
  expect(names).toEqual(['SHOULD', 'SHOULD', 'SHOULD']);
});
