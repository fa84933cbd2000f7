import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, startDateline } from '../support/dateline-process.js';
import { listMetrics } from '../support/promql.js';
import { waitUntil } from '../support/until.js';

const folders = new DataFolderFixture();
afterEach(() => DatelineProcess.killAll());
afterAll(() => folders.remove());

const DASHBOARD = new URL('../../deploy/dashboard.json', import.meta.url);
const ALERTS = new URL('../../deploy/alerts.yaml', import.meta.url);

test('Dashboard panels and alerts use only metrics that a gateway exposes', async () => {
  const { address, dateline } = await startDateline({
    DATA_DIR: await folders.createFolder(),
    PLAYGROUND: 'false',
  });
  await query(address, 'query FrontPage { articles(first: 2) { nodes { title } } }');
  await query(address, 'query FrontPage { articles(first: 2) { nodes { title } } }');
  const page = async () => (await fetch(`${address}/metrics`)).text();
  await waitUntil(async () =>
    /^dateline_job_duration_seconds_count\{task="\S+",outcome="done"\} [1-9]/m.test(await page()),
  );
  const measured = new Set([...(await page()).matchAll(/^(?:# TYPE )?(\w+)[{ ]/gm)].map(([, name]) => name));
  const names = new Set(
    [...(await expressionsOfDashboard()), ...(await expressionsOfAlerts())].flatMap(listMetrics),
  );
  names.delete('up'); // Prometheus's own
  expect(names.size).toBeGreaterThan(25);
  expect([...names].filter((name) => !measured.has(name))).toEqual([]);
  expect(await dateline.stop()).toBe(0);
});

test('METRICS_PORT serves metrics, which the production port then does not', async () => {
  const DATA_DIR = await folders.createFolder();
  const { address, dateline } = await startDateline({
    ...{ DATA_DIR, SEED: 'false', NODE_ENV: 'production', METRICS_PORT: '0', LOG_LEVEL: 'info' },
  });
  const [, port] = await dateline.waitForOutput(/"metricsPort":(\d+)/);
  const own = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([own.status, own.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  expect(await own.text()).toContain('dateline_database_up 1\n');
  expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
  expect((await fetch(`${address}/metrics`)).status).toBe(404);
  expect(await dateline.stop()).toBe(0);
});

test('Counters that alerts take the rate of are exposed at 0 from the start', async () => {
  const { address, dateline } = await startDateline({
    ...{ DATA_DIR: await folders.createFolder(), SEED: 'false', FEED_URLS: 'http://127.0.0.1:9/feed' },
  });
  const read = async () => (await fetch(`${address}/metrics`)).text();
  // Those of jobs are there once the jobs can begin, shortly after the gateway is ready.
  await waitUntil(async () => (await read()).includes('task="sync_site"'));
  const page = await read();
  for (const series of [
    'dateline_http_responses_total{class="5xx"}',
    'dateline_operation_errors_total{code="INTERNAL_SERVER_ERROR"}',
    'dateline_mails_total{outcome="failed"}',
    'dateline_job_duration_seconds_count{task="publish_article",outcome="failed"}',
    'dateline_job_duration_seconds_count{task="sync_site",outcome="done"}',
  ]) {
    expect(page).toContain(`${series} 0\n`);
  }
  expect(await dateline.stop()).toBe(0);
});

async function expressionsOfDashboard(): Promise<string[]> {
  const { panels } = JSON.parse(await readFile(DASHBOARD, 'utf8'));
  return panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));
}

async function expressionsOfAlerts(): Promise<string[]> {
  const { groups } = parse(await readFile(ALERTS, 'utf8'));
  return groups.flatMap(({ rules }: any) => rules.map(({ expr }: any) => expr));
}
