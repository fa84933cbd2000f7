import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pruneExpiredData } from '../../../src/jobs/retention.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let key: string;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  gateway = await startGateway();
  key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  await gateway.importService.saveTaxonomy({
    sections: [
      ...['world', 'sport'].map((slug) => ({ slug, name: slug, description: null, parent: null })),
      { slug: 'asia', name: 'Asia', description: null, parent: 'world' },
    ],
    authors: [],
    tags: [],
  });
});
afterAll(() => gateway.close());

const PAYLOAD = `{
  article { id slug path title publishedAt tags { name } authors { name } body { text } corrections { text } }
  revision status userErrors { code field message }
}`;

function write(mutation: string, input: object, headers?: Record<string, string>) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const inputType = /^(unpublish|delete)/.test(mutation) ? 'ArticleActionInput' : type;
  const payload = mutation === 'deleteArticle' ? '{ deletedId userErrors { code field message } }' : PAYLOAD;
  const document = `mutation ($input: ${inputType}!) { payload: ${mutation}(input: $input) ${payload} }`;
  return desk(document, { input }, headers).then(({ payload }) => payload);
}

const readers = (slug: string) =>
  gateway.query(
    'query ($slug: String!) { article(by: { slug: $slug }) { title tags { name } corrections { text } } }',
    { slug },
  );
const countChanges = () => gateway.database.prisma.contentChange.count();
const routeOf = (path: string) =>
  gateway
    .query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path })
    .then(({ route }) => route);

test('An article can be created, previewed, saved, published, corrected, moved, unpublished and deleted', async () => {
  const created = await write('createArticle', {
    title: 'Talks open',
    bodyMarkdown: 'The doors opened.',
    section: 'world',
    tags: ['Diplomacy'],
    authors: ['Zoë Okafor'],
  });
  expect(created).toMatchObject({
    article: {
      slug: 'talks-open',
      path: '/world/talks-open',
      publishedAt: null,
      tags: [{ name: 'Diplomacy' }],
    },
    revision: 1,
    status: 'DRAFT',
    userErrors: [],
  });
  const { id } = created.article;
  expect(await readers('talks-open')).toEqual({ article: null });
  expect(
    await preview(
      '{ article(by: { slug: "talks-open" }) { title authors { name } } articles { totalCount } tag(by: { slug: "diplomacy" }) { articleCount } route(path: "/world/talks-open") { status } }',
    ),
  ).toEqual({
    article: { title: 'Talks open', authors: [{ name: 'Zoë Okafor' }] },
    articles: { totalCount: 1 },
    tag: { articleCount: 1 },
    route: { status: 'FOUND' },
  });

  const saved = await write('updateArticle', { id, expectedRevision: 1, title: 'Talks open in Beijing' });
  expect(saved).toMatchObject({
    revision: 2,
    article: { title: 'Talks open in Beijing', slug: 'talks-open', body: { text: 'The doors opened.' } },
  });
  const late = await write('updateArticle', { id, expectedRevision: 1, title: 'Lost' });
  expect(late).toMatchObject({
    article: null,
    userErrors: [{ code: 'CONFLICT', field: ['expectedRevision'] }],
  });

  expect(await write('publishArticle', { id })).toMatchObject({ status: 'PUBLISHED', userErrors: [] });
  expect((await readers('talks-open')).article.title).toBe('Talks open in Beijing');

  await write('updateArticle', { id, title: 'Being rewritten', tags: ['Secret'] });
  expect((await readers('talks-open')).article).toMatchObject({
    title: 'Talks open in Beijing',
    tags: [{ name: 'Diplomacy' }],
  });
  expect(await gateway.query('{ tag(by: { slug: "secret" }) { name } }')).toEqual({ tag: null });
  await write('restoreRevision', { id, revision: 2 });

  await write('addCorrection', { id, text: 'There are eleven states.' });
  expect((await readers('talks-open')).article.corrections).toEqual([{ text: 'There are eleven states.' }]);

  await write('updateArticle', { id, section: 'sport', slug: 'talks-go-on' });
  expect(await routeOf('/world/talks-open')).toEqual({ status: 'FOUND', redirectTo: null });
  await write('publishArticle', { id });
  expect(await routeOf('/world/talks-open')).toEqual({ status: 'MOVED', redirectTo: '/sport/talks-go-on' });

  expect(await write('unpublishArticle', { id })).toMatchObject({ status: 'UNPUBLISHED' });
  expect(await routeOf('/sport/talks-go-on')).toEqual({ status: 'GONE', redirectTo: null });
  expect(await write('deleteArticle', { id })).toEqual({ deletedId: id, userErrors: [] });
  expect(await preview('{ articles { totalCount } }')).toEqual({ articles: { totalCount: 0 } });
  expect(await routeOf('/world/talks-open')).toEqual({ status: 'GONE', redirectTo: null });

  const changes = await gateway.database.prisma.contentChange.findMany({
    where: { nodeType: 'Article' },
    orderBy: { sequence: 'asc' },
  });
  expect(changes.map(({ kind }) => kind)).toEqual(['PUBLISHED', 'CORRECTED', 'MOVED', 'UNPUBLISHED']);
  const moved = changes[2]!.keys;
  for (const path of ['/world/talks-open', '/sport/talks-go-on']) expect(moved).toContain(`path:${path}`);
  expect(moved.filter((key) => /^articles:section:\d+:date$/.test(key))).toHaveLength(2);
  const audit = await gateway.database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
  expect(audit.map(({ action, keyName }) => `${keyName}: ${action}`)).toEqual([
    'Desk: createArticle',
    'Desk: updateArticle',
    'Desk: updateArticle', // refused
    'Desk: publishArticle',
    'Desk: updateArticle',
    'Desk: restoreRevision',
    'Desk: addCorrection',
    'Desk: updateArticle',
    'Desk: publishArticle',
    'Desk: unpublishArticle',
    'Desk: deleteArticle',
  ]);
});

describe('Invalid article mutation', () => {
  test.each<[string, object, { code: string; field: string[] }[]]>([
    ['an empty title', { title: '  ' }, [{ code: 'INVALID', field: ['title'] }]],
    ['a long title', { title: 'x'.repeat(301) }, [{ code: 'TOO_LONG', field: ['title'] }]],
    ['a slug with spaces', { title: 'A', slug: 'Two words' }, [{ code: 'INVALID', field: ['slug'] }]],
    ['a title without letters', { title: '!!!' }, [{ code: 'INVALID', field: ['slug'] }]],
    [
      'two bodies',
      { title: 'A', bodyHtml: '<p>', bodyMarkdown: 'x' },
      [{ code: 'INVALID', field: ['bodyMarkdown'] }],
    ],
    ['an unknown section', { title: 'A', section: 'nowhere' }, [{ code: 'NOT_FOUND', field: ['section'] }]],
    [
      'several invalid fields',
      { title: '', section: 'nowhere', tags: ['?'] },
      [
        { code: 'INVALID', field: ['title'] },
        { code: 'INVALID', field: ['tags', '0'] },
        { code: 'NOT_FOUND', field: ['section'] },
      ],
    ],
    [
      'a long image URL',
      { title: 'A', image: { url: `https://a.example/${'x'.repeat(2_000)}`, alt: '' } },
      [{ code: 'TOO_LONG', field: ['image', 'url'] }],
    ],
    ['a tag without letters', { title: 'A', tags: ['ok', '?'] }, [{ code: 'INVALID', field: ['tags', '1'] }]],
    [
      'an image with several invalid fields',
      { title: 'A', image: { url: 'ftp://a.example/b', alt: '', width: 0, focalX: 2 } },
      [
        { code: 'INVALID', field: ['image', 'url'] },
        { code: 'INVALID', field: ['image', 'width'] },
        { code: 'INVALID', field: ['image', 'focalX'] },
        { code: 'INVALID', field: ['image', 'focalX'] },
      ],
    ],
  ])('returns user errors and saves nothing for %s', async (_what, input, errors) => {
    const count = await gateway.database.prisma.draft.count();
    const { article, userErrors } = await write('createArticle', input);
    expect(article).toBeNull();
    expect(userErrors.map(({ code, field }: any) => ({ code, field }))).toEqual(errors);
    expect(await gateway.database.prisma.draft.count()).toBe(count);
  });

  test('reports a taken slug, but numbers a slug made from the title', async () => {
    await write('createArticle', { title: 'Twice', slug: 'twice' });
    expect((await write('createArticle', { title: 'X', slug: 'twice' })).userErrors).toMatchObject([
      { code: 'TAKEN', field: ['slug'] },
    ]);
    expect((await write('createArticle', { title: 'Twice' })).article.slug).toBe('twice-2');
  });

  test.each([
    ['bodyMarkdown', `${'> '.repeat(400)}x`],
    ['bodyHtml', `${'<div>'.repeat(4_000)}x`],
  ])('reports a %s that is nested too deeply', async (field, body) => {
    expect((await write('createArticle', { title: 'Deep', [field]: body })).userErrors).toMatchObject([
      { code: 'TOO_LONG', field: [field] },
    ]);
  });

  test('takes the body as body { markdown } or { html }, and null or nothing in it removes the body', async () => {
    const { article } = await write('createArticle', { title: 'Text', body: { markdown: 'One *word*.' } });
    const read = async (body?: object | null) => {
      if (body !== undefined)
        expect((await write('updateArticle', { id: article.id, body })).userErrors).toEqual([]);
      const document = 'query ($id: ID!) { node(id: $id) { ... on Article { body { html } } } }';
      const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
      return (await preview(document, { id: article.id })).node.body.html;
    };
    expect(await read()).toContain('<em>word</em>');
    expect(await read({ html: '<p>Two <b>words</b><script>x</script></p>' })).toMatch(/Two .*words/);
    expect(await read({})).toBe('');
    expect(await read({ html: '<p>Again</p>', markdown: null })).toContain('Again');
    expect(await read(null)).toBe('');
  });

  test.each([
    [{ body: { html: 'x', markdown: 'x' } }, 'INVALID', ['body', 'markdown']],
    [{ body: { markdown: 'x' }, bodyMarkdown: 'x' }, 'INVALID', ['body']],
    [{ body: { markdown: `${'> '.repeat(400)}x` } }, 'TOO_LONG', ['body', 'markdown']],
    [{ body: { html: `${'<div>'.repeat(4_000)}x` } }, 'TOO_LONG', ['body', 'html']],
  ])('refuses a body that cannot be taken, with its place (%#)', async (input, code, field) => {
    expect((await write('createArticle', { title: 'Body', ...input })).userErrors).toMatchObject([
      { code, field },
    ]);
  });

  test('reports NOT_FOUND for an unknown article', async () => {
    for (const mutation of ['updateArticle', 'publishArticle', 'unpublishArticle', 'deleteArticle']) {
      expect((await write(mutation, { id: 'QXJ0aWNsZTo5OTk' })).userErrors).toMatchObject([
        { code: 'NOT_FOUND', field: ['id'] },
      ]);
    }
  });

  test.each(['quiet', 'VGFnOjE', ''])('says that "%s" is not the ID of an article', async (id) => {
    expect((await write('updateArticle', { id })).userErrors).toEqual([
      {
        code: 'NOT_FOUND',
        field: ['id'],
        message: 'This is not the ID of an Article. Send the field id of the article.',
      },
    ]);
  });

  test('reports NOT_ALLOWED for unpublishing and correcting a draft', async () => {
    const { article } = await write('createArticle', { title: 'Quiet' });
    expect((await write('unpublishArticle', { id: article.id })).userErrors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
    expect((await write('addCorrection', { id: article.id, text: 'x' })).userErrors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
  });
});

describe('Publication date', () => {
  const published = async (slug: string) =>
    (
      await gateway.query(
        'query ($slug: String!) { article(by: { slug: $slug }) { publishedAt updatedAt } }',
        {
          slug,
        },
      )
    ).article;

  test('stays the same when a later revision is published', async () => {
    const { article } = await write('createArticle', { title: 'Dated' });
    await write('publishArticle', { id: article.id });
    const { publishedAt } = await published('dated');
    await write('updateArticle', { id: article.id, title: 'Dated, again' });
    await write('publishArticle', { id: article.id });
    expect((await published('dated')).publishedAt).toBe(publishedAt);
  });

  test('keeps an earlier date set by an editor across later saves', async () => {
    const at = '2020-05-04T03:02:01.000Z';
    const { article } = await write('createArticle', { title: 'Backdated' });
    await write('publishArticle', { id: article.id, publishedAt: at });
    await write('updateArticle', { id: article.id, title: 'Backdated, again' });
    await write('restoreRevision', { id: article.id, revision: 1 });
    await write('publishArticle', { id: article.id });
    expect((await published('backdated')).publishedAt).toBe(at);
  });

  test('can be changed on a published article', async () => {
    const { article } = await write('createArticle', { title: 'Redated' });
    await write('publishArticle', { id: article.id });
    const publishedAt = '2021-05-04T03:02:01.000Z';
    await write('publishArticle', { id: article.id, publishedAt });
    expect(await published('redated')).toMatchObject({ publishedAt });
  });

  test('must be neither in the future nor combined with a schedule', async () => {
    const { article } = await write('createArticle', { title: 'Dated to come' });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    for (const times of [{ publishedAt: soon }, { publishedAt: '2020-01-01T00:00:00Z', at: soon }]) {
      expect(await write('publishArticle', { id: article.id, ...times })).toMatchObject({
        status: null,
        userErrors: [{ field: ['publishedAt'], code: 'INVALID' }],
      });
    }
    expect(await published('dated-to-come')).toBeNull();
  });

  test('stays the same when an unchanged article is published again', async () => {
    const { article } = await write('createArticle', { title: 'Twice published' });
    await write('publishArticle', { id: article.id });
    const [before, changes] = [await published('twice-published'), await countChanges()];
    expect(await write('publishArticle', { id: article.id })).toMatchObject({ status: 'PUBLISHED' });
    expect([await published('twice-published'), await countChanges()]).toEqual([before, changes]);
  });
});

describe('Past schedule time', () => {
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

  test.each([
    ['a mistyped year', '2025-11-27T06:00:00Z'],
    ['two minutes ago', ago(120_000)],
  ])('is rejected and leaves drafts hidden and schedules in place: %s', async (_what, at) => {
    const { article } = await write('createArticle', { title: `Embargo ${at}` });
    const refused = await write('publishArticle', { id: article.id, at });
    expect(refused).toMatchObject({ status: null, userErrors: [{ field: ['at'], code: 'INVALID' }] });
    expect(refused.userErrors[0].message).toMatch(/is in the past: omit at to publish now.* publishedAt\.$/);
    const seen = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await gateway.query(seen, { id: article.id })).node).toBeNull();
    // A schedule that was there before stays as it was.
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await write('publishArticle', { id: article.id, at: soon });
    expect((await write('publishArticle', { id: article.id, at })).userErrors).toHaveLength(1);
    const planned = 'query ($id: ID!) { node(id: $id) { ... on Article { status scheduledFor } } }';
    expect((await preview(planned, { id: article.id })).node).toEqual({
      ...{ status: 'SCHEDULED', scheduledFor: soon },
    });
  });

  test('of less than a minute publishes immediately, to tolerate clock skew', async () => {
    const { article } = await write('createArticle', { title: 'Clocks differ' });
    const at = ago(30_000);
    expect(await write('publishArticle', { id: article.id, at })).toMatchObject({
      ...{ status: 'PUBLISHED', userErrors: [] },
    });
  });
});

test('Article status and scheduledFor follow drafting, scheduling, publishing and unpublishing', async () => {
  const states = async (slug: string) =>
    (
      await preview('query ($slug: String!) { article(by: { slug: $slug }) { status scheduledFor } }', {
        slug,
      })
    ).article;
  const { article } = await write('createArticle', { title: 'On its way' });
  const { id } = article;
  expect(await states('on-its-way')).toEqual({ status: 'DRAFT', scheduledFor: null });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await write('publishArticle', { id, at });
  expect(await states('on-its-way')).toEqual({ status: 'SCHEDULED', scheduledFor: at });
  await write('publishArticle', { id });
  expect(await states('on-its-way')).toEqual({ status: 'PUBLISHED', scheduledFor: null });
  await write('unpublishArticle', { id });
  expect(await states('on-its-way')).toEqual({ status: 'UNPUBLISHED', scheduledFor: null });
});

test('Unpublishing an article cancels its schedule', async () => {
  const { article } = await write('createArticle', { title: 'Takedown' });
  await write('publishArticle', { id: article.id });
  await write('updateArticle', { id: article.id, title: 'Takedown, again' });
  await write('publishArticle', { id: article.id, at: new Date(Date.now() + 3_600_000).toISOString() });
  expect(await write('unpublishArticle', { id: article.id })).toMatchObject({ status: 'UNPUBLISHED' });
});

describe('Article path', () => {
  const create = async (title: string, input: object = {}) => {
    const { article } = await write('createArticle', { title, ...input });
    return article.id;
  };

  test('redirects in one hop after many moves, without a loop after moving back', async () => {
    const id = await create('Mover', { slug: 'mover-1' });
    for (const slug of ['mover-2', 'mover-3', 'mover-1', 'mover-4']) {
      await write('publishArticle', { id });
      await write('updateArticle', { id, slug });
    }
    await write('publishArticle', { id });
    for (const slug of ['mover-1', 'mover-2', 'mover-3']) {
      expect(await routeOf(`/${slug}`)).toEqual({ status: 'MOVED', redirectTo: '/mover-4' });
    }
    await write('updateArticle', { id, slug: 'mover-1' });
    await write('publishArticle', { id });
    expect(await routeOf('/mover-1')).toEqual({ status: 'FOUND', redirectTo: null });
    expect(await routeOf('/mover-4')).toEqual({ status: 'MOVED', redirectTo: '/mover-1' });
  });

  test('is free after a move and can be taken by another article', async () => {
    const first = await create('Left', { slug: 'left' });
    await write('publishArticle', { id: first });
    await write('updateArticle', { id: first, slug: 'left-behind' });
    await write('publishArticle', { id: first });
    const second = await create('Successor', { slug: 'left' });
    await write('publishArticle', { id: second });
    expect(await routeOf('/left')).toEqual({ status: 'FOUND', redirectTo: null });
    expect((await write('updateArticle', { id: first, slug: 'left' })).userErrors).toMatchObject([
      { code: 'TAKEN', field: ['slug'] },
    ]);
  });

  test.each([
    ['a section', 'world'],
    ['a subsection', 'asia'],
  ])('cannot be that of %s', async (_what, slug) => {
    const { userErrors } = await write('createArticle', {
      title: 'Squatter',
      slug,
      ...(slug === 'asia' && { section: 'world' }),
    });
    expect(userErrors).toMatchObject([{ code: 'TAKEN', field: ['slug'] }]);
    expect((await routeOf('/world/asia')).status).toBe('FOUND');
  });
});

describe('Idempotency key', () => {
  test('runs a retried mutation once and returns the same payload', async () => {
    const headers = { 'idempotency-key': 'retry-1' };
    const first = await write('createArticle', { title: 'Once only' }, headers);
    const second = await write('createArticle', { title: 'Once only' }, headers);
    expect(second).toEqual(first);
    expect(await gateway.database.prisma.draft.count({ where: { title: 'Once only' } })).toBe(1);
  });

  test('runs concurrent retries of a mutation once', async () => {
    const headers = { 'idempotency-key': 'retry-2' };
    const twins = await Promise.all(
      [1, 2, 3].map(() => write('createArticle', { title: 'Twin write' }, headers)),
    );
    expect(new Set(twins.map(({ article }) => article.id)).size).toBe(1);
  });

  test('is stored for seven days and then deleted', async () => {
    const { idempotentAnswer } = gateway.database.prisma;
    await write('createArticle', { title: 'Long ago' }, { 'idempotency-key': 'old' });
    const age = (days: number) => ({ createdAt: new Date(Date.now() - days * 86_400_000) });
    await idempotentAnswer.updateMany({ where: { token: 'old' }, data: age(6.9) });
    await write('createArticle', { title: 'Long ago, next' }, { 'idempotency-key': 'next' });
    expect(await idempotentAnswer.count({ where: { token: 'old' } })).toBe(1);
    await idempotentAnswer.updateMany({ where: { token: 'old' }, data: age(7.1) });
    await pruneExpiredData(gateway.database.prisma, { changeRetentionDays: 7, consumers: [], jobs: [] });
    expect(await idempotentAnswer.count({ where: { token: 'old' } })).toBe(0);
  });

  test('is a conflict when it is reused for a different mutation', async () => {
    const headers = { 'idempotency-key': 'retry-3' };
    await write('createArticle', { title: 'One thing' }, headers);
    expect((await write('createArticle', { title: 'Another thing' }, headers)).userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
  });
});

describe('API key access', () => {
  const CREATE = 'mutation { createArticle(input: { title: "No" }) { revision } }';

  test('rejects a mutation without a key', async () => {
    expect((await gateway.queryErrors(CREATE))[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  test('rejects a key without the scope, whether or not the article exists', async () => {
    const writer = { authorization: `Bearer ${await gateway.createKey('write')}` };
    const { article } = await write('createArticle', { title: 'Guarded' });
    const publish = (id: string) =>
      gateway.queryErrors(`mutation { publishArticle(input: { id: "${id}" }) { status } }`, {}, writer);
    const [exists, doesNot] = [await publish(article.id), await publish('QXJ0aWNsZTo5OTk')];
    expect(exists).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(doesNot).toEqual(exists);
  });

  test.each([
    'Bearer dl_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'Bearer nonsense',
    'Basic eDp5',
    'Bearer',
  ])('rejects the header "Authorization: %s" with status 401, also for queries', async (authorization) => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: '{ site { title } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('requires the preview scope for the preview perspective', async () => {
    for (const headers of [{}, { authorization: `Bearer ${await gateway.createKey('write')}` }]) {
      const errors = await gateway.queryErrors(
        '{ site { title } }',
        {},
        { ...headers, 'x-perspective': 'preview' },
      );
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(
      (await gateway.queryErrors('{ site { title } }', {}, { 'x-perspective': 'future' }))[0]!.extensions
        .code,
    ).toBe('BAD_USER_INPUT');
  });

  test('rejects revoked and expired keys, and stores no key in plain text', async () => {
    const keys = gateway.database.prisma.apiKey;
    const revoked = await gateway.createKey('admin');
    await keys.updateMany({ where: { prefix: revoked.slice(0, 11) }, data: { revokedAt: new Date() } });
    const expired = await gateway.createKey('admin');
    await keys.updateMany({
      where: { prefix: expired.slice(0, 11) },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    for (const each of [revoked, expired]) {
      const errors = await gateway.queryErrors('{ site { title } }', {}, { authorization: `Bearer ${each}` });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
    const rows = await gateway.database.pool.query('SELECT t::text FROM api_key t');
    expect(rows.rows.some(({ t }) => t.includes(revoked.slice(12)))).toBe(false);
  });
});
