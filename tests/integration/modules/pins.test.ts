import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
/** Ids of the article that has the pins, of two published articles and of a draft. */
let pinning: number;
let one: number;
let two: number;
let draft: number;

beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  [pinning, one, two] = [
    await gateway.save({ slug: 'pinning' }),
    await gateway.save({ slug: 'one' }),
    await gateway.save({ slug: 'two' }),
  ];
  draft = await gateway.save({ slug: 'draft', draft: true });
});
afterAll(() => gateway.close());
beforeEach(() => pin([]));

const idOf = (article: number) => toGlobalId('Article', article);

async function pin(articles: number[], to = pinning) {
  return pinIds(articles.map(idOf), idOf(to));
}

async function pinIds(articles: string[], id = idOf(pinning)) {
  const document = `mutation ($input: PinRelatedArticlesInput!) {
    pinRelatedArticles(input: $input) { revision status article { slug } userErrors { code field } }
  }`;
  return (await desk(document, { input: { id, articles } })).pinRelatedArticles;
}

const pinsIn = async (perspective: 'published' | 'preview') => {
  const { rows } = await gateway.database.pool.query(
    `SELECT pinned_id FROM ${perspective}.article_pin WHERE article_id = $1 ORDER BY position`,
    [pinning],
  );
  return rows.map(({ pinned_id }) => pinned_id);
};
const lastChange = async () =>
  (await gateway.database.prisma.contentChange.findMany({ orderBy: { sequence: 'desc' }, take: 1 }))[0]!;
const publish = (article: number) =>
  desk(`mutation { publishArticle(input: { id: "${idOf(article)}" }) { status } }`);
const unpublish = (article: number) =>
  desk(`mutation { unpublishArticle(input: { id: "${idOf(article)}" }) { status } }`);

test('pinRelatedArticles replaces the pins in the given order without creating a revision', async () => {
  expect(await pin([two, one])).toEqual({
    revision: 1,
    status: 'PUBLISHED',
    article: { slug: 'pinning' },
    userErrors: [],
  });
  expect(await pinsIn('published')).toEqual([two, one]);
  await pin([one]);
  expect(await pinsIn('published')).toEqual([one]);
  await pin([]);
  expect(await pinsIn('published')).toEqual([]);
});

test('Changing the pins of a published article appends one PINNED change', async () => {
  await pin([one, two]);
  const change = await lastChange();
  expect(change).toMatchObject({ kind: 'PINNED', nodeId: pinning, keys: [`related:${pinning}`] });
  await pin([one, two]);
  expect(await lastChange()).toEqual(change);
  await pin([one], draft);
  expect(await lastChange()).toEqual(change);
});

test('A pinned draft appears once published, and publishing it invalidates the related list', async () => {
  await pin([draft, one]);
  expect(await pinsIn('preview')).toEqual([draft, one]);
  expect(await pinsIn('published')).toEqual([one]);
  await publish(draft);
  expect(await pinsIn('published')).toEqual([draft, one]);
  expect((await lastChange()).keys).toContain(`related:${pinning}`);
  await unpublish(draft);
  expect(await pinsIn('published')).toEqual([one]);
  expect((await lastChange()).keys).toContain(`related:${pinning}`);
  await unpublish(pinning);
  expect(await pinsIn('published')).toEqual([]);
  await publish(pinning);
  expect(await pinsIn('published')).toEqual([one]);
});

test('Deleting a pinned article removes the pin and invalidates the related list', async () => {
  const shortLived = await gateway.save({ slug: 'short-lived' });
  await pin([shortLived, one]);
  await desk(`mutation { deleteArticle(input: { id: "${idOf(shortLived)}" }) { deletedId } }`);
  expect((await lastChange()).keys).toContain(`related:${pinning}`);
  expect(await pinsIn('preview')).toEqual([one]);
});

test('pinRelatedArticles returns a user error for every invalid id and changes nothing', async () => {
  await pin([two]);
  const ids = [idOf(one), idOf(pinning), idOf(999_999), toGlobalId('Tag', one), 'nonsense', idOf(one)];
  expect((await pinIds(ids)).userErrors).toEqual([
    { code: 'INVALID', field: ['articles', '1'] },
    { code: 'NOT_FOUND', field: ['articles', '2'] },
    { code: 'NOT_FOUND', field: ['articles', '3'] },
    { code: 'NOT_FOUND', field: ['articles', '4'] },
    { code: 'INVALID', field: ['articles', '5'] },
  ]);
  expect((await pinIds(Array(21).fill(idOf(one)))).userErrors).toEqual([
    { code: 'TOO_LONG', field: ['articles'] },
  ]);
  expect((await pin([one], 999_999)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
  expect(await pinsIn('preview')).toEqual([two]);
});

test('pinRelatedArticles requires the publish scope', async () => {
  const headers = { authorization: `Bearer ${await gateway.createKey('write')}` };
  const document = `mutation { pinRelatedArticles(input: { id: "${idOf(one)}", articles: [] }) { status } }`;
  expect((await gateway.queryErrors(document, {}, headers))[0]).toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
