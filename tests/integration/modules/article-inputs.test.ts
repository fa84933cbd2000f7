import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Draft, Prisma } from '../../../src/database/generated/client.js';
import { EMPTY_CONTENT } from '../../../src/modules/editing/article-content.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

/** Columns of a draft that neither imports nor editors supply: they are computed, or set by other mutations. */
const NOT_CONTENT: (keyof Draft)[] = [
  ...(['id', 'path', 'opening', 'wordCount', 'revision', 'publishedRevision'] as const),
  ...(['createdAt', 'updatedAt', 'editedAt'] as const),
  ...(['source', 'sourceId', 'sourceUrl', 'importedAt', 'sourceDigest'] as const),
  ...(['scheduledFor', 'unpublishedAt'] as const),
  // An agency sets it, and no editor lifts it.
  'embargoedUntil',
  // `createTranslation` and `linkTranslation` join versions of an article.
  ...(['translationGroup', 'translatedFrom', 'translatedRevision'] as const),
  // Only a site with own fields has an input for them: see own-fields.test.ts.
  'fields',
];
/** Input fields of columns and content with another name. */
const INPUT_NAMES: Record<string, string> = {
  ...{
    sectionId: 'section',
    otherSections: 'sections',
    imageId: 'image',
    seriesId: 'series',
    seriesPart: 'series',
    permalink: 'path',
    noindex: 'robots',
    nofollow: 'robots',
    sponsorName: 'sponsorship',
    sponsorUrl: 'sponsorship',
  },
};
/** Content that mutations of its own write, and the time of the source's last change. */
const NOT_INPUTS = ['corrections', 'updatedAt', 'fields'];

const IMAGE = {
  ...{ url: 'https://pictures.example/sea.jpg', alt: 'The sea', caption: 'At noon', credit: 'Jo' },
  ...{ width: 800, height: 600, focalX: 0.5, focalY: 0.25 },
};
const CONTENT = {
  ...{ title: 'Low tide', standfirst: 'Short.', seoTitle: 'Tide', seoDescription: 'All of it' },
  canonicalUrl: 'https://first.example/tide',
  language: 'de',
  series: { name: 'The sea', part: 2 },
  ...{ tags: ['Sea'], authors: ['Jo Tide'], image: IMAGE },
};

let gateway: Gateway;
let desk: Query;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

async function write(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await desk(
    `mutation ($input: ${type}!) {
      payload: ${mutation}(input: $input) { article { id path } userErrors { field code message } }
    }`,
    { input },
  );
  return payload as {
    article: { id: string; path: string };
    userErrors: { field: string[]; code: string }[];
  };
}

async function create(input: object): Promise<string> {
  const { article, userErrors } = await write('createArticle', input);
  expect(userErrors).toEqual([]);
  return article.id;
}

const resolve = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;

describe('What imports can fill', () => {
  test.each(['CreateArticleInput', 'UpdateArticleInput'])('has a field in %s', async (type) => {
    const { __type } = await gateway.query(
      'query ($type: String!) { __type(name: $type) { inputFields { name } } }',
      { type },
    );
    const fields: string[] = __type.inputFields.map(({ name }: { name: string }) => name);
    const columns = Object.keys(Prisma.DraftScalarFieldEnum) as (keyof Draft)[];
    const written = columns.filter((column) => !NOT_CONTENT.includes(column));
    const content = Object.keys(EMPTY_CONTENT).filter((name) => !NOT_INPUTS.includes(name));
    expect(written.length).toBeGreaterThan(10);
    for (const name of [...written, ...content]) expect(fields).toContain(INPUT_NAMES[name] ?? name);
  });

  test('is stored alike when it is written through the graph', async () => {
    const publishedAt = '2019-05-01T08:00:00.000Z';
    const body = 'Water *falls*.';
    await gateway.save({ slug: 'imported', section: ['World'], title: 'A section' });
    await gateway.save({
      ...CONTENT,
      ...{ noindex: true, nofollow: true, sponsorName: 'Harbour Bank', sponsorUrl: 'https://bank.example/' },
      machineRights: 'training=forbidden',
      ...{ slug: 'tide-of-import', section: ['World'], path: '/2019/imported', aliases: ['/old/imported'] },
      ...{ body: { format: 'markdown', text: body }, publishedAt: new Date(publishedAt), draft: true },
    });
    await create({
      ...CONTENT,
      robots: { isIndexed: false, isFollowed: false },
      sponsorship: { name: 'Harbour Bank', url: 'https://bank.example/' },
      machineRights: { training: 'FORBIDDEN' },
      ...{ slug: 'tide-of-desk', section: 'world', path: '/2019/written', aliases: ['/old/written'] },
      ...{ body: { markdown: body }, publishedAt },
    });
    const { prisma } = gateway.database;
    const [imported, written] = await Promise.all(
      ['tide-of-import', 'tide-of-desk'].map((slug) => prisma.draft.findFirstOrThrow({ where: { slug } })),
    );
    const isSame = ([name]: [string, unknown]) =>
      !['slug', 'permalink'].includes(name) && !(NOT_CONTENT as string[]).includes(name);
    const wanted = Object.entries(imported!).filter(isSame);
    for (const [name, value] of wanted) expect([name, value]).not.toEqual([name, null]);
    expect(Object.entries(written!).filter(isSame)).toEqual(wanted);
    expect(written!.path).toBe('/2019/written');
  });
});

test('The series of an article is shown with its part', async () => {
  await create({ title: 'Part', slug: 'part', series: { name: ' The sea ', part: 3 } });
  const read = '{ article(by: { slug: "part" }) { series { name part } } }';
  expect(await preview(read)).toEqual({ article: { series: { name: 'The sea', part: 3 } } });
});

test('A canonical URL replaces that of the article in its metadata', async () => {
  const id = await create({ title: 'Reprint', slug: 'reprint', canonicalUrl: 'https://first.example/a' });
  const read =
    '{ article(by: { slug: "reprint" }) { url seo { canonicalUrl openGraph { property content } } } }';
  const { article } = await preview(read);
  expect(article.url).toBe('https://courier.example/reprint');
  expect(article.seo.canonicalUrl).toBe('https://first.example/a');
  expect(article.seo.openGraph).toContainEqual({ property: 'og:url', content: 'https://first.example/a' });
  expect((await write('updateArticle', { id, canonicalUrl: null })).userErrors).toEqual([]);
  expect((await preview(read)).article.seo.canonicalUrl).toBe('https://courier.example/reprint');
});

describe('A path', () => {
  test('stays while the section changes, and gives way to the usual one when it is null', async () => {
    const id = await create({ title: 'Ferry', slug: 'ferry', path: '/2019/ferry/' });
    const moved = await write('updateArticle', { id, section: 'world' });
    expect(moved.article.path).toBe('/2019/ferry');
    const usual = await write('updateArticle', { id, path: null });
    expect(usual.article.path).toBe('/world/ferry');
  });

  test('redirects to the article once another one is published', async () => {
    const id = await create({ title: 'Quay', slug: 'quay', path: '/a/quay' });
    await write('publishArticle', { id });
    await write('updateArticle', { id, path: '/b/quay' });
    expect(await resolve('/a/quay')).toEqual({ status: 'FOUND', redirectTo: null });
    await write('publishArticle', { id });
    expect(await resolve('/a/quay')).toEqual({ status: 'MOVED', redirectTo: '/b/quay' });
  });

  test.each(['quay', 'https://courier.example/quay', '/a?b', '/a#b', '/../a', '/', '/%E0%A4%A'])(
    'like %s is refused',
    async (path) => {
      const { userErrors } = await write('createArticle', { title: 'A', path });
      expect(userErrors).toMatchObject([{ field: ['path'], code: 'INVALID' }]);
    },
  );

  test.each(['/world', '/tags/sea', '/taken'])('of other content, %s, is refused', async (path) => {
    await gateway.save({ slug: 'taken', section: [], tags: ['Sea'] });
    await gateway.save({ slug: 'of-world', section: ['World'] });
    const { userErrors } = await write('createArticle', { title: 'A', path });
    expect(userErrors).toMatchObject([{ field: ['path'], code: 'TAKEN' }]);
  });
});

describe('Former paths', () => {
  test('redirect once the article is published, and are replaced as long as they were not', async () => {
    const id = await create({ title: 'Buoy', slug: 'buoy', aliases: ['/old/buoy', '/older/buoy'] });
    expect((await resolve('/old/buoy')).status).toBe('NOT_FOUND');
    await write('updateArticle', { id, aliases: ['/old/buoy'] });
    await write('publishArticle', { id });
    expect(await resolve('/old/buoy')).toEqual({ status: 'MOVED', redirectTo: '/buoy' });
    expect((await resolve('/older/buoy')).status).toBe('NOT_FOUND');
    await write('updateArticle', { id, aliases: null });
    await write('publishArticle', { id });
    expect(await resolve('/old/buoy')).toEqual({ status: 'MOVED', redirectTo: '/buoy' });
  });

  test('are refused if they are invalid or lead elsewhere', async () => {
    await gateway.save({ slug: 'elsewhere', aliases: ['/was/elsewhere'] });
    const refuse = async (aliases: string[]) => {
      const { userErrors } = await write('createArticle', { title: 'A', aliases });
      return userErrors.map(({ field, code }) => [field.join('.'), code]);
    };
    expect(await refuse(['/free', 'no path'])).toEqual([['aliases.1', 'INVALID']]);
    expect(await refuse(['/free', '/elsewhere'])).toEqual([['aliases.1', 'TAKEN']]);
    expect(await refuse(['/was/elsewhere'])).toEqual([['aliases.0', 'TAKEN']]);
    expect(await refuse(Array.from({ length: 101 }, (_, i) => `/free/${i}`))).toEqual([
      ['aliases', 'TOO_LONG'],
    ]);
  });
});

describe('The publication date', () => {
  test('is shown after the next publication, and set by it when it is null', async () => {
    const id = await create({ title: 'Dated', slug: 'dated', publishedAt: '2001-02-03T04:05:06Z' });
    const read = '{ article(by: { slug: "dated" }) { publishedAt updatedAt } }';
    await write('publishArticle', { id });
    const { article } = await gateway.query(read);
    expect(article.publishedAt).toBe('2001-02-03T04:05:06.000Z');
    expect(Date.parse(article.updatedAt)).toBeGreaterThan(Date.parse('2020-01-01'));

    await write('updateArticle', { id, publishedAt: '2002-02-03T04:05:06Z' });
    await write('updateArticle', { id, standfirst: 'More.' });
    expect((await gateway.query(read)).article.publishedAt).toBe('2001-02-03T04:05:06.000Z');
    await write('publishArticle', { id });
    expect((await gateway.query(read)).article.publishedAt).toBe('2002-02-03T04:05:06.000Z');

    await write('updateArticle', { id, publishedAt: null });
    const before = Date.now();
    await write('publishArticle', { id });
    const { publishedAt } = (await gateway.query(read)).article;
    expect(Date.parse(publishedAt)).toBeGreaterThanOrEqual(before - 1_000);
  });

  test('is refused if it is in the future', async () => {
    const { userErrors } = await write('createArticle', { title: 'A', publishedAt: '2099-01-01T00:00:00Z' });
    expect(userErrors).toMatchObject([{ field: ['publishedAt'], code: 'INVALID' }]);
  });
});

test('A language is a tag such as en, not a name', async () => {
  const { userErrors } = await write('createArticle', { title: 'A', language: 'english' });
  expect(userErrors).toMatchObject([{ field: ['language'], code: 'INVALID' }]);
});

test('A series without a name or with a part below 1 is refused', async () => {
  const { userErrors } = await write('createArticle', { title: 'A', series: { name: ' ', part: 0 } });
  expect(userErrors.map(({ field }) => field.join('.'))).toEqual(['series.name', 'series.part']);
});

describe('Corrections', () => {
  const READ =
    '{ article(by: { slug: "corrected" }) { corrections { id text at } revisions { nodes { kind } } } }';
  const readCorrections = async () => (await desk(READ)).article.corrections;

  test('keep their IDs, are changed and removed, and readers see it immediately', async () => {
    const id = await create({ title: 'Corrected', slug: 'corrected' });
    await write('publishArticle', { id });
    await write('addCorrection', { id, text: 'First.' });
    await write('addCorrection', { id, text: 'Second.' });
    const [first, second] = await readCorrections();
    expect([first.text, second.text]).toEqual(['First.', 'Second.']);

    await write('updateArticle', { id, standfirst: 'Not published.' });
    expect(await readCorrections()).toEqual([first, second]);

    expect((await write('updateCorrection', { id: first.id, text: ' Better. ' })).userErrors).toEqual([]);
    expect(await readCorrections()).toEqual([{ ...first, text: 'Better.' }, second]);

    expect((await write('removeCorrection', { id: second.id })).userErrors).toEqual([]);
    expect(await readCorrections()).toEqual([{ ...first, text: 'Better.' }]);
    expect(
      (await gateway.query('{ article(by: { slug: "corrected" }) { standfirst } }')).article.standfirst,
    ).toBeNull();
    const { article } = await desk(READ);
    expect(article.revisions.nodes.map(({ kind }: { kind: string }) => kind).slice(0, 3)).toEqual([
      ...['CORRECTED', 'CORRECTED', 'SAVED'],
    ]);
  });

  test('appear in the change log and in the audit log', async () => {
    const { prisma } = gateway.database;
    const changes = await prisma.contentChange.findMany({ orderBy: { sequence: 'desc' }, take: 2 });
    expect(changes.map(({ kind }) => kind)).toEqual(['UPDATED', 'CORRECTED']);
    const entries = await prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 2 });
    expect(entries.map(({ action }) => action)).toEqual(['removeCorrection', 'updateCorrection']);
  });

  test('are refused without a text or an ID of a correction', async () => {
    const [{ id }] = await readCorrections();
    const refuse = async (mutation: string, input: object) =>
      (await write(mutation, input)).userErrors.map(({ field, code }) => [...field, code]);
    expect(await refuse('updateCorrection', { id, text: ' ' })).toEqual([['text', 'INVALID']]);
    expect(await refuse('updateCorrection', { id, text: 'x'.repeat(2_001) })).toEqual([['text', 'TOO_LONG']]);
    const other = Buffer.from('Correction:99999').toString('base64url');
    expect(await refuse('updateCorrection', { id: other, text: 'A' })).toEqual([['id', 'NOT_FOUND']]);
    expect(await refuse('removeCorrection', { id: other })).toEqual([['id', 'NOT_FOUND']]);
  });
});
