import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { syncWordPress, type WordPressSyncOptions } from '../../../src/importers/wordpress/wordpress-sync.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** A post of the site. `group` is shared by its translations. */
interface Post {
  id: number;
  language: 'en' | 'de' | 'pt-br';
  slug: string;
  group: string;
  status?: string;
  category?: number;
}

/** Plugin for translations of the site. */
type Plugin = 'Polylang Pro' | 'Polylang' | 'WPML';

const LOGIN = 'ada:secret';
const LOCALES = { en: 'en_US', de: 'de_DE_formal', 'pt-br': 'pt_BR' };
const CATEGORIES = [
  { id: 1, slug: 'politics', name: 'Politics', language: 'en', group: 'p' },
  { id: 2, slug: 'politik', name: 'Politik', language: 'de', group: 'p' },
  { id: 3, slug: 'sport', name: 'Sport', language: 'en', group: 's' },
];
const POSTS: Post[] = [
  { id: 11, language: 'en', slug: 'tide', group: 'tide', category: 1 },
  { id: 12, language: 'de', slug: 'ebbe', group: 'tide', category: 2 },
  { id: 13, language: 'pt-br', slug: 'mare', group: 'tide', category: 1 },
  { id: 14, language: 'en', slug: 'boat', group: 'boat', category: 3 },
  { id: 15, language: 'de', slug: 'schiff', group: 'boat', status: 'draft', category: 2 },
];

let gateway: Gateway;
let server: Server;
let site: string;
let plugin: Plugin;
let posts: Post[];

beforeEach(async () => {
  posts = [...POSTS];
  gateway = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,pt-BR' });
  server = createServer((request, response) => {
    const { status = 200, body, total = 1 } = answer(new URL(request.url!, site), request.headers);
    const headers = {
      'content-type': 'application/json',
      'x-wp-totalpages': '1',
      'x-wp-total': String(total),
    };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  await gateway.close();
});

interface Answer {
  status?: number;
  body: unknown;
  total?: number;
}

function answer({ pathname, searchParams }: URL, { authorization }: { authorization?: string }): Answer {
  const isEditor = authorization === `Basic ${Buffer.from(LOGIN).toString('base64')}`;
  const namespace = plugin === 'WPML' ? 'wpml/v1' : 'pll/v1';
  switch (pathname.replace('/wp-json/', '')) {
    case '':
      return { body: { name: 'Site', home: site, namespaces: ['wp/v2', namespace] } };
    case 'pll/v1/languages':
      // https://polylang.pro/doc/languages-rest-api/
      return {
        body: [
          { slug: 'en', locale: 'en_US', is_default: true },
          { slug: 'de', locale: 'de_DE_formal', is_default: false },
          { slug: 'pt-br', locale: 'pt_BR', is_default: false },
        ],
      };
    case 'wp/v2/types':
      return { body: { post: { rest_base: 'posts' } } };
    case 'wp/v2/users/me':
      return { body: { id: 1 }, status: isEditor ? 200 : 401 };
    case 'wp/v2/categories':
      return list(CATEGORIES.map(renderCategory));
    case 'wp/v2/posts':
      return list(posts.filter((post) => isListed(post, searchParams)).map(renderPost));
    default:
      return { status: 404, body: {} };
  }
}

const list = (body: unknown[]) => ({ body, total: body.length });

function isListed({ id, language, status = 'publish' }: Post, parameters: URLSearchParams): boolean {
  const ids = parameters.get('include')?.split(',');
  // WPML lists the language of the site alone unless a request says otherwise.
  const isInScope = plugin !== 'WPML' || language === 'en' || parameters.get('wpml_language') === 'all';
  return (
    isInScope &&
    (parameters.get('status') ?? 'publish').split(',').includes(status) &&
    (ids === undefined || ids.includes(String(id)))
  );
}

/** Fields of Polylang Pro: https://polylang.pro/doc/rest-api/. They include the object itself, and drafts. */
function renderPolylang(object: { id: number; language: string; group: string }, all: (typeof object)[]) {
  if (plugin !== 'Polylang Pro') return {};
  const members = all.filter(({ group }) => group === object.group);
  return {
    lang: object.language,
    translations: Object.fromEntries(members.map(({ id, language }) => [language, id])),
  };
}

/** Fields of the plugin WPML REST API: https://github.com/shawnhooper/wpml-rest-api. */
function renderWpml({ id, language, group }: Post) {
  if (plugin !== 'WPML') return {};
  const others = posts.filter((post) => post.group === group && post.id !== id && post.status === undefined);
  return {
    wpml_current_locale: LOCALES[language],
    wpml_translations: others.map((post) => ({
      locale: LOCALES[post.language],
      id: post.id,
      post_title: post.slug,
      href: linkOf(post),
    })),
  };
}

const linkOf = ({ language, slug }: Post) =>
  `${site}/${language === 'en' ? '' : `${language}/`}2020/${slug}/`;

function renderCategory(category: (typeof CATEGORIES)[number]) {
  const { id, slug, name } = category;
  const link = `${site}/category/${slug}/`;
  return { id, slug, name, parent: 0, description: '', link, ...renderPolylang(category, CATEGORIES) };
}

function renderPost(post: Post) {
  const { id, slug, status = 'publish' } = post;
  const category = CATEGORIES.find((each) => each.id === post.category)!;
  return {
    id,
    slug,
    status,
    type: 'post',
    link: linkOf(post),
    date_gmt: '2020-01-01T00:00:00',
    modified_gmt: '2020-01-01T00:00:00',
    title: { rendered: slug },
    content: { rendered: `<p>${slug}</p>`, protected: false },
    _embedded: { 'wp:term': [[{ taxonomy: 'category', ...renderCategory(category) }]] },
    ...renderPolylang(post, posts),
    ...renderWpml(post),
  };
}

/** Synchronises the site. Returns the outcomes and reasons by item. */
async function sync(options: WordPressSyncOptions = {}) {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const fetcher = new Fetcher({ allowPrivate: true });
  const { database, importService } = gateway;
  await syncWordPress(
    site,
    { prisma: database.prisma, importService, fetcher },
    { report, types: ['post'], ...options },
  );
  const outcomes = results
    .filter(({ item }) => item.startsWith('post '))
    .map(({ item, outcome }) => [item, outcome]);
  const reasons = results.map(({ item, reasons }) => [item, reasons]);
  return { outcomes: Object.fromEntries(outcomes), reasons: Object.fromEntries(reasons) };
}

/** Lists language, section and group of all articles that readers see, by path. */
async function listArticles() {
  const { rows } = await gateway.database.pool.query<{ path: string; text: string }>(
    `SELECT a.path, concat_ws(' ', coalesce(a.language, 'none'), s.slug, coalesce('in ' || g.path, 'alone')) AS text
     FROM article a LEFT JOIN section s ON s.id = a.section_id LEFT JOIN draft g ON g.id = a.translation_group
     ORDER BY a.path COLLATE "C"`,
  );
  return Object.fromEntries(rows.map(({ path, text }) => [path, text]));
}

test.each<Plugin>(['Polylang Pro', 'WPML'])(
  'A sync with %s has languages and groups, keeps addresses, and changes nothing when it is repeated',
  async (name) => {
    plugin = name;
    await sync();
    // WPML has locales, and no languages of categories.
    const [english, german] = name === 'WPML' ? ['en-US', 'de-DE politik'] : ['en', 'de politics'];
    const articles = {
      '/2020/boat': `${english} sport alone`,
      '/2020/tide': `${english} politics in /2020/tide`,
      '/de/2020/ebbe': `${german} in /2020/tide`,
      '/pt-br/2020/mare': 'pt-BR politics in /2020/tide',
    };
    expect(await listArticles()).toEqual(articles);
    const again = await sync({ all: true });
    expect(new Set(Object.values(again.outcomes))).toEqual(new Set(['unchanged']));
    expect(await listArticles()).toEqual(articles);
    expect(again.reasons).not.toHaveProperty('languages');
  },
);

test('A translation that is added later joins the group of its original', async () => {
  for (const name of ['Polylang Pro', 'WPML'] as const) {
    plugin = name;
    posts = POSTS.filter(({ slug }) => slug === 'boat');
    await sync();
    expect(await listArticles()).toEqual({ '/2020/boat': expect.stringContaining('alone') });
    posts.push({ ...POSTS.find(({ slug }) => slug === 'schiff')!, status: 'publish' });
    // Its original has not been saved again, and is read no more.
    expect((await sync()).outcomes).toMatchObject({ 'post 15 schiff': 'created' });
    expect(await listArticles()).toMatchObject({
      '/2020/boat': expect.stringContaining('in /2020/boat'),
      '/de/2020/schiff': expect.stringContaining('in /2020/boat'),
    });
    await gateway.close();
    gateway = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,pt-BR' });
  }
});

test('A draft of a translation is imported with a login, and readers do not see it', async () => {
  plugin = 'Polylang Pro';
  await sync({ login: LOGIN });
  expect(await listArticles()).not.toHaveProperty(['/de/2020/schiff']);
  const { rows } = await gateway.database.pool.query(
    `SELECT d.language, g.path AS group FROM draft d JOIN draft g ON g.id = d.translation_group
     WHERE d.slug = 'schiff'`,
  );
  expect(rows).toEqual([{ language: 'de', group: '/2020/boat' }]);
  const { article } = await gateway.query('{ article(by: { slug: "boat" }) { translations { language } } }');
  expect(article).toEqual({ translations: [] });
});

test('The report says that the API of Polylang without Pro shows no languages', async () => {
  plugin = 'Polylang';
  const { reasons } = await sync();
  expect(reasons.languages?.[0]).toContain('returns no language of a post');
  expect(await listArticles()).toMatchObject({ '/de/2020/ebbe': 'none politik alone' });
});
