import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

let gateway: Gateway;
let desk: Query;
let id: string;

beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  ({ id } = (
    await write('createArticle', {
      title: 'Talks open',
      bodyMarkdown: 'One.\n\nTwo.\n\nThree.',
      tags: ['Sea'],
    })
  ).article);
  await write('updateArticle', {
    id,
    title: 'Talks go on',
    bodyMarkdown: 'One.\n\nTwo and a half.\n\nThree.',
  });
  await write('publishArticle', { id });
  await write('updateArticle', { id, tags: ['Sea', 'Wind'] });
  await write('restoreRevision', { id, revision: 2 });
});
afterAll(() => gateway.close());

async function write(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await desk(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { article { id } revision userErrors { message } } }`,
    { input },
  );
  expect(payload.userErrors).toEqual([]);
  return payload;
}

const revisions = async (fields: string, args = '') =>
  (await desk(`query ($id: ID!) { node(id: $id) { ... on Article { revisions${args} ${fields} } } }`, { id }))
    .node.revisions;

describe('Revision history', () => {
  test('lists every revision, newest first, with time, API key, kind and published state', async () => {
    const { nodes, totalCount } = await revisions(
      '{ totalCount nodes { number createdAt kind keyName keyPrefix title isPublished } }',
    );
    expect(totalCount).toBe(4);
    expect(
      nodes.map(({ number, kind, title, isPublished }: any) => [number, kind, title, isPublished]),
    ).toEqual([
      [4, 'RESTORED', 'Talks go on', false],
      [3, 'SAVED', 'Talks go on', false],
      [2, 'SAVED', 'Talks go on', true],
      [1, 'CREATED', 'Talks open', false],
    ]);
    for (const { keyName, keyPrefix, createdAt } of nodes) {
      expect([keyName, keyPrefix]).toEqual(['Desk', expect.stringMatching(/^dl_[0-9a-f]{8}$/)]);
      expect(new Date(createdAt).getTime()).not.toBeNaN();
    }
  });

  test('is paged with cursors', async () => {
    const first = await revisions('{ nodes { number } pageInfo { hasNextPage endCursor } }', '(first: 3)');
    expect(first).toMatchObject({
      nodes: [{ number: 4 }, { number: 3 }, { number: 2 }],
      pageInfo: { hasNextPage: true },
    });
    const args = `(first: 3, after: "${first.pageInfo.endCursor}")`;
    expect(await revisions('{ nodes { number } pageInfo { hasNextPage } }', args)).toEqual({
      nodes: [{ number: 1 }],
      pageInfo: { hasNextPage: false },
    });
  });

  test('shows the changed fields of each revision with unified diffs', async () => {
    const { nodes } = await revisions('{ nodes { number changes { field before after diff } } }');
    const [restored, tagged, rewritten, created] = nodes.map(({ changes }: any) => changes);
    expect(rewritten).toEqual([
      {
        field: 'title',
        before: 'Talks open',
        after: 'Talks go on',
        diff: '--- revision 1\n+++ revision 2\n@@ -1,1 +1,1 @@\n-Talks open\n+Talks go on\n',
      },
      {
        field: 'bodyMarkdown',
        before: 'One.\n\nTwo.\n\nThree.',
        after: 'One.\n\nTwo and a half.\n\nThree.',
        diff: '--- revision 1\n+++ revision 2\n@@ -1,5 +1,5 @@\n One.\n \n-Two.\n+Two and a half.\n \n Three.\n',
      },
    ]);
    expect(tagged).toMatchObject([{ field: 'tags', before: 'Sea', after: 'Sea\nWind' }]);
    expect(restored).toMatchObject([{ field: 'tags', before: 'Sea\nWind', after: 'Sea' }]);
    expect(created.map(({ field, before }: any) => [field, before])).toEqual([
      ['title', null],
      ['slug', null],
      ['tags', null],
      ['bodyMarkdown', null],
    ]);
  });

  test('compares any two revisions, with no changes if their content is equal', async () => {
    const { nodes } = await revisions(
      '{ nodes { number same: changes(since: 2) { field } back: changes(since: 3) { field before } } }',
      '(first: 1)',
    );
    expect(nodes).toEqual([{ number: 4, same: [], back: [{ field: 'tags', before: 'Sea\nWind' }] }]);
  });

  test('shows a change from a Markdown body to an HTML body', async () => {
    const { article } = await write('createArticle', { title: 'Form', bodyMarkdown: 'Words.' });
    await write('updateArticle', { id: article.id, bodyHtml: '<p>Words.</p>' });
    const document = `query ($id: ID!) { node(id: $id) { ... on Article {
      revisions(first: 1) { nodes { changes { field before after } } }
    } } }`;
    const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    const { node } = await preview(document, { id: article.id });
    expect(node.revisions.nodes[0].changes).toEqual([
      { field: 'bodyMarkdown', before: 'Words.', after: null },
      { field: 'bodyHtml', before: null, after: '<p>Words.</p>' },
    ]);
  });

  test.each([99, -1, 2_147_483_647])('rejects a comparison with missing revision %d', async (since) => {
    const document = `{ node(id: "${id}") { ... on Article {
      revisions { nodes { changes(since: ${since}) { field } } }
    } } }`;
    const key = await gateway.createKey('write');
    const [error] = await gateway.queryErrors(document, {}, { authorization: `Bearer ${key}` });
    expect(error).toMatchObject({
      message: `since: revision ${since} was not found.`,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('lists a correction as the published revision', async () => {
    const { article } = await write('createArticle', { title: 'Corrected', bodyMarkdown: 'Ten states.' });
    await write('publishArticle', { id: article.id });
    await write('addCorrection', { id: article.id, text: 'There are eleven.' });
    const { node } = await desk(
      `{ node(id: "${article.id}") { ... on Article {
        revisions { nodes { kind isPublished changes { field after } } }
      } } }`,
    );
    expect(node.revisions.nodes[0]).toEqual({
      kind: 'CORRECTED',
      isPublished: true,
      changes: [
        { field: 'corrections', after: expect.stringMatching(/^at: 2\S+, text: There are eleven\.$/) },
      ],
    });
  });
});

test('Editing an imported article updates its date and changes only the edited field', async () => {
  const imported = await gateway.save({ slug: 'imported', updatedAt: new Date('2020-01-01T00:00:00Z') });
  const { draft } = gateway.database.prisma;
  const { article } = await gateway.query('{ article(by: { slug: "imported" }) { id } }');
  await write('addCorrection', { id: article.id, text: 'It was not so.' });
  expect((await draft.findUniqueOrThrow({ where: { id: imported } })).updatedAt.getFullYear()).not.toBe(2020);
  await write('updateArticle', { id: article.id, title: 'Imported, edited' });
  const document = `{ article(by: { slug: "imported" }) { revisions(first: 1) { nodes { changes { field } } } } }`;
  expect((await desk(document)).article.revisions.nodes[0].changes).toEqual([{ field: 'title' }]);
});

test('Revisions require the preview or write scope, without revealing whether a draft exists', async () => {
  const { article: hidden } = await write('createArticle', { title: 'Hidden' });
  const publisher = { authorization: `Bearer ${await gateway.createKey('publish')}` };
  const document = 'query ($id: ID!) { node(id: $id) { ... on Article { revisions { totalCount } } } }';
  for (const headers of [{}, publisher]) {
    expect((await gateway.queryErrors(document, { id }, headers))[0]).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
      message: expect.stringContaining('preview or write'),
    });
    // Of what is not published they learn nothing, not even that.
    expect(await gateway.query(document, { id: hidden.id }, headers)).toEqual({ node: null });
    expect(await gateway.query(document, { id: 'QXJ0aWNsZTo5OTk' }, headers)).toEqual({ node: null });
  }
});

test('The revisions of many articles take as many SQL statements as those of one', async () => {
  for (let i = 0; i < 8; i++) {
    await gateway.save({ slug: `many-${i}`, tags: ['One'] });
    await gateway.save({ slug: `many-${i}`, tags: ['Two'] });
  }
  const document = `query ($first: Int!) { articles(first: $first, filter: { tags: { any: ["two"] } }) { nodes {
    status scheduledFor
    revisions(first: 5) { totalCount nodes { kind keyName title changes { field diff } } }
  } } }`;
  await desk(document, { first: 1 });
  const ofOne = await recordStatements(() => desk(document, { first: 1 }));
  const ofMany = await recordStatements(() => desk(document, { first: 8 }));
  expect(ofMany).toHaveLength(ofOne.length);
  const { articles } = await desk(document, { first: 8 });
  expect(articles.nodes[0].revisions.nodes).toMatchObject([
    { kind: 'IMPORTED', keyName: null, changes: [{ field: 'tags' }] },
    { kind: 'IMPORTED', keyName: null },
  ]);
});

test('A change that is too large has a null diff', async () => {
  const lines = (word: string) => Array.from({ length: 2_000 }, (_, i) => `${word} ${i}`).join('\n\n');
  const { article } = await write('createArticle', { title: 'Long', bodyMarkdown: lines('old') });
  await write('updateArticle', { id: article.id, bodyMarkdown: lines('new') });
  const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
  const { node } = await preview(
    `{ node(id: "${article.id}") { ... on Article {
      revisions(first: 1) { nodes { changes { field after diff } } }
    } } }`,
  );
  expect(node.revisions.nodes[0].changes).toEqual([
    { field: 'bodyMarkdown', after: lines('new'), diff: null },
  ]);
});
