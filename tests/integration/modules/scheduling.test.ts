import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createWorkerOptions } from '../../../src/app/worker/worker-options.js';
import { readConfig } from '../../../src/config/env.js';
import { startWorker } from '../../../src/jobs/queue.js';
import { module as publishing } from '../../../src/modules/publishing/publishing.module.js';
import { PUBLISH_TASK, publishOverdue } from '../../../src/modules/publishing/schedule-publication.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { makeJobsDue } from '../../support/jobs.js';
import { waitForValue } from '../../support/readers.js';

let gateway: Gateway;
let desk: Query;

beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
});
afterAll(() => gateway.close());

const log = pino({ level: 'silent' });
const instance = async () => {
  const { database } = gateway;
  const jobs = publishing.createJobs!(
    await createWorkerOptions({ config: readConfig({}), database, logger: log }),
  );
  return startWorker(database.pool, Object.fromEntries(jobs.map(({ name, run }) => [name, run])), log);
};
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

async function draft(title: string): Promise<string> {
  const document =
    'mutation ($title: String!) { createArticle(input: { title: $title }) { article { id } } }';
  return (await desk(document, { title })).createArticle.article.id;
}

async function publishAt(id: string, at: string) {
  const document = `mutation ($id: ID!, $at: DateTime) {
    publishArticle(input: { id: $id, at: $at }) { status userErrors { code } }
  }`;
  return (await desk(document, { id, at })).publishArticle;
}

/** Moves the publications that are scheduled within two minutes to a time that has come. */
async function bringForward(at = new Date()): Promise<void> {
  const { prisma, pool } = gateway.database;
  const scheduledFor = { lt: new Date(Date.now() + 120_000) };
  await prisma.draft.updateMany({ where: { scheduledFor }, data: { scheduledFor: at } });
  await makeJobsDue(pool, PUBLISH_TASK, 120);
}

const isVisible = async (id: string) =>
  (await gateway.query('query ($id: ID!) { node(id: $id) { ... on Article { publishedAt } } }', { id })).node;

const changesOf = (kind: string) => gateway.database.prisma.contentChange.count({ where: { kind } });

test('A scheduled article is published at its time and not before, with that date', async () => {
  const worker = await instance();
  try {
    const id = await draft('On time');
    const at = soon(2_000);
    expect(await publishAt(id, at)).toEqual({ status: 'SCHEDULED', userErrors: [] });
    expect(await isVisible(id)).toBeNull();
    const { publishedAt } = await waitForValue(() => isVisible(id));
    expect(publishedAt).toBe(at);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
  } finally {
    await worker.stop();
  }
});

test('Two instances publish many articles that are due at one time once each', async () => {
  const before = await changesOf('PUBLISHED');
  const ids = [];
  for (let i = 0; i < 30; i++) ids.push(await draft(`Due ${i}`));
  const at = soon(60_000);
  for (const id of ids) await publishAt(id, at);
  const workers = [await instance(), await instance()];
  try {
    await bringForward();
    for (const id of ids) await waitForValue(() => isVisible(id));
    expect(await changesOf('PUBLISHED')).toBe(before + ids.length);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
});

test('An overdue article is published when an instance starts, with its scheduled date', async () => {
  const id = await draft('Overdue');
  await publishAt(id, soon(60_000));
  const at = soon(-5_000);
  await bringForward(new Date(at));
  expect(await isVisible(id)).toBeNull();
  const worker = await instance();
  try {
    expect((await waitForValue(() => isVisible(id))).publishedAt).toBe(at);
  } finally {
    await worker.stop();
  }
});

test('The overdue task publishes an article when a killed worker has locked its job', async () => {
  const id = await draft('Left behind');
  const at = soon(60_000);
  await publishAt(id, at);
  // As it is half a minute after such a kill: the job is locked by a worker that is no more, and the time is past.
  const meant = new Date(Date.now() - 31_000);
  const { pool, prisma: editorial } = gateway.database;
  await pool.query("UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'gone'");
  await editorial.draft.updateMany({ where: { title: 'Left behind' }, data: { scheduledFor: meant } });
  await publishOverdue(editorial, log);
  expect(await isVisible(id)).toEqual({ publishedAt: meant.toISOString() });
  await publishOverdue(editorial, log);
  const audit = await editorial.auditEntry.count({ where: { keyName: 'schedule', target: id } });
  expect(audit).toBe(1);
  await pool.query('UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL');
});

test('A schedule can be postponed and cancelled', async () => {
  const [putOff, takenBack, control] = [
    await draft('Put off'),
    await draft('Taken back'),
    await draft('Control'),
  ];
  await publishAt(putOff, soon(60_000));
  await publishAt(putOff, soon(3_600_000));
  await publishAt(takenBack, soon(60_000));
  const document =
    'mutation ($id: ID!) { cancelSchedule(input: { id: $id }) { status userErrors { code } } }';
  expect((await desk(document, { id: takenBack })).cancelSchedule).toEqual({
    status: 'DRAFT',
    userErrors: [],
  });
  expect((await desk(document, { id: takenBack })).cancelSchedule.userErrors).toEqual([
    { code: 'NOT_ALLOWED' },
  ]);
  await publishAt(control, soon(60_000));
  await bringForward();
  const worker = await instance();
  try {
    await waitForValue(() => isVisible(control));
    expect([await isVisible(putOff), await isVisible(takenBack)]).toEqual([null, null]);
  } finally {
    await worker.stop();
  }
});

test('A scheduled publication that fails leaves the article hidden and adds an audit entry', async () => {
  const id = await draft('Hindered');
  await publishAt(id, soon(60_000));
  await gateway.save({ slug: 'holder', path: '/hindered' });
  const admin = gateway.queryAs(await gateway.createKey('admin'));
  const lastEntry = async () => {
    const document = `{ audit(first: 1, filter: { key: "schedule", target: "${id}" }) {
      nodes { action outcome keyPrefix userErrors { code } }
    } }`;
    return (await admin(document)).audit.nodes[0] ?? null;
  };
  await bringForward();
  const worker = await instance();
  try {
    expect(await waitForValue(lastEntry)).toEqual({
      action: 'publishArticle',
      outcome: 'REFUSED',
      keyPrefix: null,
      userErrors: [{ code: 'TAKEN' }],
    });
    expect(await isVisible(id)).toBeNull();
  } finally {
    await worker.stop();
  }
});

test('A scheduled publication adds an audit entry', async () => {
  const admin = gateway.queryAs(await gateway.createKey('admin'));
  const { audit } = await admin('{ audit(filter: { key: "schedule" }) { nodes { outcome revision } } }');
  expect(audit.nodes).toContainEqual({ outcome: 'DONE', revision: 1 });
});
