import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { buildMarkdown, createFolder } from '../support/import-files.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

const ARTICLES = 300;

let killed: TestDatabase;
let whole: TestDatabase;
beforeAll(async () => {
  [killed, whole] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  DatelineProcess.killAll();
  await Promise.all([killed.close(), whole.close()]);
});

const getSettings = ({ connection }: TestDatabase) => ({
  DATABASE_URL: `postgresql://${connection.user}@localhost/${connection.database}?host=${encodeURIComponent(String(connection.host))}&port=${connection.port}`,
  SEED: 'false',
});

/** Reads what the import has written, without IDs and times. */
async function readContent({ prisma }: TestDatabase): Promise<unknown> {
  return {
    drafts: await prisma.$queryRaw`
      SELECT d.slug, d.path, d.title, d.revision, d.source_id, encode(d.source_digest, 'hex') AS digest, b.html,
        (SELECT count(*)::int FROM article_revision r WHERE r.article_id = d.id) AS revisions,
        ARRAY(SELECT t.name FROM draft_tag dt JOIN tag t ON t.id = dt.tag_id WHERE dt.article_id = d.id ORDER BY 1) AS tags
      FROM draft d JOIN preview.article_body b ON b.article_id = d.id ORDER BY d.slug`,
    articles: await prisma.$queryRaw`
      SELECT a.slug, a.revision, b.text, s.document::text,
        (SELECT count(*)::int FROM content_change c WHERE c.node_type = 'Article' AND c.node_id = a.id) AS changes
      FROM article a JOIN article_body b ON b.article_id = a.id JOIN article_search s ON s.article_id = a.id
      ORDER BY a.slug`,
    paths: await prisma.$queryRaw`SELECT path, is_public FROM address ORDER BY path`,
    names: await prisma.$queryRaw`SELECT slug, name FROM tag ORDER BY slug`,
  };
}

test('An import that is killed keeps its committed batches, and running it again completes it without doubles', async () => {
  const folder = await createFolder(
    Object.fromEntries(
      Array.from({ length: ARTICLES }, (_, i) => [
        `post-${i}.md`,
        buildMarkdown(`slug: post-${i}\ntags: [Tag ${i % 7}, Tag ${i % 11}]`, `Text *${i}* of many.`),
      ]),
    ),
  );
  for (const written of [1, 120]) {
    const dateline = new DatelineProcess('cli.js', ['import', 'markdown', folder], getSettings(killed));
    await waitUntil(async () => (await killed.prisma.draft.count()) >= written);
    dateline.signal('SIGKILL');
    await dateline.ended;
    const drafts = await killed.prisma.draft.count();
    expect(drafts).toBeLessThan(ARTICLES);
    // A batch is there as a whole: what is saved is published, and searchable or waiting for a job.
    expect(await killed.prisma.article.count()).toBe(drafts);
    const isIndexed = { OR: [{ stale: null }, { stale: 'LATER' }] };
    expect(await killed.prisma.articleSearch.count({ where: isIndexed })).toBe(drafts);
  }
  expect((await runCommand(['import', 'markdown', folder], getSettings(killed))).code).toBe(0);
  expect(await killed.prisma.articleSearch.count({ where: { stale: null } })).toBe(ARTICLES);
  expect((await runCommand(['import', 'markdown', folder], getSettings(whole))).code).toBe(0);
  expect(await readContent(killed)).toEqual(await readContent(whole));

  const { output } = await runCommand(['import', 'markdown', folder, '--json'], getSettings(killed));
  expect(output).toContain('"unchanged"');
  expect(output).not.toContain('"created"');
  expect(await readContent(killed)).toEqual(await readContent(whole));
}, 300_000);
