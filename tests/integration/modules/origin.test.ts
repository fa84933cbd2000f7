import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const ORIGIN = 'origin { source sourceId url importedAt }';
const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) {
  article { id slug title standfirst path ${ORIGIN} } revision status userErrors { field code } } }`;

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('admin'), 'preview');
});
afterAll(() => gateway.close());

const create = async (input: object, headers?: Record<string, string>) =>
  (await desk(CREATE, { input }, headers)).createArticle;
const from = (sourceId: string, others: object = {}) => ({ origin: { source: 'cms', sourceId, ...others } });

describe('createArticle with an origin', () => {
  test('creates an article once, and then updates it with the fields that are given', async () => {
    const first = await create({
      title: 'Eels',
      standfirst: 'Slippery.',
      ...from('1', { url: 'https://cms.example/1' }),
    });
    expect(first).toMatchObject({
      revision: 1,
      article: {
        slug: 'eels',
        origin: {
          source: 'cms',
          sourceId: '1',
          url: 'https://cms.example/1',
          importedAt: expect.any(String),
        },
      },
    });
    const second = await create({ title: 'More eels', ...from('1') });
    expect(second).toMatchObject({
      revision: 2,
      article: {
        id: first.article.id,
        slug: 'eels',
        title: 'More eels',
        standfirst: 'Slippery.',
        origin: { sourceId: '1', url: null },
      },
    });
    expect(await create({ title: 'Other eels', ...from('2') })).toMatchObject({ revision: 1 });
  });

  test('publishes what it updates, if that is asked', async () => {
    await create({ title: 'Tides', ...from('tides') });
    const published = await create({ title: 'Tides', ...from('tides'), publish: {} });
    expect(published).toMatchObject({ revision: 2, status: 'PUBLISHED', userErrors: [] });
  });

  test('makes one article of two requests that arrive together', async () => {
    const input = { title: 'Race', ...from('race') };
    const second = await startGateway({}, { beside: gateway });
    const elsewhere = second.queryAs(await gateway.createKey('admin'), 'preview');
    const payloads = await Promise.all(
      [0, 1, 2, 3].map(async (i) =>
        i % 2 ? create(input) : (await elsewhere(CREATE, { input })).createArticle,
      ),
    );
    expect(new Set(payloads.map(({ article }) => article.id)).size).toBe(1);
    expect(payloads.map(({ revision }) => revision).sort()).toEqual([1, 2, 3, 4]);
    await second.close();
  });

  test('saves nothing for a repeated idempotency key', async () => {
    const headers = { 'idempotency-key': 'retry-1' };
    const input = { title: 'Retry', ...from('retry') };
    expect(await create(input, headers)).toMatchObject({ revision: 1 });
    expect(await create(input, headers)).toMatchObject({ revision: 1 });
    expect(await create(input)).toMatchObject({ revision: 2 });
  });

  test('creates a deleted article again', async () => {
    const { article } = await create({ title: 'Gone', ...from('gone') });
    await desk('mutation ($id: ID!) { deleteArticle(input: { id: $id }) { userErrors { code } } }', {
      id: article.id,
    });
    const again = await create({ title: 'Gone', ...from('gone') });
    expect(again).toMatchObject({ revision: 1, userErrors: [] });
    expect(again.article.id).not.toBe(article.id);
  });

  test('refuses an empty source, an ID that is too long, and a URL that is none of the web', async () => {
    const origin = { source: ' ', sourceId: 'x'.repeat(501), url: 'ftp://cms.example/' };
    expect((await create({ title: 'Refused', origin })).userErrors).toEqual([
      { field: ['origin', 'source'], code: 'INVALID' },
      { field: ['origin', 'sourceId'], code: 'TOO_LONG' },
      { field: ['origin', 'url'], code: 'INVALID' },
    ]);
  });
});

describe.each([
  ['Section', 'section'],
  ['Tag', 'tag'],
  ['Author', 'author'],
])('create%s with an origin', (type, name) => {
  const CREATE_TERM = `mutation ($input: Create${type}Input!) { create${type}(input: $input) {
    ${name} { id slug name robots { isIndexed } ${ORIGIN} } userErrors { field code } } }`;
  const save = async (input: object, headers?: Record<string, string>) =>
    (await desk(CREATE_TERM, { input }, headers))[`create${type}`];
  const origin = (sourceId: string) => ({ origin: { source: 'desk', sourceId } });

  test(`creates ${name === 'author' ? 'an' : 'a'} ${name} once, and then updates it with the fields that are given`, async () => {
    const first = await save({ name: `Harbour ${name}`, robots: { isIndexed: false }, ...origin('1') });
    expect(first.userErrors).toEqual([]);
    expect(first[name]).toMatchObject({
      slug: `harbour-${name}`,
      origin: { source: 'desk', sourceId: '1', url: null, importedAt: expect.any(String) },
    });
    const second = await save({ name: `Port ${name}`, ...origin('1') });
    expect(second[name]).toMatchObject({
      ...{ id: first[name].id, slug: `harbour-${name}`, name: `Port ${name}`, robots: { isIndexed: false } },
    });
    const third = await save({
      name: `Port ${name}`,
      slug: `port-${name}`,
      robots: { isIndexed: true },
      ...origin('1'),
    });
    expect(third[name]).toMatchObject({
      id: first[name].id,
      slug: `port-${name}`,
      robots: { isIndexed: true },
    });
    expect((await save({ name: `Other ${name}`, ...origin('2') }))[name].id).not.toBe(first[name].id);
  });

  test('leaves a name and slug that an editor has changed, until the source has others', async () => {
    const { id } = (await save({ name: `Sound ${name}`, slug: `sound-${name}`, ...origin('3') }))[name];
    const update = `mutation ($input: Update${type}Input!) { update${type}(input: $input) { userErrors { code } } }`;
    await desk(update, { input: { id, name: `Strait ${name}`, slug: `strait-${name}` } });
    const again = await save({ name: `Sound ${name}`, slug: `sound-${name}`, ...origin('3') });
    expect(again[name]).toMatchObject({ id, name: `Strait ${name}`, slug: `strait-${name}` });
    const renamed = await save({ name: `Fjord ${name}`, slug: `sound-${name}`, ...origin('3') });
    expect(renamed[name]).toMatchObject({ id, name: `Fjord ${name}`, slug: `strait-${name}` });
  });

  test('finds the row into which the one of the origin was merged, and does not rename it', async () => {
    const merged = (await save({ name: `Inlet ${name}`, ...origin('4') }))[name];
    const target = (await save({ name: `Bay ${name}`, ...origin('5') }))[name];
    const input = { from: [merged.id], into: target.id };
    const merge = `mutation ($input: Merge${type}sInput!) { merge${type}s(input: $input) { userErrors { code } } }`;
    expect((await desk(merge, { input }))[`merge${type}s`]).toEqual({ userErrors: [] });
    const again = await save({ name: `Inlet ${name}`, ...origin('4') });
    expect(again[name]).toMatchObject({ id: target.id, name: `Bay ${name}`, slug: `bay-${name}` });
  });

  test(`makes one ${name} of two requests that arrive together`, async () => {
    const input = { name: `Race ${name}`, ...origin('race') };
    const saved = await Promise.all([save(input), save(input)]);
    expect(new Set(saved.map((each) => each[name].id)).size).toBe(1);
  });

  test('is refused for a bad origin, name or slug that is taken', async () => {
    const bad = { name: 'Refused', origin: { source: ' ', sourceId: 'x'.repeat(501) } };
    expect((await save(bad)).userErrors).toEqual([
      { field: ['origin', 'source'], code: 'INVALID' },
      { field: ['origin', 'sourceId'], code: 'TOO_LONG' },
    ]);
    await save({ name: `Taken ${name}` });
    const taken = { name: `Taken ${name}`, slug: `taken-${name}`, ...origin('6') };
    expect((await save(taken)).userErrors[0].code).toBe('TAKEN');
    await save({ name: `Kept ${name}`, ...origin('7') });
    expect((await save({ name: ' ', ...origin('7') })).userErrors[0].field).toEqual(['name']);
  });
});

describe('Imports', () => {
  test('record the origin of articles, with their URL', async () => {
    const source = { source: 'wordpress old.example', sourceId: '7', sourceUrl: 'https://old.example/?p=7' };
    await gateway.save({ slug: 'imported', ...source });
    const { article } = await desk(`{ article(by: { slug: "imported" }) { ${ORIGIN} } }`);
    expect(article.origin).toEqual({
      source: 'wordpress old.example',
      sourceId: '7',
      url: 'https://old.example/?p=7',
      importedAt: expect.any(String),
    });
  });

  test('keep an article that createArticle has taken over, as one that was edited', async () => {
    const imported = { slug: 'taken', source: 'ghost old.example', sourceId: '9' };
    await gateway.save({ ...imported, title: 'As imported' });
    const origin = { source: 'ghost old.example', sourceId: '9' };
    expect(await create({ title: 'As edited', origin })).toMatchObject({ revision: 2, userErrors: [] });
    await gateway.save({ ...imported, title: 'As imported again' });
    const { article } = await desk('{ article(by: { slug: "taken" }) { title } }');
    expect(article.title).toBe('As edited');
  });

  test('do not replace an article that createArticle made', async () => {
    await create({ title: 'By a script', slug: 'script', ...from('script') });
    await gateway.save({ slug: 'script', source: 'cms', sourceId: 'script', title: 'By an import' });
    const { article } = await desk('{ article(by: { slug: "script" }) { title } }');
    expect(article.title).toBe('By a script');
  });

  test('record the origin of sections, tags, authors and files, the earliest first', async () => {
    await gateway.save({ slug: 'terms', section: ['Sea'], tags: ['Eel'], authors: ['Ada'] });
    const { prisma } = gateway.database;
    const [section, tag, author] = await Promise.all([
      prisma.section.findFirstOrThrow({ where: { slug: 'sea' } }),
      prisma.tag.findFirstOrThrow({ where: { slug: 'eel' } }),
      prisma.author.findFirstOrThrow({ where: { slug: 'ada' } }),
    ]);
    const term = (kind: string, sourceId: string, id: object, year: number) => ({
      ...{ source: 'ghost old.example', kind, sourceId, name: 'Name', sourceSlug: 's', slug: 's' },
      ...id,
      importedAt: new Date(`${year}-01-01`),
    });
    await prisma.sourceTerm.createMany({
      data: [
        term('section', '1', { sectionId: section.id, tagId: null, authorId: null }, 2024),
        term('tag', '3', { tagId: tag.id, sectionId: null, authorId: null }, 2025),
        term('tag', '2', { tagId: tag.id, sectionId: null, authorId: null }, 2024),
        term('author', '4', { authorId: author.id, tagId: null, sectionId: null }, 2024),
      ],
    });
    const { article } = await desk(
      `{ article(by: { slug: "terms" }) { section { ${ORIGIN} } tags { ${ORIGIN} } authors { ${ORIGIN} } } }`,
    );
    const origin = (sourceId: string) => ({
      origin: { source: 'ghost old.example', sourceId, url: null, importedAt: '2024-01-01T00:00:00.000Z' },
    });
    expect(article).toEqual({ section: origin('1'), tags: [origin('2')], authors: [origin('4')] });

    const url = 'https://old.example/a.jpg';
    const file = await prisma.mediaFile.create({
      data: {
        ...{ hash: 'b'.repeat(40), key: 'b.jpg', name: 'b.jpg', mimeType: 'image/jpeg', bytes: 1 },
        sources: { create: { url, checkedAt: new Date('2024-01-01') } },
      },
    });
    const id = Buffer.from(`MediaFile:${file.id}`).toString('base64url');
    const { node } = await desk(`query ($id: ID!) { node(id: $id) { ... on MediaFile { ${ORIGIN} } } }`, {
      id,
    });
    expect(node.origin).toMatchObject({ source: 'old.example', sourceId: url, url });
  });

  test('Readers without a scope get no origin', async () => {
    await gateway.save({ slug: 'readers' });
    const errors = await gateway.queryErrors(`{ article(by: { slug: "readers" }) { ${ORIGIN} } }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
