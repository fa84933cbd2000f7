import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../src/database/database.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { selectSinceLastIssue } from '../../../src/modules/newsletter/digest/digest-selection.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { CHECKOUT } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SEARCH = `query ($query: String!, $foldCopies: Boolean, $first: Int, $after: String) {
  search(query: $query, foldCopies: $foldCopies, first: $first, after: $after) {
    totalCount
    edges { node { slug } similar(first: 1) { totalCount nodes { slug } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const RELATED = `query ($slug: String!, $filter: ArticleFilter) {
  article(by: { slug: $slug }) { related(first: 20, filter: $filter) { article { slug } } }
}`;
interface Report {
  title: string;
  text: string;
}
const { match, others }: { match: Report[]; others: Report[] } = JSON.parse(
  readFileSync(new URL('../../support/match-day.json', import.meta.url), 'utf8'),
);
const [report] = match as [Report];

let gateway: Gateway;
let database: Database;
beforeAll(async () => {
  gateway = await startGateway();
  database = openDatabase(gateway.database.connection, 5);
  await importMarkdown(join(CHECKOUT, 'seeds/articles'), gateway.importService);
  const save = (slug: string, { title, text }: Report) =>
    gateway.save({
      ...{ slug, title, section: ['Sport'], publishedAt: new Date('2026-03-01') },
      body: { format: 'markdown', text },
    });
  await save('report', report);
  await save('update', {
    title: `${report.title} (update)`,
    text: report.text.replace('a point', 'two points'),
  });
  await save('wire', { title: 'City win late', text: report.text.split('\n\n').slice(0, 2).join('\n\n') });
  for (const [i, each] of match.slice(1).entries()) await save(`match-${i}`, each);
  for (const [i, each] of others.entries()) await save(`other-${i}`, each);
  await new RelatedService(database.jobPool, 'en').rebuild(() => {});
});
afterAll(async () => {
  await database.close();
  await gateway.close();
});

const find = async (variables: object) =>
  (await gateway.query(SEARCH, { query: 'Adeyemi', ...variables })).search;

test('Near copies are one result, which counts and lists them', async () => {
  const { edges, totalCount } = await find({});
  const copies = edges.filter(({ node }: any) => /report|update|wire/.test(node.slug));
  expect(copies).toHaveLength(1);
  expect(copies[0].similar).toMatchObject({ totalCount: 2, nodes: [{ slug: expect.anything() }] });
  expect(edges.filter(({ similar }: any) => similar.totalCount > 0)).toHaveLength(1);
  expect(totalCount).toBe(edges.length + 2);
});

test('Pages show each story once, and copies are results on request', async () => {
  const all = (await find({})).edges.map(({ node }: any) => node.slug);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await find({ first: 2, after });
    seen.push(...page.edges.map(({ node }: any) => node.slug));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
  } while (after);
  expect(seen).toEqual(all);
  const unfolded = await find({ foldCopies: false });
  expect(unfolded.edges).toHaveLength(unfolded.totalCount);
});

test('Related lists have one article of each story, and none of their own, with a filter too', async () => {
  for (const filter of [null, { sections: { any: ['sport'] } }]) {
    const list = async (slug: string) => {
      const { article } = await gateway.query(RELATED, { slug, filter });
      return article.related.map(({ article: { slug } }: any) => slug);
    };
    const isCopy = (slug: string) => /^(report|update|wire)$/.test(slug);
    expect((await list('match-0')).filter(isCopy)).toHaveLength(1);
    expect((await list('report')).filter(isCopy)).toEqual([]);
    expect(await list('report')).toContain('match-0');
  }
});

test('An article that is unpublished is no copy of another', async () => {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const { article } = await gateway.query('{ article(by: { slug: "wire" }) { id } }');
  await desk('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
    id: article.id,
  });
  const { edges } = await find({});
  expect(edges.flatMap(({ similar }: any) => similar.nodes)).toHaveLength(1);
  expect(Math.max(...edges.map(({ similar }: any) => similar.totalCount))).toBe(1);
});

test('A digest of a match day has one report of the match, and those of other matches', async () => {
  const last = { newsletterId: 0, issueId: null, sentAt: new Date('2026-02-28') };
  const selected = await database.prisma.$transaction((tx) =>
    selectSinceLastIssue(tx, last, new Date('2026-03-02')),
  );
  const ids = selected.map(({ articleId }) => articleId);
  const rows = await database.prisma.article.findMany({ where: { id: { in: ids } }, select: { slug: true } });
  const slugs = rows.map(({ slug }) => slug);
  expect(slugs.filter((slug) => /^(report|update|wire|match-.*)$/.test(slug))).toHaveLength(1);
  expect(slugs.filter((slug) => slug.startsWith('other-')).length).toBeGreaterThanOrEqual(3);
});
