import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8' });
  desk = gateway.queryAs(await gateway.createKey('admin'), 'preview');
});
afterAll(() => gateway.close());

async function edit(mutation: string, input: object, fields: string) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${fields} userErrors { field code } } }`;
  return (await desk(document, { input })).payload;
}

describe('An article', () => {
  test('says whether its path is fixed, and which former paths were set', async () => {
    const FIELDS = 'article { id path isPathFixed aliases }';
    const input = { title: 'Eels', path: '/2019/eels', aliases: ['/old/eels'] };
    const { article } = await edit('createArticle', input, FIELDS);
    expect(article).toMatchObject({ path: '/2019/eels', isPathFixed: true, aliases: ['/old/eels'] });
    const changes = { id: article.id, path: null, aliases: [] };
    expect((await edit('updateArticle', changes, FIELDS)).article).toMatchObject({
      path: '/eels',
      isPathFixed: false,
      aliases: [],
    });
  });

  test('has the SEO texts that were set, which are null where they follow from others', async () => {
    const FIELDS = 'article { id seoTitle seoDescription canonicalUrl seo { title } }';
    const set = { seoTitle: 'All eels', seoDescription: 'On eels.', canonicalUrl: 'https://a.example/eels' };
    const { article } = await edit('createArticle', { title: 'Eels again', ...set }, FIELDS);
    expect(article).toMatchObject({ ...set, seo: { title: 'All eels' } });
    const { article: cleared } = await edit('updateArticle', { id: article.id, seoTitle: null }, FIELDS);
    expect(cleared).toMatchObject({
      seoTitle: null,
      seoDescription: 'On eels.',
      seo: { title: 'Eels again' },
    });
  });

  test('hides from readers without a scope which paths were set', async () => {
    await gateway.save({ slug: 'public', aliases: ['/hidden'] });
    const errors = await gateway.queryErrors('{ article(by: { slug: "public" }) { isPathFixed aliases } }');
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['article', 'isPathFixed'], 'FORBIDDEN'],
      [['article', 'aliases'], 'FORBIDDEN'],
    ]);
  });
});

test('A section has its position, also in a cached answer after another one is put before it', async () => {
  const { section: world } = await edit('createSection', { name: 'World' }, 'section { id position }');
  const { section: sport } = await edit('createSection', { name: 'Sport' }, 'section { id position }');
  expect([world.position, sport.position]).toEqual([0, 1]);
  await gateway.save({ slug: 'in-world', section: ['World'] });
  const READ = '{ article(by: { slug: "in-world" }) { section { position } } }';
  expect(await gateway.query(READ)).toEqual({ article: { section: { position: 0 } } });
  await edit('updateSection', { id: sport.id, position: 0 }, 'section { position }');
  expect(await gateway.query(READ)).toEqual({ article: { section: { position: 1 } } });
});

describe('A correction', () => {
  const FIELDS = 'article { id corrections { id text correctedAt } }';

  test('can have the time at which it was made, and keeps its ID when that changes', async () => {
    await gateway.save({ slug: 'corrected' });
    const { article } = await desk('{ article(by: { slug: "corrected" }) { id } }');
    await edit(
      'addCorrection',
      { id: article.id, text: 'Second.', correctedAt: '2024-05-02T08:00:00Z' },
      FIELDS,
    );
    const { article: added } = await edit(
      'addCorrection',
      { id: article.id, text: 'First.', correctedAt: '2024-05-01T08:00:00Z' },
      FIELDS,
    );
    const [first, second] = added.corrections;
    expect([first, second]).toEqual([
      { id: expect.any(String), text: 'First.', correctedAt: '2024-05-01T08:00:00.000Z' },
      { id: expect.any(String), text: 'Second.', correctedAt: '2024-05-02T08:00:00.000Z' },
    ]);
    const changes = { id: first.id, text: 'Third.', correctedAt: '2024-05-03T08:00:00Z' };
    const { article: changed } = await edit('updateCorrection', changes, FIELDS);
    expect(changed.corrections).toEqual([
      second,
      { id: first.id, text: 'Third.', correctedAt: '2024-05-03T08:00:00.000Z' },
    ]);
    const { article: kept } = await edit('updateCorrection', { id: first.id, text: 'Fourth.' }, FIELDS);
    expect(kept.corrections[1]).toMatchObject({ text: 'Fourth.', correctedAt: '2024-05-03T08:00:00.000Z' });
  });

  test('is refused with a time in the future', async () => {
    const { article } = await desk('{ article(by: { slug: "corrected" }) { id } }');
    const refused = [{ field: ['correctedAt'], code: 'INVALID' }];
    const input = { id: article.id, text: 'Too early.', correctedAt: '2999-01-01T00:00:00Z' };
    expect((await edit('addCorrection', input, FIELDS)).userErrors).toEqual(refused);
    const { corrections } = (await desk('{ article(by: { slug: "corrected" }) { corrections { id } } }'))
      .article;
    const update = { ...input, id: corrections[0].id };
    expect((await edit('updateCorrection', update, FIELDS)).userErrors).toEqual(refused);
  });
});
