import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SETTINGS = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr,pt-BR', SITE_LANGUAGE_FALLBACKS: 'de:en' };

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
