import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SETTINGS = {
  READ_SECONDS: '60',
  SITE_LANGUAGE: 'en',
  SITE_LANGUAGES: 'de,fr,pt-BR',
  SITE_LANGUAGE_FALLBACKS: 'de:en',
};

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ ...SETTINGS, CACHE_MB: '16' });
  await gateway.saveMany([
    { slug: 'harbour', title: 'Harbour', language: 'en' },
    { slug: 'ferry', title: 'Ferry', language: null },
    { slug: 'hafen', title: 'Hafen', language: 'de' },
    { slug: 'berge', title: 'Berge', language: 'de-AT' },
    { slug: 'port', title: 'Port', language: 'fr' },
    { slug: 'porto', title: 'Porto', language: 'pt' },
    { slug: 'minato', title: 'Minato', language: 'ja' },
  ]);
  await gateway.database.pool.query(
    "UPDATE article SET translation_group = (SELECT id FROM article WHERE slug = 'harbour') WHERE slug IN ('harbour', 'hafen')",
  );
});
afterAll(() => gateway.close());

const LIST = 'query { articles(first: 20, orderBy: TITLE) { totalCount nodes { slug } } }';

async function listSlugs(document: string, headers: Record<string, string> = {}, variables = {}) {
  const { articles } = await gateway.query(document, variables, headers);
  expect(articles.totalCount).toBe(articles.nodes.length);
  return articles.nodes.map(({ slug }: { slug: string }) => slug);
}

test('A list without a language has the articles of the primary language, and those of no language of the site', async () => {
  expect(await listSlugs(LIST)).toEqual(['ferry', 'harbour', 'minato']);
});

test('The header x-language selects a language, with fallbacks for articles that have no version in it', async () => {
  expect(await listSlugs(LIST, { 'x-language': 'fr' })).toEqual(['port']);
  expect(await listSlugs(LIST, { 'x-language': 'FR' })).toEqual(['port']);
  expect(await listSlugs(LIST, { 'x-language': 'pt-BR' })).toEqual(['porto']);
  expect(await listSlugs(LIST, { 'x-language': 'de' })).toEqual(['berge', 'ferry', 'hafen', 'minato']);
});

test('The directive @inLanguage selects the language, by a tag or by the prefix of a path, also in variables', async () => {
  const withTag = LIST.replace('query', 'query ($of: String) @inLanguage(of: $of)');
  const withPath = LIST.replace('query', 'query ($path: String) @inLanguage(path: $path)');
  // The second and third time from caches and compiled queries.
  for (let round = 0; round < 3; round += 1) {
    expect(await listSlugs(withTag, {}, { of: 'fr' })).toEqual(['port']);
    expect(await listSlugs(withTag, {}, { of: null })).toEqual(['ferry', 'harbour', 'minato']);
    expect(await listSlugs(withPath, {}, { path: '/fr/monde' })).toEqual(['port']);
    expect(await listSlugs(withPath, {}, { path: '/france' })).toEqual(['ferry', 'harbour', 'minato']);
    expect(await listSlugs(withTag, { 'x-language': 'pt-BR' }, { of: 'fr' })).toEqual(['porto']);
  }
});

test('A language that the site does not have is an error that lists those of the site', async () => {
  const [error] = await gateway.queryErrors(LIST, {}, { 'x-language': 'it' });
  expect(error).toMatchObject({
    message: 'The header x-language: "it" is not a language of the site. Use one of en, de, fr, pt-BR.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
  const [other] = await gateway.queryErrors(LIST.replace('query', 'query @inLanguage(of: "it")'));
  expect(other!.message).toBe(
    '@inLanguage(of:): "it" is not a language of the site. Use one of en, de, fr, pt-BR.',
  );
});

test('Responses name their language, and caches are told that they depend on the header', async () => {
  const read = (headers: Record<string, string>) =>
    fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: LIST }),
    });
  for (let round = 0; round < 2; round += 1) {
    const german = await read({ 'x-language': 'de' });
    expect(german.headers.get('content-language')).toBe('de');
    expect(german.headers.get('vary')).toContain('x-language');
    expect((await read({})).headers.get('content-language')).toBe('en');
  }
});

test('Editors without a language see all languages, and with one that language', async () => {
  const key = await gateway.createKey('preview');
  const query = gateway.queryAs(key, 'preview');
  expect((await query(LIST)).articles.totalCount).toBe(7);
  expect((await query(LIST, {}, { 'x-language': 'fr' })).articles.totalCount).toBe(1);
});

test('A site with one language has no view schemas of languages, and takes its own language in the header', async () => {
  const plain = await startGateway({ SITE_LANGUAGE: 'en' });
  try {
    const { rows } = await plain.database.pool.query(
      "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(published|members|preview)_'",
    );
    expect(rows).toEqual([]);
    await plain.query(LIST, {}, { 'x-language': 'en' });
    const [error] = await plain.queryErrors(LIST, {}, { 'x-language': 'de' });
    expect(error!.message).toContain('Use one of en.');
  } finally {
    await plain.close();
  }
});

describe('Translations', () => {
  const CREATE = `mutation ($input: CreateTranslationInput!) { createTranslation(input: $input) {
    article { id slug title language path translations { language title path isOutdated articleId } } status userErrors { field code message } } }`;
  const PUBLISH = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';
  const UPDATE =
    'mutation ($id: ID!, $title: String!) { updateArticle(input: { id: $id, title: $title, publish: {} }) { userErrors { message } } }';
  const READ = `query ($path: String!) @inLanguage(path: $path) { route(path: $path) { status language redirectTo
    node { ... on Article { title language isFallback translations { language path url isOutdated } } } } }`;

  let site: Gateway;
  let write: Gateway['query'];
  let id: string;
  beforeAll(async () => {
    site = await startGateway({ ...SETTINGS, CACHE_MB: '16' });
    const key = await site.createKey('preview', 'write', 'publish');
    write = site.queryAs(key);
    const created = await write(
      'mutation { createArticle(input: { title: "The ferry", body: { markdown: "It sails." }, publish: {} }) { article { id } } }',
    );
    id = created.createArticle.article.id;
  });
  afterAll(() => site.close());

  const readRoute = async (path: string) => (await site.query(READ, { path })).route;
  const translate = async (input: object) =>
    (await write(CREATE, { input: { of: id, ...input } })).createTranslation;

  test('A translation is a draft with the content of its source, a slug of its language and the prefix in its path', async () => {
    expect((await readRoute('/de/the-ferry')).status).toBe('NOT_FOUND');
    const { article, status, userErrors } = await translate({ language: 'de', slug: 'the-ferry' });
    expect(userErrors).toEqual([]);
    expect({ ...article, status }).toMatchObject({
      slug: 'the-ferry',
      title: 'The ferry',
      language: 'de',
      path: '/de/the-ferry',
      status: 'DRAFT',
      translations: [{ language: 'en', path: '/the-ferry', isOutdated: false, articleId: id }],
    });
    expect((await readRoute('/the-ferry')).node).toMatchObject({ language: 'en', translations: [] });

    await write(UPDATE, { id: article.id, title: 'Die Fähre' });
    expect(await readRoute('/de/the-ferry')).toMatchObject({
      status: 'FOUND',
      language: 'de',
      node: {
        title: 'Die Fähre',
        language: 'de',
        isFallback: false,
        translations: [{ language: 'en', isOutdated: false }],
      },
    });
    expect((await readRoute('/the-ferry')).node.translations).toEqual([
      {
        language: 'de',
        path: '/de/the-ferry',
        url: 'https://courier.example/de/the-ferry',
        isOutdated: false,
      },
    ]);
  });

  test('A translation is outdated from the next publication of its source to its own next one', async () => {
    await write(UPDATE, { id, title: 'The new ferry' });
    const isOutdated = async () => (await readRoute('/the-ferry')).node.translations[0].isOutdated;
    expect(await isOutdated()).toBe(true);
    const list = async (filter: string) =>
      (
        await site.queryAs(
          await site.createKey('preview'),
          'preview',
        )(`{ articles(filter: ${filter}, orderBy: TITLE) { nodes { title } } }`)
      ).articles.nodes.map(({ title }: { title: string }) => title);
    expect(await list('{ isOutdated: true }')).toEqual(['Die Fähre']);
    expect(await list('{ isOutdated: false }')).toEqual(['The new ferry']);
    expect(await list('{ missingTranslation: "de" }')).toEqual([]);
    expect(await list('{ missingTranslation: "fr" }')).toEqual(['Die Fähre', 'The new ferry']);

    const { articleId } = (
      await write(`query ($id: ID!) { article(by: { id: $id }) { translations { articleId } } }`, { id })
    ).article.translations[0];
    await write(UPDATE, { id: articleId, title: 'Die neue Fähre' });
    expect(await isOutdated()).toBe(false);
    expect(await list('{ isOutdated: true }')).toEqual([]);
  });

  test('A source stands in for a translation that is unpublished, and leaves when it is published again', async () => {
    const { articleId } = (await readRoute('/the-ferry')).node.translations.length
      ? (await write('query ($id: ID!) { article(by: { id: $id }) { translations { articleId } } }', { id }))
          .article.translations[0]
      : { articleId: '' };
    const german = async () =>
      (await site.query('{ articles(first: 5) { nodes { title isFallback } } }', {}, { 'x-language': 'de' }))
        .articles.nodes;
    expect(await german()).toEqual([{ title: 'Die neue Fähre', isFallback: false }]);
    await write('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
      id: articleId,
    });
    expect(await german()).toEqual([{ title: 'The new ferry', isFallback: true }]);
    await write(PUBLISH, { id: articleId });
    expect(await german()).toEqual([{ title: 'Die neue Fähre', isFallback: false }]);
  });

  test('Wrong input is refused with the path of the argument', async () => {
    expect((await translate({ language: 'de' })).userErrors).toEqual([
      {
        field: ['language'],
        code: 'TAKEN',
        message: 'The article has a version in de already, with the slug the-ferry.',
      },
    ]);
    expect((await translate({ language: 'it' })).userErrors).toEqual([
      {
        field: ['language'],
        code: 'INVALID',
        message: '"it" is not a language of the site. Use one of en, de, fr, pt-BR.',
      },
    ]);
    expect((await translate({ language: 'fr', slug: 'The Ferry' })).userErrors[0].field).toEqual(['slug']);
    expect((await translate({ of: 'x', language: 'fr' })).userErrors[0]).toMatchObject({
      field: ['of'],
      code: 'NOT_FOUND',
    });
  });

  test('Articles are linked and unlinked as versions of each other', async () => {
    const [one, other] = await Promise.all(
      [{ title: 'Market' }, { title: 'Marché', language: 'fr' }].map(
        async (input) =>
          (
            await write(
              'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id path } } }',
              {
                input: { ...input, publish: {} },
              },
            )
          ).createArticle.article,
      ),
    );
    expect(other.path).toBe('/fr/marche');
    const link = async (name: string, input: object) =>
      (
        await write(
          `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { article { translations { path } } userErrors { field code } } }`,
          { input },
        )
      )[name];
    expect((await readRoute('/market')).node.translations).toEqual([]);
    expect(await link('linkTranslation', { id: other.id, of: one.id })).toEqual({
      article: { translations: [{ path: '/market' }] },
      userErrors: [],
    });
    expect((await readRoute('/market')).node.translations).toMatchObject([{ path: '/fr/marche' }]);
    expect((await link('linkTranslation', { id: other.id, of: id })).userErrors).toEqual([
      { field: ['id'], code: 'NOT_ALLOWED' },
    ]);
    expect((await link('linkTranslation', { id: one.id, of: id })).userErrors).toEqual([
      { field: ['of'], code: 'INVALID' },
    ]);
    expect((await link('unlinkTranslation', { id: other.id })).userErrors).toEqual([]);
    expect((await readRoute('/market')).node.translations).toEqual([]);
    expect((await link('unlinkTranslation', { id: other.id })).userErrors).toEqual([
      { field: ['id'], code: 'NOT_ALLOWED' },
    ]);
  });
});

describe('Texts of sections, tags, authors, series, menus, boxes and the site', () => {
  let site: Gateway;
  let write: Gateway['query'];
  let sectionId: string;
  beforeAll(async () => {
    site = await startGateway({ ...SETTINGS, CACHE_MB: '16' });
    write = site.queryAs(await site.createKey('preview', 'write', 'publish'));
    const world = await write(
      'mutation { createSection(input: { name: "World", translations: [{ language: "de", name: "Welt", slug: "welt", description: "Alles" }] }) { section { id } userErrors { message } } }',
    );
    sectionId = world.createSection.section.id;
    for (const [title, language] of [
      ['Ferry', null],
      ['Fähre', 'de'],
      ['Bac', 'fr'],
    ])
      await write(
        'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { userErrors { message } } }',
        {
          input: { title, language, section: 'world', tags: ['Harbour'], authors: ['Ann'], publish: {} },
        },
      );
  });
  afterAll(() => site.close());

  const readIn = async (language: string, document: string, variables = {}) =>
    site.query(document, variables, { 'x-language': language });
  const update = async (name: string, input: object, payload = '') =>
    (
      await write(
        `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${payload} userErrors { field code message } } }`,
        { input },
      )
    )[name];

  test('A section has its names, paths and articles in each language', async () => {
    const SECTION =
      '{ sections { name path description } articles(first: 9) { nodes { path section { name path } } } }';
    expect(await readIn('de', SECTION)).toEqual({
      sections: [{ name: 'Welt', path: '/de/welt', description: 'Alles' }],
      articles: {
        nodes: [
          { path: '/de/welt/fahre', section: { name: 'Welt', path: '/de/welt' } },
          { path: '/world/ferry', section: { name: 'Welt', path: '/de/welt' } },
        ],
      },
    });
    expect(await readIn('fr', SECTION)).toEqual({
      sections: [{ name: 'World', path: '/fr/world', description: null }],
      articles: { nodes: [{ path: '/fr/world/bac', section: { name: 'World', path: '/fr/world' } }] },
    });
    expect((await readIn('en', SECTION)).sections).toEqual([
      { name: 'World', path: '/world', description: null },
    ]);
  });

  test('A new slug in a language moves the section and its articles there, and former paths redirect', async () => {
    const ROUTE =
      'query ($path: String!) @inLanguage(path: $path) { route(path: $path) { status redirectTo node { __typename } } }';
    const route = async (path: string) => (await site.query(ROUTE, { path })).route;
    expect(await route('/de/welt')).toMatchObject({ status: 'FOUND', node: { __typename: 'Section' } });
    expect(await route('/fr/monde')).toMatchObject({ status: 'NOT_FOUND' });
    expect(await route('/fr/world/bac')).toMatchObject({ status: 'FOUND' });
    const translations = [{ language: 'fr', name: 'Monde', slug: 'monde' }];
    expect((await update('updateSection', { id: sectionId, translations })).userErrors).toEqual([]);
    expect(await route('/fr/monde')).toMatchObject({ status: 'FOUND', node: { __typename: 'Section' } });
    expect(await route('/fr/world')).toMatchObject({ status: 'MOVED', redirectTo: '/fr/monde' });
    expect(await route('/fr/world/bac')).toMatchObject({ status: 'MOVED', redirectTo: '/fr/monde/bac' });
    expect(await route('/fr/monde/bac')).toMatchObject({ status: 'FOUND' });
    expect(await route('/de/welt/fahre')).toMatchObject({ status: 'FOUND' });
    expect(await route('/world/ferry')).toMatchObject({ status: 'FOUND' });
    await update('updateSection', { id: sectionId, slug: 'news' });
    expect(await route('/world/ferry')).toMatchObject({ status: 'MOVED', redirectTo: '/news/ferry' });
    expect(await route('/de/welt/fahre')).toMatchObject({ status: 'FOUND' });
  });

  test('Tags and authors have names, paths and suggestions of their language', async () => {
    const { tags, authors } = await write('{ tags { nodes { id } } authors { nodes { id } } }');
    const TAG =
      '{ tags { nodes { name path articleCount } } authors { nodes { name path bio } } suggest(prefix: "hafen") { text path } }';
    expect((await readIn('de', TAG)).tags.nodes).toEqual([
      { name: 'Harbour', path: '/de/tags/harbour', articleCount: 2 },
    ]);
    const result = await update('updateTag', {
      id: tags.nodes[0].id,
      translations: [{ language: 'DE', name: 'Hafen', slug: 'hafen' }],
    });
    expect(result.userErrors).toEqual([]);
    await update('updateAuthor', {
      id: authors.nodes[0].id,
      translations: [{ language: 'de', bio: 'Schreibt.' }],
    });
    expect(await readIn('de', TAG)).toEqual({
      tags: { nodes: [{ name: 'Hafen', path: '/de/tags/hafen', articleCount: 2 }] },
      authors: { nodes: [{ name: 'Ann', path: '/de/authors/ann', bio: 'Schreibt.' }] },
      suggest: [{ text: 'Hafen', path: '/de/tags/hafen' }],
    });
    expect((await readIn('fr', TAG)).tags.nodes).toEqual([
      { name: 'Harbour', path: '/fr/tags/harbour', articleCount: 1 },
    ]);
    expect((await readIn('en', TAG)).suggest).toEqual([]);
    const ROUTE = 'query ($path: String!) { route(path: $path) { status redirectTo } }';
    expect((await readIn('de', ROUTE, { path: '/de/tags/harbour' })).route).toEqual({
      status: 'MOVED',
      redirectTo: '/de/tags/hafen',
    });
  });

  test('Menus, boxes and the site have texts of their language', async () => {
    await update('setMenu', {
      location: 'primary',
      items: [{ text: 'Home', url: '/', translations: [{ language: 'de', text: 'Start', url: '/de' }] }],
    });
    await update('updateSite', {
      title: 'The Courier',
      translations: [{ language: 'de', title: 'Der Kurier' }],
      boxes: [{ key: 'SEARCH', title: 'Search', translations: [{ language: 'de', title: 'Suche' }] }],
    });
    const SITE = '{ site { title menu(location: "primary") { items { text url } } boxes { key title } } }';
    expect((await readIn('de', SITE)).site).toEqual({
      title: 'Der Kurier',
      menu: { items: [{ text: 'Start', url: 'https://courier.example/de' }] },
      boxes: [{ key: 'SEARCH', title: 'Suche' }],
    });
    expect((await readIn('fr', SITE)).site).toEqual({
      title: 'The Courier',
      menu: { items: [{ text: 'Home', url: 'https://courier.example/' }] },
      boxes: [{ key: 'SEARCH', title: 'Search' }],
    });
  });

  test('Wrong texts are refused with the path of the argument', async () => {
    const errorsOf = async (translations: object[]) =>
      (await update('createTag', { name: 'Boats', translations })).userErrors;
    expect(await errorsOf([{ language: 'it', name: 'Barche' }])).toEqual([
      {
        field: ['translations', '0', 'language'],
        code: 'INVALID',
        message: '"it" is not a language of the site. Use one of de, fr, pt-BR.',
      },
    ]);
    expect((await errorsOf([{ language: 'en', name: 'Boats' }]))[0].message).toContain(
      'is the primary language',
    );
    expect(await errorsOf([{ language: 'de', slug: 'Nicht so' }])).toMatchObject([
      { field: ['translations', '0', 'slug'] },
    ]);
    expect(await errorsOf([{ language: 'de', slug: 'hafen' }])).toMatchObject([
      {
        field: ['translations', '0', 'slug'],
        code: 'TAKEN',
        message: 'The slug hafen is already used in de by another tag, "Hafen".',
      },
    ]);
    expect(
      await errorsOf([
        { language: 'de', name: 'A' },
        { language: 'de', name: 'B' },
      ]),
    ).toMatchObject([{ field: ['translations', '1', 'language'], code: 'TAKEN' }]);
  });
});
