import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { withShiftedClock } from '../../support/shifted-clock.js';

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

  test('has the time of the database, if the clock of the gateway is wrong', async () => {
    await gateway.save({ slug: 'corrected-late' });
    const { article } = await desk('{ article(by: { slug: "corrected-late" }) { id } }');
    const { corrections } = await withShiftedClock(5 * 3_600_000, async () => {
      const { article: corrected } = await edit('addCorrection', { id: article.id, text: 'Now.' }, FIELDS);
      return corrected;
    });
    expect(Date.parse(corrections[0].correctedAt)).toBeLessThan(Date.now() + 60_000);
  });

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

/**
 * Values of the inputs of createArticle, with the fields that return them, or the reason why none does. Own fields have
 * tests of their own.
 */
const ROUND_TRIP: Record<string, { value: unknown; select: string; read(article: any): unknown } | string> = {
  title: simple('title', 'Low tide'),
  standfirst: simple('standfirst', 'Short.'),
  slug: simple('slug', 'low-tide-2019'),
  language: simple('language', 'de'),
  seoTitle: simple('seoTitle', 'Tide'),
  seoDescription: simple('seoDescription', 'All of it'),
  canonicalUrl: simple('canonicalUrl', 'https://first.example/tide'),
  kind: simple('kind', 'OPINION'),
  path: simple('path', '/2019/tide'),
  aliases: simple('aliases', ['/old/tide', '/older/tide']),
  publishedAt: simple('publishedAt', '2019-05-01T08:00:00.000Z'),
  series: simple('series', { name: 'The sea', part: 2 }, '{ name part }'),
  robots: simple('robots', { isIndexed: false, isFollowed: true }, '{ isIndexed isFollowed }'),
  sponsorship: simple('sponsorship', { name: 'Harbour Bank', url: 'https://bank.example/' }, '{ name url }'),
  machineRights: {
    value: {
      search: null,
      answers: null,
      training: 'LICENSED',
      license: 'https://courier.example/terms',
      price: null,
    },
    select:
      'revisions(first: 1) { nodes { content { machineRights { search answers training license price { amount } } } } }',
    read: ({ revisions }) => revisions.nodes[0].content.machineRights,
  },
  origin: simple(
    'origin',
    { source: 'cms', sourceId: '12', url: 'https://cms.example/12' },
    '{ source sourceId url }',
  ),
  image: simple(
    'image',
    {
      ...{ url: 'https://pictures.example/sea.jpg', alt: 'The sea', caption: 'At noon', credit: 'Jo' },
      ...{ license: 'CC BY 4.0', width: 800, height: 600, focalPoint: { x: 0.5, y: 0.25 } },
    },
    '{ url alt caption credit license width height focalPoint { x y } }',
  ),
  access: { value: 'MEMBERS', select: 'access { level }', read: ({ access }) => access.level },
  section: { value: 'harbour', select: 'section { slug }', read: ({ section }) => section.slug },
  sections: {
    value: ['harbour', 'tides'],
    select: 'sections { slug }',
    read: ({ sections }) => sections.map(({ slug }: any) => slug),
  },
  tags: {
    value: ['Sea', 'Ebb'],
    select: 'tags { name }',
    read: ({ tags }) => tags.map(({ name }: any) => name),
  },
  authors: {
    value: ['Jo Tide', 'Ike Sand'],
    select: 'authors { name }',
    read: ({ authors }) => authors.map(({ name }: any) => name),
  },
  body: {
    value: { markdown: 'Water   *falls*.' },
    select: 'revisions(first: 1) { nodes { content { body { markdown } } } }',
    read: ({ revisions }) => revisions.nodes[0].content.body,
  },
  publish: 'an act, not a value: status, publishedAt and scheduledFor say what it did',
  bodyHtml: 'a former name of body',
  bodyMarkdown: 'a former name of body',
  noindex: 'a former name of robots',
};

function simple(name: string, value: unknown, selection = '') {
  return { value, select: `${name} ${selection}`, read: (article: any) => article[name] };
}

test('Everything that createArticle takes is returned as it was set, or is listed with a reason', async () => {
  const { __type } = await gateway.query(
    '{ __type(name: "CreateArticleInput") { inputFields(includeDeprecated: true) { name } } }',
  );
  const names = __type.inputFields.map(({ name }: { name: string }) => name);
  expect(Object.keys(ROUND_TRIP).sort()).toEqual(names.sort());
  for (const name of ['Harbour', 'Tides']) await edit('createSection', { name }, 'section { id }');
  const cases = Object.entries(ROUND_TRIP).flatMap(([name, each]) =>
    typeof each === 'string' ? [] : [{ name, ...each }],
  );
  const input = Object.fromEntries(cases.map(({ name, value }) => [name, value]));
  const selection = cases.map(({ select }) => select).join(' ');
  const { article, userErrors } = await edit('createArticle', input, `article { isPathFixed ${selection} }`);
  expect(userErrors).toEqual([]);
  for (const { name, value, read } of cases) expect([name, read(article)]).toEqual([name, value]);
  expect(article.isPathFixed).toBe(true);
});

describe('A revision', () => {
  test('has its whole content as it was entered, also after a later one', async () => {
    const body = { html: '<p>Water <em>falls</em>.<script>x()</script></p>' };
    const input = {
      ...{ title: 'First', slug: 'revised', body, tags: ['Sea'], authors: ['Jo'], aliases: ['/was/revised'] },
      ...{ section: 'harbour', series: { name: 'The sea', part: 1 }, kind: 'OPINION', access: 'PAID' },
      ...{
        robots: { isIndexed: false },
        sponsorship: { name: 'Bank' },
        image: { url: 'https://pictures.example/a.jpg', alt: 'A' },
      },
    };
    const { article } = await edit('createArticle', input, 'article { id }');
    await edit('updateArticle', { id: article.id, title: 'Second', body: null, tags: [] }, 'revision');
    const { article: read } = await desk(
      `query ($id: ID!) { article(by: { id: $id }) { revisions(first: 2) { nodes { number content {
        title standfirst slug body { html markdown } sections tags authors aliases path kind access language publishedAt
        series { name part } robots { isIndexed isFollowed } sponsorship { name url label } image { url alt } corrections { text } fields
      } } } } }`,
      { id: article.id },
    );
    const [second, first] = read.revisions.nodes;
    expect(first).toEqual({
      number: 1,
      content: {
        ...{ title: 'First', standfirst: null, slug: 'revised', body: { ...body, markdown: null } },
        ...{ sections: ['harbour'], tags: ['Sea'], authors: ['Jo'], aliases: ['/was/revised'], path: null },
        ...{
          kind: 'OPINION',
          access: 'PAID',
          language: null,
          publishedAt: null,
          corrections: [],
          fields: null,
        },
        series: { name: 'The sea', part: 1 },
        robots: { isIndexed: false, isFollowed: true },
        sponsorship: { name: 'Bank', url: null, label: 'Sponsored' },
        image: { url: 'https://pictures.example/a.jpg', alt: 'A' },
      },
    });
    expect(second.content).toMatchObject({ title: 'Second', body: { html: null, markdown: '' }, tags: [] });
  });
});
