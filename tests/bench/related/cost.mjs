import { graphql } from 'graphql';
import pg from 'pg';
import { createContext } from '../../../dist/app/load-modules.js';
import { createUnboundSchema } from '../../../dist/app/print-schema.js';
import { readChanges } from '../../../dist/changes/change-log.js';
import { EMPTY_MODEL } from '../../../dist/fields/content-model.js';
import { EMPTY_CONTENT } from '../../../dist/modules/editing/article-content.js';
import { ImportService } from '../../../dist/modules/import/import.service.js';
import { relatedConsumer } from '../../../dist/modules/related/related-consumer.js';
import { readCpuSeconds } from '../processes.mjs';
import { fillArchive } from './archive.mjs';

/** Number of the newest articles whose lists are built, unless all are. */
const SAMPLE = 1_000;
const PUBLISHED = 30;
const READ = [1, 20, 100];

/** Measures the time to index an archive, to publish one more article and to read lists. */
export async function measureCost(articles, { allLists }, database, service) {
  const article = await fillArchive(database, articles);
  const steps = await indexAll(database, service, allLists);
  await database.pool.query('VACUUM ANALYZE');
  const published = [];
  for (let i = 0; i < PUBLISHED; i++) {
    published.push(await publishOne(article(articles + 1 + i), database, service));
  }
  const mean = (key) => (published.reduce((sum, each) => sum + each[key], 0) / PUBLISHED) * 1000;
  const size = await database.pool.query(`
    SELECT sum(pg_total_relation_size(oid))::float8 / 2 ^ 20 AS mib FROM pg_class
    WHERE relname LIKE 'related%' AND relkind = 'r'`);
  return {
    articles,
    ...steps,
    published: published.map(({ seconds }) => seconds * 1000).toSorted((a, b) => a - b),
    cpu: { node: mean('node'), postgres: mean('postgres') },
    mib: size.rows[0].mib,
    reads: await read(database),
  };
}

async function indexAll({ pool }, service, allLists) {
  const seconds = await measureSeconds(async () => {
    while ((await countDue(pool, 'step < 3')) > 0) await service.refresh();
  });
  if (!allLists) {
    await pool.query(`DELETE FROM related_due WHERE article_id NOT IN (
      SELECT id FROM article ORDER BY listed_at DESC, id DESC LIMIT ${SAMPLE})`);
  }
  const lists = await countDue(pool, 'true');
  const listing = await measureSeconds(async () => {
    while (await service.refresh());
  });
  return { indexing: seconds, perList: (listing / lists) * 1000, lists };
}

async function countDue(pool, condition) {
  return (await pool.query(`SELECT count(*)::int AS due FROM related_due WHERE ${condition}`)).rows[0].due;
}

/**
 * Returns the seconds from a logged change to its last list, and the CPU seconds. The publication itself is
 * not included.
 */
async function publishOne({ number, title, standfirst, body, tags }, { pool, prisma, pid }, service) {
  const { rows } = await pool.query('SELECT coalesce(max(sequence), 0) AS last FROM content_change');
  const { outcome } = await new ImportService(prisma).upsert({
    ...EMPTY_CONTENT,
    ...{ source: 'bench', sourceId: String(number), slug: `published-${number}`, title, standfirst },
    body: { format: 'markdown', text: body },
    tags: tags.map((tag) => `tag-${tag + 1}`),
    draft: false,
  });
  if (outcome !== 'created') throw new Error(`An article was ${outcome}.`);
  const changes = await readChanges(pool, BigInt(rows[0].last));
  const before = { node: process.cpuUsage(), postgres: readCpuSeconds(pid, true) };
  const seconds = await measureSeconds(async () => {
    await prisma.$transaction((tx) => relatedConsumer.consume(tx, changes));
    await service.refresh();
  });
  const { user, system } = process.cpuUsage(before.node);
  return { seconds, node: (user + system) / 1e6, postgres: readCpuSeconds(pid, true) - before.postgres };
}

const LIST = `query ($first: Int!) {
  articles(first: $first) { nodes { title related(first: 6) { score article { title path } reasons { kind evidence } } } }
}`;

/** Measures statements and milliseconds of a list of articles with six related ones each. */
async function read({ readClients }) {
  const schema = await createUnboundSchema(EMPTY_MODEL);
  const results = [];
  for (const first of READ) {
    const answer = async () => {
      const request = { perspective: 'published', viewer: null, idempotencyKey: null, requestId: 'bench' };
      const contextValue = createContext({
        readClients,
        entityCache: null,
        startedAt: Date.now(),
        ...request,
      });
      const { errors } = await graphql({ schema, source: LIST, variableValues: { first }, contextValue });
      if (errors) throw errors[0];
    };
    const statements = await countStatements(answer);
    for (let i = 0; i < 10; i++) await answer();
    const seconds = await measureSeconds(async () => {
      for (let i = 0; i < 20; i++) await answer();
    });
    results.push({ first, statements, ms: (seconds / 20) * 1000 });
  }
  return results;
}

async function countStatements(work) {
  const { query } = pg.Client.prototype;
  let statements = 0;
  pg.Client.prototype.query = function count(...args) {
    statements += 1;
    return query.apply(this, args);
  };
  await work().finally(() => {
    pg.Client.prototype.query = query;
  });
  return statements;
}

async function measureSeconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
