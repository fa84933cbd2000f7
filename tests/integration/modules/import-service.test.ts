import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExternalArticle } from '../../../src/modules/import/external-article.js';
import { formatImportLink } from '../../../src/modules/import/import-link.js';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { ARTICLE_DEFAULTS, type Gateway, startGateway } from '../../support/gateway.js';
import { withShiftedClock } from '../../support/shifted-clock.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('Importing an unchanged article creates no revision, and a change creates the next one', async () => {
  const { database } = gateway;
  const id = await gateway.save({
    slug: 'same',
    tags: ['One'],
    corrections: [{ text: 'Was wrong.', at: new Date(0) }],
  });
  await gateway.save({
    slug: 'same',
    tags: ['One'],
    corrections: [{ text: 'Was wrong.', at: new Date(0) }],
    title: 'Title of same',
  });
  expect(await database.prisma.articleRevision.count({ where: { articleId: id } })).toBe(1);
  await gateway.save({ slug: 'same', tags: ['Two'], title: 'Another' });
  const revisions = await database.prisma.articleRevision.findMany({
    where: { articleId: id },
    orderBy: { number: 'asc' },
  });
  expect(revisions.map(({ number, content }) => [number, (content as any).tags])).toEqual([
    [1, ['One']],
    [2, ['Two']],
  ]);
  const { article } = await gateway.query(
    '{ article(by: { slug: "same" }) { title tags { name } corrections { text } } }',
  );
  expect(article).toEqual({ title: 'Another', tags: [{ name: 'Two' }], corrections: [] });
});

test('An article for members without a preview is unchanged when its source shows nothing of it', async () => {
  const link = formatImportLink({
    ...{ sourceIds: ['shown.md'], paths: [], suffix: '' },
    fallback: 'https://old.example/shown',
  });
  const create = (text: string, values: Partial<ExternalArticle> = {}): ExternalArticle => ({
    ...ARTICLE_DEFAULTS,
    ...{ slug: 'hidden', sourceId: 'hidden.md', title: 'Hidden', draft: false, access: AccessLevel.MEMBERS },
    body: { format: 'html', text },
    ...values,
  });
  await gateway.save({ slug: 'shown' });
  const whole = create(`<p>All of it, with <a href="${link}">a link</a>.</p>`);
  const shown = create('', { hasOnlyPreview: true });
  const outcomes = [];
  for (const article of [whole, shown, whole, create('', { hasOnlyPreview: true, title: 'Renamed' })])
    outcomes.push((await gateway.importService.upsert(article)).outcome);
  expect(outcomes).toEqual(['created', 'unchanged', 'unchanged', 'updated']);
});

test('Tags and authors are matched by slug in any spelling and attached once', async () => {
  await gateway.save({ slug: 'first-spelling', tags: ['Climate Change'], authors: ['Zoë Okafor'] });
  await gateway.save({
    slug: 'second-spelling',
    tags: ['climate change', 'Climate-Change'],
    authors: ['zoe-okafor', 'Zoe Okafor'],
  });
  const { article } = await gateway.query(
    '{ article(by: { slug: "second-spelling" }) { tags { name } authors { name } } }',
  );
  expect(article).toEqual({ tags: [{ name: 'Climate Change' }], authors: [{ name: 'Zoë Okafor' }] });
});

test('A section with a name that exists elsewhere in the tree gets another slug', async () => {
  await gateway.save({ slug: 'from-europe', section: ['Europe', 'News'] });
  await gateway.save({ slug: 'from-asia', section: ['Asia', 'News'] });
  const { a, b } = await gateway.query(
    '{ a: article(by: { slug: "from-europe" }) { path } b: article(by: { slug: "from-asia" }) { path } }',
  );
  expect([a.path, b.path]).toEqual(['/europe/news/from-europe', '/asia/asia-news/from-asia']);
});

describe('A rejected import', () => {
  const counts = async () => {
    const { draft, tag, address, articleRevision } = gateway.database.prisma;
    return Promise.all([draft.count(), tag.count(), address.count(), articleRevision.count()]);
  };

  test.each([
    [
      'its slug belongs to another article',
      { slug: 'holder', sourceId: 'b', source: 'other', path: '/elsewhere' },
      /The slug holder is already used by another article, "The holder"/,
    ],
    [
      'its path belongs to another article',
      { slug: 'intruder', path: '/held' },
      /The path \/held is already used by "The holder"/,
    ],
    [
      'a tag has no letter or digit',
      { slug: 'untaggable', tags: ['New here', '!!!'] },
      /The tag "!!!" has no letter or digit/,
    ],
    ['a text contains an unpaired surrogate', { slug: 'half', title: 'half \ud800 x' }, /lone surrogate/],
    ['a text contains U+0000', { slug: 'nul', title: 'a\0b' }, /U\+0000/],
    [
      'its body exceeds the size limit',
      { slug: 'huge', body: { format: 'markdown' as const, text: 'a '.repeat(600_000) } },
      /1,000,000/,
    ],
  ])('saves nothing when %s', async (_why, article, reason) => {
    await gateway.save({ slug: 'holder', title: 'The holder', path: '/held' });
    const before = await counts();
    await expect(gateway.save(article)).rejects.toThrow(reason);
    expect(await counts()).toEqual(before);
  });
});

test('An alias that redirects elsewhere stays there and is reported as a reason', async () => {
  await gateway.save({ slug: 'owner', aliases: ['/shared'] });
  const result = await gateway.importService.upsert({
    ...(await contentOf('owner')),
    source: 'test',
    sourceId: 'latecomer',
    slug: 'latecomer',
    aliases: ['/shared', '/mine'],
    draft: false,
  });
  expect(result).toEqual({
    outcome: 'created',
    reasons: ['the former path /shared already belongs to other content'],
  });
  const { a, b } = await gateway.query(
    '{ a: route(path: "/shared") { redirectTo } b: route(path: "/mine") { redirectTo } }',
  );
  expect([a.redirectTo, b.redirectTo]).toEqual(['/owner', '/latecomer']);
});

test('An imported article with a future date is hidden from readers', async () => {
  await gateway.save({ slug: 'tomorrow', publishedAt: new Date(Date.now() + 86_400_000) });
  expect(await gateway.query('{ article(by: { slug: "tomorrow" }) { id } }')).toEqual({ article: null });
});

test('A future date and an embargo of an import hold by the clock of the database', async () => {
  const inAnHour = new Date(Date.now() + 3_600_000);
  await withShiftedClock(5 * 3_600_000, async () => {
    await gateway.save({ slug: 'in-an-hour', publishedAt: inAnHour });
    await gateway.save({ slug: 'embargoed', sourceVersion: '1', embargoedUntil: inAnHour });
  });
  await withShiftedClock(-5 * 3_600_000, () =>
    gateway.save({ slug: 'an-hour-ago', publishedAt: new Date(inAnHour.getTime() - 7_200_000) }),
  );
  const { future, embargoed, past } = await gateway.query(`{
    future: article(by: { slug: "in-an-hour" }) { id } embargoed: article(by: { slug: "embargoed" }) { id }
    past: article(by: { slug: "an-hour-ago" }) { title }
  }`);
  expect([future, embargoed]).toEqual([null, null]);
  expect(past).toMatchObject({ title: expect.any(String) });
});

test('Concurrent imports create a shared tag and section once', async () => {
  const { prisma: editorial } = gateway.database;
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      gateway.save({
        slug: `twin-${i}`,
        tags: ['Twin tag'],
        section: ['Twin section'],
        authors: ['Twin author'],
      }),
    ),
  );
  expect(await editorial.tag.count({ where: { slug: 'twin-tag' } })).toBe(1);
  expect(await editorial.section.count({ where: { slug: 'twin-section' } })).toBe(1);
  expect(await editorial.articleTag.count({ where: { tag: { slug: 'twin-tag' } } })).toBe(8);
});

async function contentOf(slug: string) {
  const { id } = await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug } });
  const revision = await gateway.database.prisma.articleRevision.findFirstOrThrow({
    where: { articleId: id },
  });
  const content = revision.content as any;
  return { ...content, publishedAt: new Date(content.publishedAt) };
}
