import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, NO_RATE_LIMITS, startGateway } from '../support/gateway.js';
import { createRandom } from '../support/random.mjs';

/** Edits of one run; more with `LANGUAGE_EDITS=500 npm run test:stress -- language-differential`. */
const EDIT_COUNT = Number(process.env.LANGUAGE_EDITS ?? 25);
const STORIES = 6;
const LANGUAGES = ['en', 'de', 'fr'];

let gateway: Gateway;
let key: string;
let write: Gateway['query'];
beforeAll(async () => {
  gateway = await startGateway({
    ...NO_RATE_LIMITS,
    RATE_EXEMPT: '127.0.0.1',
    READ_SECONDS: '60',
    CACHE_MB: '16',
    SITE_LANGUAGES: 'de,fr',
    SITE_LANGUAGE_FALLBACKS: 'de:en;fr:de,en',
  });
  key = await gateway.createKey('preview', 'write', 'publish');
  write = gateway.queryAs(key);
  for (let i = 1; i <= STORIES; i++)
    await run('createArticle', {
      slug: `story-${i}`,
      title: `Story ${i}`,
      tags: [`Tag ${i % 2}`],
      authors: [`Author ${i % 3}`],
      series: { name: 'Tides', part: i },
      body: { markdown: `The harbour, ${i} times.` },
      publish: {},
    });
});
afterAll(() => gateway.close());

async function run(name: string, input: object): Promise<string[]> {
  const isAction = ['unpublishArticle', 'deleteArticle'].includes(name);
  const Input = isAction ? 'ArticleActionInput' : `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const data = await write(
    `mutation ($input: ${Input}!) { ${name}(input: $input) { userErrors { message } } }`,
    {
      input,
    },
  );
  return data[name].userErrors.map(({ message }: { message: string }) => message);
}

const FIELDS =
  'title path language isFallback translations { language title path isOutdated } tags { name path } authors { name path }';
const QUERIES = [
  `{ articles(first: 50) { totalCount nodes { ${FIELDS} previous { title } next { title } section { name path } seriesPart { part previous { title } next { title } } } } }`,
  '{ articles(first: 2, orderBy: UPDATED) { totalCount nodes { title } } archive { month articleCount } }',
  '{ sections { name path articleCount articles(first: 3) { nodes { title } } } }',
  '{ tags { nodes { name path articleCount articles { nodes { title } } } } }',
  '{ authors { nodes { name path } } seriesList { nodes { title path articleCount } } }',
  ...[0, 1].map((i) => `{ tag(by: { slug: "tag-${i}" }) { name articleCount } }`),
  ...Array.from({ length: STORIES }, (_, i) => `{ article(by: { slug: "story-${i + 1}" }) { ${FIELDS} } }`),
  ...['', '/de', '/fr'].flatMap((prefix) =>
    ['/story-1', '/news/story-2', '/tags/tag-0', '/tags/hafen', '/news', '/authors/author-1'].map(
      (path) => `{ route(path: "${prefix}${path}") { status redirectTo node { id } } }`,
    ),
  ),
  '{ search(query: "story", first: 20, orderBy: NEWEST) { totalCount nodes { title } } suggest(prefix: "sto") { text } }',
  '{ site { title menu(location: "primary") { items { text } } } }',
];

/** Sends a query as a reader whom caches serve, or with a key whom they do not. */
async function read(query: string, language: string, isFresh: boolean): Promise<string> {
  const data = await gateway.query(
    query,
    {},
    {
      'x-language': language,
      ...(isFresh && { authorization: `Bearer ${key}` }),
    },
  );
  return JSON.stringify(data);
}

test('Cached responses in every language equal a fresh execution after random edits of translations', async () => {
  const random = createRandom(20_261_130);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
  const listArticles = async () =>
    (await gateway.queryAs(key, 'preview')('{ articles(first: 100) { nodes { id language status } } }'))
      .articles.nodes as { id: string; language: string; status: string }[];
  const find = async (kind: string) => {
    const list = kind === 'section' ? 'sections { id }' : `${kind}s { nodes { id } }`;
    const data = await gateway.queryAs(key, 'preview')(`{ list: ${list} }`);
    return pick((data.list.nodes ?? data.list) as { id: string }[])?.id;
  };
  let number = 0;
  const edits: Record<string, () => Promise<unknown>> = {
    translate: async () =>
      run('createTranslation', { of: pick(await listArticles()).id, language: pick(LANGUAGES) }),
    publish: async () => {
      const drafts = (await listArticles()).filter(({ status }) => status !== 'PUBLISHED');
      if (drafts.length > 0) await run('publishArticle', { id: pick(drafts).id });
    },
    unpublish: async () => run('unpublishArticle', { id: pick(await listArticles()).id }),
    title: async () =>
      run('updateArticle', { id: pick(await listArticles()).id, title: `Title ${number}`, publish: {} }),
    language: async () =>
      run('updateArticle', {
        id: pick(await listArticles()).id,
        language: pick(['de', 'fr', null]),
        publish: {},
      }),
    tags: async () =>
      run('updateArticle', { id: pick(await listArticles()).id, tags: [`Tag ${number % 3}`], publish: {} }),
    date: async () =>
      run('updateArticle', {
        id: pick(await listArticles()).id,
        publishedAt: `2026-01-0${1 + (number % 9)}T00:00:00Z`,
        publish: {},
      }),
    unlink: async () => run('unlinkTranslation', { id: pick(await listArticles()).id }),
    link: async () => {
      const articles = await listArticles();
      await run('linkTranslation', { id: pick(articles).id, of: pick(articles).id });
    },
    section: async () => {
      if ((await find('section')) === undefined) await run('createSection', { name: 'News' });
      await run('updateArticle', { id: pick(await listArticles()).id, section: 'news', publish: {} });
    },
    'texts of a section': async () => {
      const id = await find('section');
      const translations = [
        { language: pick(['de', 'fr']), name: `Teil ${number}`, slug: pick(['teil', '', 'neues']) },
      ];
      if (id !== undefined) await run('updateSection', { id, translations });
    },
    'texts of a tag': async () =>
      run('updateTag', {
        id: await find('tag'),
        translations: [
          { language: pick(['de', 'fr']), name: `Wort ${number}`, slug: pick(['hafen', '', 'wort']) },
        ],
      }),
    'texts of an author': async () =>
      run('updateAuthor', {
        id: await find('author'),
        translations: [{ language: 'de', name: `Wer ${number}` }],
      }),
    'texts of the site': async () =>
      run('updateSite', { translations: [{ language: 'fr', title: `Site ${number}` }] }),
    deletion: async () =>
      run('deleteArticle', { id: pick((await listArticles()).slice(STORIES))?.id ?? 'none' }),
  };
  const stale: string[] = [];
  const known = new Map<string, string>();
  let changed = 0;
  for (number = 1; number <= EDIT_COUNT; number++) {
    const kind = pick(Object.keys(edits));
    await edits[kind]!();
    await gateway.app.cacheInvalidator.waitForSync();
    for (const language of LANGUAGES)
      for (const query of QUERIES) {
        const [cached, fresh] = [await read(query, language, false), await read(query, language, true)];
        if (cached !== fresh) stale.push(`${number} ${kind}, ${language}: ${query}\n${cached}\n${fresh}`);
        if (known.get(`${language} ${query}`) !== fresh) changed += 1;
        known.set(`${language} ${query}`, fresh);
      }
  }
  if (process.env.LANGUAGE_EDITS)
    console.log(
      `${EDIT_COUNT} edits, ${QUERIES.length} operations in ${LANGUAGES.length} languages: ${changed} responses changed, stale ${stale.length}`,
    );
  expect(stale).toEqual([]);
  expect(changed).toBeGreaterThan(EDIT_COUNT);
}, 3_600_000);
