import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createWorkerOptions } from '../../../src/app/worker/worker-options.js';
import { readConfig } from '../../../src/config/env.js';
import { startWorker } from '../../../src/jobs/queue.js';
import { module as bulk } from '../../../src/modules/bulk/bulk.module.js';
import { UPDATE_TASK } from '../../../src/modules/bulk/bulk-job.js';
import { parseGlobalId, toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { countJobs } from '../../support/jobs.js';
import { createSseClient, createWebSocketClient } from '../../support/live-clients.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
let key: string;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  gateway = await startGateway();
  key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  await gateway.save({ slug: 'first', section: ['Sport'], tags: ['Old'], authors: ['Ann'] });
  await gateway.save({ slug: 'second', section: ['News', 'City'], tags: ['Kept', 'Old'] });
  await gateway.save({ slug: 'third', section: ['News'], draft: true });
});
afterAll(() => gateway.close());

const UPDATE = `mutation ($input: UpdateArticlesInput!) { updateArticles(input: $input) {
  results { id article { slug } userErrors { code message } }
  job { id total done failed isFinished }
  userErrors { code field message }
} }`;
const update = async (input: object, query = desk, headers = {}) =>
  (await query(UPDATE, { input }, headers)).updateArticles;
const refusal = async (input: object) => (await update(input)).userErrors[0];

const ARTICLE =
  'query ($slug: String!) { article(by: { slug: $slug }) { id path tags { slug } authors { slug } sections { slug } } }';
const slugsOf = (nodes: { slug: string }[]) => nodes.map(({ slug }) => slug);
const read = async (slug: string, query: Query = gateway.query) => {
  const { article } = await query(ARTICLE, { slug });
  const { tags, authors, sections } = article;
  return { ...article, tags: slugsOf(tags), authors: slugsOf(authors), sections: slugsOf(sections) };
};
const idsOf = async (...slugs: string[]) =>
  Promise.all(slugs.map(async (slug) => (await read(slug, preview)).id as string));
const statusOf = async (slug: string) =>
  (await preview('query ($slug: String!) { article(by: { slug: $slug }) { status } }', { slug })).article
    .status;
const countRevisions = () => gateway.database.prisma.articleRevision.count();
const lastChanges = async (count: number) =>
  gateway.database.prisma.contentChange.findMany({ orderBy: { sequence: 'desc' }, take: count });

describe('updateArticles within a request', () => {
  test('updateArticles changes tags, authors and the section, and publishes, in the order of the IDs', async () => {
    const ids = await idsOf('second', 'first');
    const payload = await update({
      ids,
      addTags: ['Brand new', 'kept'],
      removeTags: ['Old'],
      addAuthors: ['Bob'],
      removeAuthors: ['ann'],
      section: 'news',
      publish: {},
    });
    expect(payload).toEqual({
      results: ['second', 'first'].map((slug, i) => ({ id: ids[i], article: { slug }, userErrors: [] })),
      job: null,
      userErrors: [],
    });
    expect(await read('first')).toMatchObject({
      path: '/news/first',
      tags: ['brand-new', 'kept'],
      authors: ['bob'],
      sections: ['news'],
    });
    expect(await read('second')).toMatchObject({ path: '/news/second', tags: ['kept', 'brand-new'] });
    expect((await lastChanges(2)).map(({ kind, nodeType }) => [kind, nodeType])).toEqual([
      ['MOVED', 'Article'],
      ['MOVED', 'Article'],
    ]);
  });

  test('updateArticles saves drafts alone without publish, and no revision of an article that stays the same', async () => {
    const ids = await idsOf('first', 'second');
    const before = await countRevisions();
    await update({ ids, addTags: ['kept', 'second tag'], removeTags: ['brand-new'] });
    expect(await countRevisions()).toBe(before + 2);
    await update({ ids, addTags: ['Kept'] });
    expect(await countRevisions()).toBe(before + 2);
    expect((await read('first')).tags).toEqual(['brand-new', 'kept']);
    expect((await read('first', preview)).tags).toEqual(['kept', 'second-tag']);
  });

  test('updateArticles selects drafts and published articles by a filter', async () => {
    const payload = await update({ filter: { tags: { any: ['second-tag'] } }, addTags: ['found'] });
    expect(payload.results.map(({ article }: any) => article.slug).sort()).toEqual(['first', 'second']);
  });

  test('A series gets the articles as its next parts, in their order, and loses them again', async () => {
    const inSeries = { name: 'Tides', part: 4 };
    await gateway.saveMany([
      { slug: 'tide-4', publishedAt: new Date('2026-01-04'), series: inSeries },
      { slug: 'tide-b', publishedAt: new Date('2026-01-02'), tags: ['Ebb'] },
      { slug: 'tide-a', publishedAt: new Date('2026-01-01'), tags: ['Ebb'] },
      { slug: 'tide-c', publishedAt: new Date('2026-01-03') },
      { slug: 'tide-none', publishedAt: new Date('2026-01-05'), series: { name: 'Tides', part: null } },
    ]);
    const readParts = async () => {
      const { series } = await gateway.query(
        '{ series(by: { slug: "tides" }) { articles(orderBy: PART) { nodes { slug seriesPart { part } } } } }',
      );
      return series.articles.nodes.map((node: any) => `${node.slug} ${node.seriesPart.part}`);
    };
    expect(await readParts()).toEqual(['tide-4 4', 'tide-none null']);
    const ids = await idsOf('tide-c', 'tide-4', 'tide-none');
    const { results, userErrors } = await update({ ids, series: 'tides', publish: {} });
    expect([...userErrors, ...results.flatMap((each: any) => each.userErrors)]).toEqual([]);
    expect(await readParts()).toEqual(['tide-4 4', 'tide-c 5', 'tide-none 6']);

    const { series } = await gateway.query('{ series(by: { slug: "tides" }) { id } }');
    const filter = { tags: { any: ['ebb'] } };
    await update({ filter, series: series.id, publish: {} });
    const all = ['tide-4 4', 'tide-c 5', 'tide-none 6', 'tide-a 7', 'tide-b 8'];
    expect(await readParts()).toEqual(all);
    const revisions = await countRevisions();
    await update({ filter, series: 'tides' });
    expect(await countRevisions()).toBe(revisions);

    await update({ filter, series: null });
    expect(await readParts()).toEqual(all);
    await update({ filter, publish: {} });
    expect(await readParts()).toEqual(['tide-4 4', 'tide-c 5', 'tide-none 6']);
    for (const unknown of ['', 'unknown', series.id.slice(0, -1), 'U2VyaWVzOjk5OTk5OQ'])
      expect(await refusal({ ids, series: unknown })).toMatchObject({ field: ['series'], code: 'NOT_FOUND' });
  });

  test('AS_MANY_AS_POSSIBLE changes what it can, and names the errors of the others', async () => {
    const [first, third] = await idsOf('first', 'third');
    const gone = toGlobalId('Article', 9999);
    const { results, userErrors } = await update({ ids: [third, gone, first], unpublish: true });
    expect(userErrors).toEqual([]);
    expect(results.map((result: any) => result.userErrors.map(({ code }: any) => code))).toEqual([
      ['NOT_ALLOWED'],
      ['NOT_FOUND'],
      [],
    ]);
    expect(await statusOf('first')).toBe('UNPUBLISHED');
  });

  test('AS_MANY_AS_POSSIBLE publishes the others if one path is taken', async () => {
    await gateway.save({ slug: 'squatter', path: '/news/first' });
    const ids = await idsOf('third', 'first', 'second');
    const { results } = await update({ ids, publish: {} });
    expect(results.map((result: any) => result.userErrors.map(({ code }: any) => code))).toEqual([
      [],
      ['TAKEN'],
      [],
    ]);
    expect((await read('third')).path).toBe('/news/third');
    expect(await statusOf('first')).toBe('UNPUBLISHED');
  });

  test('ALL_OR_NONE changes nothing if one article cannot be changed', async () => {
    const ids = await idsOf('second', 'first');
    const before = await countRevisions();
    const payload = await update({ ids, addTags: ['never'], publish: {}, mode: 'ALL_OR_NONE' });
    expect(payload.userErrors).toMatchObject([
      { code: 'NOT_ALLOWED', message: expect.stringContaining('1 of 2') },
    ]);
    expect(payload.results).toMatchObject([{ article: { slug: 'first' }, userErrors: [{ code: 'TAKEN' }] }]);
    expect(await countRevisions()).toBe(before);
    expect((await read('second', preview)).tags).not.toContain('never');
    expect(await gateway.database.prisma.tag.count({ where: { slug: 'never' } })).toBe(0);
  });

  test('A repeated idempotency key returns the results of the first call', async () => {
    const ids = await idsOf('second');
    const headers = { 'idempotency-key': 'bulk-1' };
    const first = await update({ ids, addTags: ['once'] }, desk, headers);
    const before = await countRevisions();
    expect(await update({ ids, addTags: ['once'] }, desk, headers)).toEqual(first);
    expect(await countRevisions()).toBe(before);
  });

  test('A call has one audit entry with the number of articles', async () => {
    const { prisma } = gateway.database;
    const before = await prisma.auditEntry.count();
    await update({ ids: await idsOf('second', 'third'), addTags: ['audited'] });
    expect(await prisma.auditEntry.count()).toBe(before + 1);
    expect(await prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      action: 'updateArticles',
      outcome: { articles: 2, failed: 0 },
    });
  });

  test('The number of statements does not depend on that of articles', async () => {
    const few = await gateway.saveMany([0, 1].map((i) => ({ slug: `few-${i}`, tags: ['Counted'] })));
    const many = await gateway.saveMany(
      Array.from({ length: 40 }, (_, i) => ({ slug: `many-${i}`, tags: ['Counted'] })),
    );
    const count = async (numbers: number[]) => {
      const ids = numbers.map((id) => toGlobalId('Article', id));
      return (await recordStatements(() => update({ ids, addTags: ['another'], publish: {} }))).length;
    };
    const ofFew = await count(few);
    expect(await count(many)).toBeLessThanOrEqual(ofFew);
  });

  test.each<[string, object, object]>([
    ['both ids and a filter', { ids: [], filter: { slugs: ['first'] }, publish: {} }, { field: ['ids'] }],
    ['neither ids nor a filter', { publish: {} }, { field: ['ids'] }],
    ['a filter without conditions', { filter: {}, publish: {} }, { field: ['filter'] }],
    ['no change', { ids: [] }, { code: 'INVALID' }],
    ['publish and unpublish', { ids: [], publish: {}, unpublish: true }, { field: ['unpublish'] }],
    [
      'the ID of another type',
      { ids: ['VGFnOjE='], publish: {} },
      { code: 'NOT_FOUND', field: ['ids', '0'] },
    ],
    ['an unknown section', { ids: [], section: 'none' }, { code: 'NOT_FOUND', field: ['section'] }],
    [
      'an unknown tag to remove',
      { ids: [], removeTags: ['none'] },
      { code: 'NOT_FOUND', field: ['removeTags', '0'] },
    ],
    [
      'the ID of no author',
      { ids: [], addAuthors: [toGlobalId('Author', 9999)] },
      { code: 'NOT_FOUND', field: ['addAuthors', '0'] },
    ],
    ['too many names', { ids: [], addTags: Array(51).fill('a') }, { code: 'TOO_LONG', field: ['addTags'] }],
    [
      'a past time',
      { ids: [], publish: { scheduledFor: '2001-01-01T00:00:00Z' } },
      { field: ['publish', 'scheduledFor'] },
    ],
    [
      'too many articles',
      { ids: Array.from({ length: 10_001 }, (_, i) => toGlobalId('Article', i + 1)), publish: {} },
      { code: 'TOO_LONG', field: ['ids'] },
    ],
    [
      'too many articles for all or none',
      {
        ids: Array.from({ length: 501 }, (_, i) => toGlobalId('Article', i + 1)),
        publish: {},
        mode: 'ALL_OR_NONE',
      },
      { code: 'TOO_LONG', message: expect.stringContaining('AS_MANY_AS_POSSIBLE') },
    ],
  ])('updateArticles refuses %s', async (_what, input, error) => {
    expect(await refusal(input)).toMatchObject(error);
  });

  test('updateArticles needs the scope write, and publish for publications', async () => {
    const input = { ids: await idsOf('second'), publish: {} };
    const errorsOf = async (...scopes: string[]) =>
      gateway.queryErrors(
        UPDATE,
        { input },
        { authorization: `Bearer ${await gateway.createKey(...scopes)}` },
      );
    for (const errors of [await errorsOf('preview'), await errorsOf('write')])
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

test('A filter with a section, tag or author that does not exist is refused, with its place', async () => {
  const filter = {
    sections: { any: ['sport', 'spotr'] },
    or: [{ tags: { none: ['nothing'] } }, { not: { authors: { all: [toGlobalId('Author', 9_999)] } } }],
  };
  const before = await countRevisions();
  const { userErrors, results } = await update({ filter, addTags: ['Never'] });
  expect(results).toEqual([]);
  expect(userErrors.map(({ code, field }: any) => [code, field.join('.')])).toEqual([
    ['NOT_FOUND', 'filter.sections.any.1'],
    ['NOT_FOUND', 'filter.or.0.tags.none.0'],
    ['NOT_FOUND', 'filter.or.1.not.authors.all.0'],
  ]);
  expect(userErrors[0].message).toMatch(/^The section spotr was not found/);
  expect(await countRevisions()).toBe(before);
  expect(
    (await update({ filter: { sections: { any: ['sport'] }, tags: { any: ['kept'] } } })).userErrors,
  ).toMatchObject([{ code: 'INVALID' }]);
});

describe('updateArticles with a key that has limits', () => {
  test('Articles outside are refused, also if the change would move them in or out', async () => {
    const { prisma } = gateway.database;
    const sport = await prisma.section.findFirstOrThrow({ where: { slug: 'sport' } });
    const secret = await gateway.createKey('write', 'publish');
    await prisma.apiKey.update({
      where: { prefix: secret.slice(0, 11) },
      data: { limits: { sections: [sport.id] } },
    });
    const slugs = ['inside-1', 'inside-2', 'outside-1'];
    for (const slug of slugs)
      await gateway.save({ slug, section: [slug.startsWith('inside') ? 'Sport' : 'News'] });
    const rows = await prisma.draft.findMany({ where: { slug: { in: slugs } }, orderBy: { slug: 'asc' } });
    const ids = rows.map(({ id }) => toGlobalId('Article', id));
    const change = async (input: object) => {
      const { updateArticles } = await gateway.queryAs(secret)(UPDATE, { input: { ids, ...input } });
      return updateArticles.results.map(({ userErrors }: any) => userErrors[0]?.code ?? null);
    };
    const read = () => prisma.draft.findMany({ where: { slug: { in: slugs } }, orderBy: { slug: 'asc' } });
    expect(await change({ addTags: ['Limited'] })).toEqual([null, null, 'NOT_ALLOWED']);
    expect((await read()).map(({ revision }) => revision)).toEqual([2, 2, 1]);
    expect(await change({ section: 'news' })).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED']);
    expect(await change({ section: 'sport' })).toEqual([null, null, 'NOT_ALLOWED']);
    expect(await change({ unpublish: true })).toEqual([null, null, 'NOT_ALLOWED']);
    expect((await read()).map(({ sectionId }) => sectionId === sport.id)).toEqual([true, true, false]);
    expect((await gateway.query('{ article(by: { slug: "outside-1" }) { slug } }')).article).not.toBeNull();
  });
});

describe('updateArticles as a job', () => {
  let stop: () => Promise<void> = async () => undefined;
  afterEach(() => stop());

  async function startInstance() {
    const { database } = gateway;
    const log = pino({ level: 'silent' });
    const jobs = bulk.createJobs(
      await createWorkerOptions({ config: readConfig({}), database, logger: log }),
    );
    const tasks = Object.fromEntries(jobs.map(({ name, run }) => [name, run]));
    const worker = await startWorker(database.pool, tasks, log);
    stop = async () => {
      stop = async () => undefined;
      await worker.stop();
    };
    return tasks;
  }

  const JOB = `query ($id: ID!) { node(id: $id) { ... on Job {
    total done failed isFinished finishedAt failures { id article { slug } userErrors { code } }
  } } }`;
  const jobOf = async (id: string) => (await desk(JOB, { id })).node;
  const begin = async (input: object) => (await update(input)).job;

  test('More than 100 articles are changed by a job in batches, with its failures', async () => {
    const numbers = await gateway.saveMany(
      Array.from({ length: 118 }, (_, i) => ({ slug: `job-${i}`, section: ['Sport'] })),
    );
    const taken = await gateway.save({ slug: 'taken', section: ['Sport'] });
    await gateway.save({ slug: 'in-the-way', path: '/news/taken' });
    const ids = [taken, ...numbers, 99_999].map((id) => toGlobalId('Article', id));
    const job = await begin({ ids, section: 'news', addTags: ['Moved'], publish: {} });
    expect(job).toMatchObject({ total: 120, done: 0, failed: 0, isFinished: false });
    const messages: any[] = [];
    const client = createWebSocketClient(gateway.address, {
      connectionParams: { authorization: `Bearer ${key}` },
    });
    const ended = new Promise<void>((resolve, reject) => {
      const query = `subscription { jobProgress(id: "${job.id}") { done total isFinished } }`;
      client.subscribe({ query }, { next: (m) => messages.push(m.data), error: reject, complete: resolve });
    });
    await waitUntil(() => messages.length > 0);
    await startInstance();
    await ended;
    await client.dispose();
    expect(messages[0].jobProgress).toEqual({ done: 0, total: 120, isFinished: false });
    expect(messages.at(-1).jobProgress).toEqual({ done: 120, total: 120, isFinished: true });
    expect(await jobOf(job.id)).toEqual({
      total: 120,
      done: 120,
      failed: 2,
      isFinished: true,
      finishedAt: expect.any(String),
      failures: [
        { id: ids[0], article: { slug: 'taken' }, userErrors: [{ code: 'TAKEN' }] },
        { id: ids.at(-1), article: null, userErrors: [{ code: 'NOT_FOUND' }] },
      ],
    });
    expect((await read('job-117')).path).toBe('/news/job-117');
    expect((await read('taken')).path).toBe('/sport/taken');
    const entries = await gateway.database.prisma.auditEntry.findMany({ where: { target: job.id } });
    expect(entries.map(({ outcome }) => outcome)).toEqual([{ articles: 120 }, { articles: 120, failed: 2 }]);
  });

  test('A job that changes all or none changes none if one article is refused', async () => {
    const ids = (
      await gateway.database.prisma.draft.findMany({ where: { slug: { startsWith: 'job-' } } })
    ).map(({ id }) => toGlobalId('Article', id));
    const before = await countRevisions();
    const job = await begin({
      ids: [...ids, toGlobalId('Article', 99_999)],
      addTags: ['Never'],
      mode: 'ALL_OR_NONE',
    });
    await startInstance();
    await waitUntil(async () => (await jobOf(job.id)).isFinished);
    expect(await jobOf(job.id)).toMatchObject({ total: 119, done: 119, failed: 119, failures: [{}] });
    expect(await countRevisions()).toBe(before);
    const good = await begin({ ids, addTags: ['All'], mode: 'ALL_OR_NONE' });
    await waitUntil(async () => (await jobOf(good.id)).isFinished);
    expect(await jobOf(good.id)).toMatchObject({ failed: 0 });
    expect(await countRevisions()).toBe(before + 118);
  });

  test('A job without a queue entry is resumed where it stopped, and each article is changed once', async () => {
    const { pool, prisma } = gateway.database;
    const job = await begin({ filter: { tags: { any: ['moved'] } }, addTags: ['Resumed'] });
    await pool.query(
      "SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs WHERE task_identifier = 'update_articles'",
    );
    expect(await countJobs(pool, UPDATE_TASK)).toBe(0);
    await pool.query("UPDATE bulk_job SET updated_at = now() - interval '1 minute'");
    const before = await countRevisions();
    const tasks = await startInstance();
    await tasks.resume_updates?.({});
    await tasks.resume_updates?.({});
    await waitUntil(async () => (await jobOf(job.id)).isFinished);
    expect(await countRevisions()).toBe(before + 118);
    expect(await prisma.tag.count({ where: { slug: 'resumed' } })).toBe(1);
  });

  test('A job stops when its key is revoked or expires, and follows limits that the key gets', async () => {
    const { prisma } = gateway.database;
    const numbers = await gateway.saveMany(
      Array.from({ length: 150 }, (_, i) => ({ slug: `stop-${i}`, section: [i % 2 ? 'News' : 'Sport'] })),
    );
    const ids = numbers.map((id) => toGlobalId('Article', id));
    const jobs = bulk.createJobs(
      await createWorkerOptions({
        ...{ config: readConfig({}), database: gateway.database, logger: pino({ level: 'silent' }) },
      }),
    );
    const runBatch = jobs.find(({ name }) => name === UPDATE_TASK)!.run;
    const run = async (change: object) => {
      const secret = await gateway.createKey('write');
      const { updateArticles } = await gateway.queryAs(secret)(UPDATE, { input: { ids, addTags: ['Stop'] } });
      const jobId = parseGlobalId(updateArticles.job.id)!.id;
      await runBatch({ jobId });
      await prisma.apiKey.update({ where: { prefix: secret.slice(0, 11) }, data: change });
      await runBatch({ jobId });
      await runBatch({ jobId });
      const { done, failed, isFinished, failures } = await jobOf(updateArticles.job.id);
      return { done, failed, isFinished, code: failures[0].userErrors[0].code };
    };
    const stopped = { done: 150, failed: 100, isFinished: true, code: 'NOT_ALLOWED' };
    expect(await run({ revokedAt: new Date() })).toEqual(stopped);
    await prisma.articleRevision.deleteMany({ where: { number: { gt: 1 }, articleId: { in: numbers } } });
    await prisma.draft.updateMany({ where: { id: { in: numbers } }, data: { revision: 1 } });
    expect(await run({ expiresAt: new Date(Date.now() - 1_000) })).toEqual(stopped);
    const sport = await prisma.section.findUniqueOrThrow({ where: { slug: 'sport' } });
    expect(await run({ limits: { sections: [sport.id] } })).toEqual({ ...stopped, failed: 50 });
  });

  test('jobProgress is delivered over an event stream, and refused without a key or a job', async () => {
    const { id } = (await gateway.database.prisma.bulkJob.findFirst())!;
    const listen = async (headers: object, jobId: string) => {
      const client = createSseClient(gateway.address, { headers });
      const results: any[] = [];
      const query = `subscription { jobProgress(id: "${jobId}") { isFinished } }`;
      await new Promise<void>((resolve) => {
        const end = () => resolve();
        client.subscribe({ query }, { next: (m: any) => results.push(m), error: end, complete: end });
      });
      client.dispose();
      return results;
    };
    const authorization = `Bearer ${key}`;
    expect(await listen({ authorization }, toGlobalId('Job', id))).toEqual([
      { data: { jobProgress: { isFinished: true } } },
    ]);
    expect(await listen({}, toGlobalId('Job', id))).toMatchObject([
      { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    ]);
    expect(await listen({ authorization }, toGlobalId('Job', 9_999))).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  test('A job is hidden from requests without the scope write', async () => {
    const { id } = (await gateway.database.prisma.bulkJob.findFirst())!;
    const query = gateway.queryAs(await gateway.createKey('preview'));
    expect(await query(JOB, { id: toGlobalId('Job', id) })).toEqual({ node: null });
  });
});
