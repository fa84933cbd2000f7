import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BeforeSave } from '../../../src/modules/editing/before-save.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const PAYLOAD = 'article { id slug path publishedAt } revision status userErrors { code field message }';

let gateway: Gateway;
let desk: Query;
let preview: Query;
let beforeSave: BeforeSave;

beforeAll(async () => {
  gateway = await startGateway(
    {},
    { siteConfig: { hooks: { beforeSave: (save, signal) => beforeSave(save, signal) } } },
  );
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
beforeEach(() => {
  beforeSave = () => undefined;
});
afterAll(() => gateway.close());

const create = async (input: object, headers = {}) =>
  (
    await desk(
      `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { ${PAYLOAD} } }`,
      { input },
      headers,
    )
  ).createArticle;
const update = async (input: object) =>
  (
    await desk(`mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { ${PAYLOAD} } }`, {
      input,
    })
  ).updateArticle;
const findTitle = async (slug: string) =>
  (await gateway.query('query ($slug: String!) { article(by: { slug: $slug }) { title } }', { slug })).article
    ?.title ?? null;
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const countRows = async () => {
  const { rows } = await gateway.database.pool.query(`
    SELECT (SELECT count(*) FROM draft)::int AS drafts, (SELECT count(*) FROM article)::int AS articles,
      (SELECT count(*) FROM article_revision)::int AS revisions, (SELECT count(*) FROM tag)::int AS tags,
      (SELECT count(*) FROM content_change)::int AS changes,
      (SELECT count(*) FROM graphile_worker.jobs)::int AS jobs`);
  return rows[0];
};

describe('createArticle with publish', () => {
  test('publishes the article that it saves', async () => {
    const payload = await create({ title: 'Born public', publish: {} });
    expect(payload).toMatchObject({ revision: 1, status: 'PUBLISHED', userErrors: [] });
    expect(await findTitle('born-public')).toBe('Born public');
  });

  test('shows readers the date that is given', async () => {
    const publishedAt = '2019-03-02T01:00:00.000Z';
    const { article } = await create({ title: 'Born old', publish: { publishedAt } });
    expect(article.publishedAt).toBe(publishedAt);
  });

  test('schedules the article for a time to come', async () => {
    const at = inHours(2);
    const { status } = await create({ title: 'Born later', publish: { at } });
    expect(status).toBe('SCHEDULED');
    expect(await findTitle('born-later')).toBeNull();
    const { article } = await preview('{ article(by: { slug: "born-later" }) { scheduledFor } }');
    expect(article.scheduledFor).toBe(at);
  });

  test('is run once when it is retried with an idempotency key', async () => {
    const headers = { 'idempotency-key': 'born-once' };
    const [first, second] = [
      await create({ title: 'Born once', publish: {} }, headers),
      await create({ title: 'Born once', publish: {} }, headers),
    ];
    expect(second).toEqual(first);
    const changes = await gateway.database.prisma.contentChange.findMany({ where: { nodeType: 'Article' } });
    expect(changes.filter(({ after }) => (after as { slug: string }).slug === 'born-once')).toHaveLength(1);
  });

  test('publishes the content that the hook before the save returned', async () => {
    beforeSave = ({ content }) => ({ content: { ...content, title: `${content.title}, checked` } });
    await create({ title: 'Born hooked', slug: 'born-hooked', publish: {} });
    expect(await findTitle('born-hooked')).toBe('Born hooked, checked');
  });
});

describe('updateArticle with publish', () => {
  test('publishes the revision that it saves', async () => {
    const { article } = await create({ title: 'Grown', publish: {} });
    const saved = await update({ id: article.id, title: 'Grown up', publish: {} });
    expect(saved).toMatchObject({ revision: 2, status: 'PUBLISHED', userErrors: [] });
    expect(await findTitle('grown')).toBe('Grown up');
    const changes = await gateway.database.prisma.contentChange.findMany({
      orderBy: { sequence: 'desc' },
      take: 2,
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['UPDATED', 'PUBLISHED']);
  });

  test('leaves a public revision in place until the time that it sets', async () => {
    const { article } = await create({ title: 'Waits', publish: {} });
    const saved = await update({ id: article.id, title: 'Waited', publish: { at: inHours(1) } });
    expect(saved.status).toBe('SCHEDULED');
    expect(await findTitle('waits')).toBe('Waits');
  });

  test('saves without publishing when publish is null', async () => {
    const { article } = await create({ title: 'Stays draft', publish: null });
    expect((await update({ id: article.id, title: 'Stays a draft', publish: null })).status).toBe('DRAFT');
  });
});

describe('A refused publication', () => {
  test.each([
    ['a time that is past', { at: '2020-01-01T00:00:00Z' }, 'INVALID', ['publish', 'at']],
    ['a date to come', { publishedAt: '2199-01-01T00:00:00Z' }, 'INVALID', ['publish', 'publishedAt']],
    [
      'a date beside a time to come',
      { at: '2199-01-01T00:00:00Z', publishedAt: '2020-01-01T00:00:00Z' },
      'INVALID',
      ['publish', 'publishedAt'],
    ],
  ])('saves nothing and names the field: %s', async (_what, publish, code, field) => {
    const { article } = await create({ title: `Refusal of ${_what}`, publish: {} });
    const before = await countRows();
    const created = await create({ title: 'Never saved', tags: ['Never saved'], publish });
    const updated = await update({ id: article.id, title: 'Never saved', publish });
    for (const payload of [created, updated])
      expect(payload).toMatchObject({ article: null, revision: null, userErrors: [{ code, field }] });
    expect(await countRows()).toEqual(before);
  });

  test('saves nothing when another published article has the path', async () => {
    await create({ title: 'Holder', path: '/one-path', publish: {} });
    const { article } = await create({ title: 'Rival', slug: 'rival' });
    await gateway.database.prisma.draft.updateMany({ where: { slug: 'rival' }, data: { path: '/one-path' } });
    await gateway.database.prisma.draft.updateMany({
      where: { slug: 'rival' },
      data: { permalink: '/one-path' },
    });
    await gateway.database.pool.query(
      `UPDATE article_revision SET content = jsonb_set(content, '{path}', '"/one-path"')
       WHERE article_id = (SELECT id FROM draft WHERE slug = 'rival')`,
    );
    const { revision, userErrors } = await update({ id: article.id, title: 'Rivals', publish: {} });
    expect(revision).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'TAKEN', field: ['publish'] }]);
    const { node } = await preview('query ($id: ID!) { node(id: $id) { ... on Article { title } } }', {
      id: article.id,
    });
    expect(node.title).toBe('Rival');
  });

  test('names a date that is given twice', async () => {
    const publishedAt = '2020-01-01T00:00:00Z';
    const { userErrors } = await create({ title: 'Two dates', publishedAt, publish: { publishedAt } });
    expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['publish', 'publishedAt'] }]);
  });
});

test('A key without the publish scope saves nothing when it asks to publish, and the attempt is audited', async () => {
  const writer = await gateway.createKey('write');
  const headers = { authorization: `Bearer ${writer}` };
  const { article } = await create({ title: 'Guarded' });
  const before = await countRows();
  for (const mutation of [
    'createArticle(input: { title: "Sneaked", publish: {} })',
    `updateArticle(input: { id: "${article.id}", title: "Sneaked", publish: {} })`,
  ]) {
    const errors = await gateway.queryErrors(`mutation { ${mutation} { revision } }`, {}, headers);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(errors[0]!.message).toContain('scope publish');
  }
  expect(await countRows()).toEqual(before);
  const attempts = await gateway.database.prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 2 });
  expect(attempts.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['updateArticle', { missingScope: 'publish' }],
    ['createArticle', { missingScope: 'publish' }],
  ]);
  await gateway.queryAs(writer)('mutation { createArticle(input: { title: "Drafted" }) { revision } }');
});
