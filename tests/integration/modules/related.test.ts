import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import { type Database, openDatabase } from '../../../src/database/database.js';
import type { ExternalArticle } from '../../../src/modules/import/external-article.js';
import { type BackgroundWorker } from '../../../src/modules/module.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

let gateway: Gateway;
/** Two instances, which share the work. */
let instances: { database: Database; background: BackgroundWorker }[];

beforeAll(async () => {
  gateway = await startGateway();
  instances = await Promise.all([instance(), instance()]);
  for (const [slug, article] of Object.entries(ARCHIVE)) await gateway.save({ slug, ...article });
  await waitUntilUpToDate();
});
afterAll(async () => {
  await Promise.all(
    instances.map(async ({ background, database }) => {
      await background.stop();
      await database.close();
    }),
  );
  await gateway.close();
});

async function instance() {
  const database = openDatabase(gateway.database.connection, 5);
  database.changes.start();
  return {
    database,
    background: await startBackgroundWorkers({ config: readConfig({}), database, logger: noopLogger }),
  };
}

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const text = (words: string) => ({ format: 'markdown' as const, text: words });

/** Ferries, eels, and bread, a series, and an article on its own. */
const ARCHIVE: Record<string, Partial<ExternalArticle>> = {
  'ferry-strike': {
    title: 'Ferry crews vote to strike',
    body: text(
      'The ferry crews want their eleven hours of rest back. The harbour waits, the strike begins Monday.',
    ),
    tags: ['Ferries', 'News'],
    publishedAt: day(1),
  },
  'ferry-deal': {
    title: 'Ferries sail again after the strike',
    body: text('A deal with the ferry crews keeps the eleven hours of rest, and the harbour breathes out.'),
    tags: ['Ferries', 'News'],
    authors: ['Zoë Okafor'],
    publishedAt: day(5),
  },
  'electric-ferry': {
    title: 'The first electric ferry ties up',
    body: text('Crews praise the quiet of the electric ferry; its battery is loaded in the harbour.'),
    tags: ['News'],
    publishedAt: day(9),
  },
  'eel-migration': {
    title: 'Why the eels leave in October',
    body: text('Biologists tag silver eels in the dark river, and follow them as far as the Azores.'),
    tags: ['Wildlife', 'News'],
    publishedAt: day(3),
  },
  'eel-turbines': {
    title: 'Turbines that let the eels pass',
    body: text('Silver eels turn back from the dark river where a turbine hums, biologists say.'),
    tags: ['Wildlife', 'News'],
    publishedAt: day(7),
  },
  'bread-one': {
    title: 'Rye',
    body: text('Flour and water.'),
    series: { name: 'A year of bread', part: 1 },
    publishedAt: day(2),
  },
  'bread-two': {
    title: 'Spelt',
    body: text('Yeast, perhaps.'),
    series: { name: 'A year of bread', part: 2 },
    publishedAt: day(20),
  },
};

/** Waits until every change is consumed and no related list is due. */
async function waitUntilUpToDate(): Promise<void> {
  for (const end = Date.now() + 100_000; Date.now() < end; ) {
    const { rows } = await gateway.database.pool.query(`
      SELECT (SELECT max(sequence) FROM content_change) = (SELECT sequence FROM change_follower WHERE name = 'related')
        AND NOT EXISTS (SELECT FROM related_due) AS "isDone"`);
    if (rows[0].isDone) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error('The related articles were not brought up to date.');
}

const RELATED = `query ($slug: String!, $first: Int! = 6, $exclude: Exclude) {
  article(by: { slug: $slug }) {
    related(first: $first, exclude: $exclude) { score article { id slug } reasons { kind evidence } }
  }
}`;

interface Related {
  score: number;
  article: { id: string; slug: string };
  reasons: { kind: string; evidence: string }[];
}

const relatedTo = async (slug: string, args: object = {}): Promise<Related[]> =>
  (await gateway.query(RELATED, { slug, ...args })).article.related;
const slugsRelatedTo = async (slug: string, args?: object) =>
  (await relatedTo(slug, args)).map(({ article }) => article.slug);
const idOf = async (slug: string) =>
  (await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug } })).id;

describe('Related list', () => {
  test('ranks articles on the same subject first and never contains the article itself', async () => {
    const [first, second] = await slugsRelatedTo('ferry-deal');
    expect([first, second]).toEqual(['ferry-strike', 'electric-ferry']);
    expect((await slugsRelatedTo('eel-turbines'))[0]).toBe('eel-migration');
    for (const slug of Object.keys(ARCHIVE)) expect(await slugsRelatedTo(slug)).not.toContain(slug);
  });

  test('gives shared words and tag names as evidence', async () => {
    const [strike] = await relatedTo('ferry-deal');
    const [text, tags] = strike!.reasons;
    expect(text!.kind).toBe('SIMILAR_TEXT');
    const words = `${ARCHIVE['ferry-strike']!.title} ${ARCHIVE['ferry-strike']!.body!.text}`.toLowerCase();
    for (const word of text!.evidence.split(', ')) expect(words).toContain(word.split(' ')[0]!.toLowerCase());
    expect(tags).toEqual({ kind: 'SHARED_TAGS', evidence: 'Ferries, News' });
  });

  test('contains the other part of a series', async () => {
    const [part] = await relatedTo('bread-one');
    expect(part).toMatchObject({
      article: { slug: 'bread-two' },
      reasons: [{ kind: 'SAME_SERIES', evidence: 'A year of bread' }],
    });
  });

  test('is built for a new article, which joins the lists of others', async () => {
    await gateway.save({
      slug: 'ferry-pay',
      title: 'What the strike cost the ferry crews',
      body: text(
        'The ferry crews lost a week of pay in the strike, and won eleven hours of rest in the harbour.',
      ),
      publishedAt: day(6),
    });
    await waitUntilUpToDate();
    expect(await slugsRelatedTo('ferry-strike')).toContain('ferry-pay');
    expect((await slugsRelatedTo('ferry-pay')).slice(0, 2).sort()).toEqual(['ferry-deal', 'ferry-strike']);
  });

  test('is rebuilt when an article is rewritten and tagged differently', async () => {
    await gateway.save({
      slug: 'turning',
      title: 'A day at the baker',
      body: text('Dough.'),
      publishedAt: day(4),
    });
    await waitUntilUpToDate();
    expect((await relatedTo('eel-migration')).map(({ article }) => article.slug)).not.toContain('turning');
    await gateway.save({
      slug: 'turning',
      title: 'The eels of the dark river',
      body: text('Silver eels, biologists, the Azores.'),
      tags: ['Wildlife'],
      publishedAt: day(4),
    });
    await waitUntilUpToDate();
    const entry = (await relatedTo('eel-migration')).find(({ article }) => article.slug === 'turning');
    expect(entry?.reasons).toContainEqual({ kind: 'SHARED_TAGS', evidence: 'Wildlife' });
  });

  test('appends RELATED changes with the cache tags of the lists that changed', async () => {
    const { contentChange } = gateway.database.prisma;
    const last = await contentChange.findFirstOrThrow({ orderBy: { sequence: 'desc' } });
    const id = await gateway.save({
      slug: 'news',
      title: 'The harbour',
      tags: ['Ferries'],
      publishedAt: day(8),
    });
    await waitUntilUpToDate();
    const changes = await contentChange.findMany({
      where: { sequence: { gt: last.sequence }, kind: 'RELATED' },
    });
    const keys = changes.flatMap((change) => change.keys);
    expect(keys).toContain(`related:${id}`);
    expect(keys).toContain(`related:${await idOf('ferry-strike')}`);
  });

  test('drops an unpublished article immediately and fills its place', async () => {
    const before = await slugsRelatedTo('ferry-strike', { first: 3 });
    expect(before[0]).toBe('ferry-pay');
    await gateway.save({ ...ARCHIVE['ferry-deal'], slug: 'ferry-pay', draft: true });
    expect(await slugsRelatedTo('ferry-strike')).not.toContain('ferry-pay');
    expect(await slugsRelatedTo('ferry-strike', { first: 3 })).toHaveLength(3);
    await waitUntilUpToDate();
    const after = await slugsRelatedTo('ferry-strike', { first: 3 });
    expect(after).toHaveLength(3);
    expect(after).not.toContain('ferry-pay');
    const { rows } = await gateway.database.pool.query(
      'SELECT count(*)::int AS left FROM related_article WHERE $1 IN (article_id, related_id)',
      [await idOf('ferry-pay')],
    );
    expect(rows[0].left).toBe(0);
  });

  test('shows the new name of a renamed tag as evidence', async () => {
    await gateway.importService.saveTaxonomy({
      ...{ sections: [], authors: [] },
      tags: [{ slug: 'ferries', name: 'Ships and ferries' }],
    });
    const [strike] = await relatedTo('ferry-deal');
    expect(strike!.reasons).toContainEqual({ kind: 'SHARED_TAGS', evidence: 'Ships and ferries, News' });
  });

  test('is rebuilt after tags are merged', async () => {
    await gateway.save({
      slug: 'dough',
      title: 'Dough',
      body: text('Flour.'),
      tags: ['Baker'],
      publishedAt: day(10),
    });
    await gateway.save({
      slug: 'crust',
      title: 'Crust',
      body: text('Heat.'),
      tags: ['Bakery'],
      publishedAt: day(11),
    });
    await waitUntilUpToDate();
    expect(await slugsRelatedTo('dough')).not.toContain('crust');
    const ids = await gateway.query(
      '{ into: tag(by: { slug: "baker" }) { id } from: tag(by: { slug: "bakery" }) { id } }',
    );
    const editor = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const { mergeTags } = await editor(
      'mutation ($input: MergeTagsInput!) { mergeTags(input: $input) { userErrors { message } } }',
      { input: { into: ids.into.id, from: [ids.from.id] } },
    );
    expect(mergeTags.userErrors).toEqual([]);
    await waitUntilUpToDate();
    const crust = (await relatedTo('dough')).find(({ article }) => article.slug === 'crust');
    expect(crust?.reasons).toEqual([{ kind: 'SHARED_TAGS', evidence: 'Baker' }]);
  });

  test('omits excluded articles and continues with the next ones', async () => {
    const [first, second, third] = await relatedTo('ferry-deal');
    const rest = await slugsRelatedTo('ferry-deal', { first: 2, exclude: { ids: [first!.article.id] } });
    expect(rest).toEqual([second!.article.slug, third!.article.slug]);
  });

  test('begins with the pins in their order, for readers only published ones', async () => {
    const [article, bread, eels] = [
      await idOf('ferry-deal'),
      await idOf('bread-two'),
      await idOf('eel-turbines'),
    ];
    const hidden = await gateway.save({ slug: 'hidden', draft: true });
    const editor = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
    const input = {
      id: toGlobalId('Article', article),
      articles: [hidden, bread, eels].map((id) => toGlobalId('Article', id)),
    };
    const { pinRelatedArticles } = await editor(
      'mutation ($input: PinRelatedArticlesInput!) { pinRelatedArticles(input: $input) { userErrors { message } } }',
      { input },
    );
    expect(pinRelatedArticles.userErrors).toEqual([]);
    const [one, two, three] = await relatedTo('ferry-deal');
    expect([one, two, three].map((each) => each!.article.slug)).toEqual([
      'bread-two',
      'eel-turbines',
      'ferry-strike',
    ]);
    expect(one!.reasons[0]).toEqual({ kind: 'PINNED', evidence: "editor's choice" });
    const { article: preview } = await editor(RELATED, { slug: 'ferry-deal' });
    expect(preview.related[0].article.slug).toBe('hidden');
    const slugs = preview.related.map((each: Related) => each.article.slug);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  test('rejects more than 20 results, more than 100 excluded ids, and ids of tags', async () => {
    const [tooMany] = await gateway.queryErrors(RELATED, { slug: 'ferry-deal', first: 21 });
    expect(tooMany!.message).toMatch(/first must be between 0 and 20, not 21/);
    expect((await gateway.queryErrors(RELATED, { slug: 'ferry-deal', first: -1 }))[0]!.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
    const ids = Array.from({ length: 101 }, (_, i) => toGlobalId('Article', i + 1));
    const [excluded] = await gateway.queryErrors(RELATED, { slug: 'ferry-deal', exclude: { ids } });
    expect(excluded!.message).toMatch(/at most 100/);
    const [foreign] = await gateway.queryErrors(RELATED, {
      slug: 'ferry-deal',
      exclude: { ids: [toGlobalId('Tag', 1)] },
    });
    expect(foreign!.message).toMatch(/is not the ID of an Article/);
  });

  test('is stored as readers get it, for every writer of the entries', async () => {
    const { pool } = gateway.database;
    const countDifferences = async () => {
      const { rows } = await pool.query(`
        SELECT count(*)::int AS differences FROM related_list l FULL JOIN (
          SELECT article_id, array_agg(related_id ORDER BY score DESC, related_id DESC) AS ids,
            array_agg(score ORDER BY score DESC, related_id DESC) AS scores
          FROM related_article GROUP BY article_id
        ) r USING (article_id) WHERE (l.related_ids, l.scores) IS DISTINCT FROM (r.ids, r.scores)`);
      return rows[0].differences;
    };
    expect(await countDifferences()).toBe(0);
    const id = await idOf('ferry-strike');
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE related_article SET score = score / 2 WHERE article_id = $1', [id]);
      await client.query(
        `DELETE FROM related_article r USING related_article best WHERE r.article_id = best.article_id
           AND r.related_id > best.related_id AND r.article_id <> $1`,
        [id],
      );
      const { rows } = await client.query(
        `SELECT l.scores[1] = max(r.score) AS "isHalved" FROM related_list l JOIN related_article r USING (article_id)
         WHERE article_id = $1 GROUP BY l.scores`,
        [id],
      );
      expect(rows).toEqual([{ isHalved: true }]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(await countDifferences()).toBe(0);
  });

  test('has the same articles after a full rebuild', async () => {
    // Not in the same order: scores depend on how many articles had a word when they were computed.
    const lists = async () => {
      const { rows } = await gateway.database.pool.query(
        'SELECT article_id, related_id FROM related_article ORDER BY article_id, related_id',
      );
      return rows;
    };
    const before = await lists();
    await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
    await waitUntilUpToDate();
    expect(await lists()).toEqual(before);
    expect(before.length).toBeGreaterThan(15);
  });

  test('takes as many SQL statements for many articles as for two', async () => {
    const document = `query ($first: Int!) {
      articles(first: $first) { nodes { related(first: 3) { article { title tags { name } } reasons { kind evidence } } } }
    }`;
    await gateway.query(document, { first: 2 });
    const ofTwo = await recordStatements(() => gateway.query(document, { first: 2 }));
    const ofAll = await recordStatements(() => gateway.query(document, { first: 100 }));
    const reading = (statements: string[]) => statements.filter((each) => each.includes('"published"'));
    // Fewer when the related ones stand in the list already.
    expect(reading(ofAll).length).toBeLessThanOrEqual(reading(ofTwo).length);
    // The articles, their lists with the articles there, their tags, and what they have in common.
    expect(reading(ofTwo)).toHaveLength(4);
  });
});
