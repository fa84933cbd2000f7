import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { DataFolders } from '../database/data-folder.js';
import { until } from '../support/until.js';
import { Dateline, query, startDateline } from './dateline.js';

const folders = new DataFolders();
afterEach(() => Dateline.killAll());
afterAll(() => folders.remove());

const DASHBOARD = new URL('../../deploy/dashboard.json', import.meta.url);
/** What PromQL has beside names of metrics and labels. */
const FUNCTIONS = /\b(sum|min|max|count|rate|topk|histogram_quantile|vector|by|or)\b/g;

test('Every panel of the dashboard shows something that a gateway measures', async () => {
  const { address, dateline } = await startDateline({ DATA_DIR: await folders.make(), PLAYGROUND: 'false' });
  await query(address, 'query FrontPage { articles(first: 2) { nodes { title } } }');
  await query(address, 'query FrontPage { articles(first: 2) { nodes { title } } }');
  const page = async () => (await fetch(`${address}/metrics`)).text();
  await until(async () =>
    /^dateline_job_duration_seconds_count\{task="\S+",outcome="done"\} \d/m.test(await page()),
  );
  const measured = new Set([...(await page()).matchAll(/^(?:# TYPE )?(\w+)[{ ]/gm)].map(([, name]) => name));
  const names = await namesInDashboard();
  expect(names.size).toBeGreaterThan(20);
  expect([...names].filter((name) => !measured.has(name))).toEqual([]);
  expect(await dateline.stop()).toBe(0);
});

test('Metrics have a port of their own when it is set, and in production no other', async () => {
  const DATA_DIR = await folders.make();
  const { address, dateline } = await startDateline({
    ...{ DATA_DIR, SEED: 'false', NODE_ENV: 'production', METRICS_PORT: '0', LOG_LEVEL: 'info' },
  });
  const [, port] = await dateline.prints(/"metricsPort":(\d+)/);
  const own = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([own.status, own.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  expect(await own.text()).toContain('dateline_database_up 1\n');
  expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
  expect((await fetch(`${address}/metrics`)).status).toBe(404);
  expect(await dateline.stop()).toBe(0);
});

async function namesInDashboard(): Promise<Set<string>> {
  const { panels } = JSON.parse(await readFile(DASHBOARD, 'utf8'));
  const expressions: string[] = panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));
  const names = expressions.flatMap((expression) => {
    const withoutLabels = expression
      .replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ')
      .replace(FUNCTIONS, ' ');
    const found = withoutLabels.match(/[a-z]\w+/g) ?? [];
    if (found.length === 0) throw new Error(`It names no metric: ${expression}`);
    return found;
  });
  return new Set(names);
}
