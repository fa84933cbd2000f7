import { afterEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import { type BackgroundWorker } from '../../../src/modules/module.js';
import {
  type AfterPublish,
  AfterPublishRunner,
  HOOK_TASK,
  type PublishEvent,
} from '../../../src/modules/publishing/after-publish.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { countJobs, makeJobsDue } from '../../support/jobs.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
const workers: BackgroundWorker[] = [];
const errors: Record<string, unknown>[] = [];

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await gateway.close();
});

async function startHook(afterPublish: AfterPublish) {
  const logger = pino({ level: 'error' }, { write: (line: string) => errors.push(JSON.parse(line)) });
  const { database } = gateway;
  const config = readConfig({ SITE_URL: 'https://courier.example' });
  workers.push(
    await startBackgroundWorkers({ config, siteConfig: { hooks: { afterPublish } }, database, logger }),
  );
}

test('afterPublish gets each publication once, and nothing from before it was there', async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'before' });
  const events: PublishEvent[] = [];
  await startHook((event) => void events.push(event));
  await startHook((event) => void events.push(event)); // a second instance
  await gateway.save({ slug: 'one', draft: true });
  const id = await gateway.save({ slug: 'two' });
  await gateway.save({ slug: 'two', title: 'Better' });
  await gateway.save({ slug: 'two', title: 'Better', path: '/moved/two' });
  await gateway.save({ slug: 'three' });
  await waitUntil(() => events.length >= 4);
  await waitUntil(async () => (await countJobs(gateway.database.pool, HOOK_TASK)) === 0);
  const sorted = events.sort((one, other) => one.sequence - other.sequence);
  expect(sorted.map(({ kind, slug }) => [kind, slug])).toEqual([
    ['PUBLISHED', 'two'],
    ['UPDATED', 'two'],
    ['MOVED', 'two'],
    ['PUBLISHED', 'three'],
  ]);
  expect(sorted[2]).toMatchObject({
    articleId: Buffer.from(`Article:${id}`).toString('base64url'),
    path: '/moved/two',
    url: 'https://courier.example/moved/two',
    at: expect.any(Date),
  });
});

test('A hook that fails is called again for the same event, and holds up no other', async () => {
  gateway = await startGateway();
  const calls: string[] = [];
  await startHook(({ slug }) => {
    calls.push(slug);
    if (slug === 'unlucky' && calls.filter((each) => each === slug).length < 3) throw new Error('not now');
  });
  await gateway.save({ slug: 'unlucky' });
  await gateway.save({ slug: 'lucky' });
  await waitUntil(() => calls.includes('lucky'));
  const { pool } = gateway.database;
  await waitUntil(async () => {
    await makeJobsDue(pool, HOOK_TASK); // instead of waiting for the next attempt
    return (await countJobs(pool, HOOK_TASK)) === 0;
  });
  expect(calls.filter((slug) => slug === 'unlucky')).toHaveLength(3);
  expect(calls.filter((slug) => slug === 'lucky')).toEqual(['lucky']);
  const failures = errors.filter(({ part }) => part === 'hooks');
  expect(failures).toHaveLength(2);
  expect(failures[0]).toMatchObject({ msg: 'afterPublish failed', kind: 'PUBLISHED' });
});

test('A hook that does not end is given up, so that its job is retried', async () => {
  gateway = await startGateway();
  const runner = new AfterPublishRunner(() => new Promise(() => undefined), pino({ level: 'silent' }), 50);
  const event = { kind: 'PUBLISHED', sequence: 1, articleId: '', slug: '', path: '/', url: '' } as const;
  await expect(runner.run({ ...event, at: new Date().toISOString() })).rejects.toThrow(
    'took longer than 50 ms',
  );
});
