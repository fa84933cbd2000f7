import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { syncGhost } from '../../../src/importers/ghost/ghost-sync.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { syncWordPress } from '../../../src/importers/wordpress/wordpress-sync.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

interface Term {
  id: number;
  slug: string;
  name: string;
}
interface Post {
  id: number;
  author: number;
  tag: number;
  section: number;
}

const KEY = '22444f78447824223cefc48062';
const MODIFIED = '2020-01-01T00:00:00';

let gateway: Gateway;
let server: Server;
let site: string;
/** What the site has. Tests rename it, which changes no post. */
let authors: Term[];
let tags: Term[];
let sections: Term[];
let posts: Post[];
let hidesUsers: boolean;

beforeEach(async () => {
  authors = [
    { id: 1, slug: 'annlee', name: 'Ann Lee' },
    { id: 2, slug: 'ann-lee-2', name: 'Ann Lee' },
  ];
  tags = [
    { id: 11, slug: 'tide', name: 'Tide' },
    { id: 12, slug: 'tide-band', name: 'Tide' },
  ];
  sections = [{ id: 21, slug: 'world', name: 'World' }];
  posts = [
    { id: 101, author: 1, tag: 11, section: 21 },
    { id: 102, author: 2, tag: 12, section: 21 },
  ];
  hidesUsers = false;
  gateway = await startGateway();
  server = createServer((request, response) => {
    const answer = respond(new URL(request.url!, site));
    const totals = { 'x-wp-total': String((answer as unknown[])?.length ?? 0), 'x-wp-totalpages': '1' };
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', ...totals });
    response.end(JSON.stringify(answer ?? {}));
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  await gateway.close();
});

function respond(url: URL): unknown {
  const [, ghost] = /^\/ghost\/api\/content\/(\w+)\/$/.exec(url.pathname) ?? [];
  if (ghost) return respondAsGhost(ghost, url);
  const route = url.pathname.replace('/wp-json/', '');
  const link = (kind: string, term: Term) => ({ ...term, link: `${site}/${kind}/${term.slug}/` });
  if (route === '') return { name: 'Old', home: site, namespaces: ['wp/v2'] };
  if (route === 'wp/v2/types') return { post: { rest_base: 'posts' } };
  if (route === 'wp/v2/categories') return sections.map((each) => ({ ...link('category', each), parent: 0 }));
  if (route === 'wp/v2/tags')
    return tags.map((each) => ({ ...link('tag', each), taxonomy: 'post_tag', description: '' }));
  if (route === 'wp/v2/users') return hidesUsers ? null : authors.map((each) => link('author', each));
  if (route !== 'wp/v2/posts') return null;
  const after = url.searchParams.get('modified_after') ?? url.searchParams.get('after');
  const include = url.searchParams.get('include')?.split(',');
  return posts
    .filter(({ id }) => (after ? false : (include?.includes(String(id)) ?? true)))
    .map(({ id, author, tag, section }) => ({
      ...{ id, type: 'post', slug: `p${id}`, status: 'publish', link: `${site}/p${id}/` },
      ...{ date_gmt: MODIFIED, modified_gmt: MODIFIED, title: { rendered: `Post ${id}` } },
      ...{ content: { rendered: '<p>Words.</p>' }, excerpt: { rendered: '' } },
      _embedded: {
        author: [link('author', find(authors, author))],
        'wp:term': [
          [{ taxonomy: 'category', ...link('category', find(sections, section)) }],
          [{ taxonomy: 'post_tag', ...link('tag', find(tags, tag)) }],
        ],
      },
    }));
}

function respondAsGhost(resource: string, url: URL): unknown {
  if (resource === 'settings') return { settings: { url: `${site}/` } };
  const withId = (prefix: string, { id, ...term }: Term) => ({ id: `${prefix}${id}`, ...term });
  const rows = {
    pages: [],
    tags: [...sections, ...tags].map((tag) => withId('t', tag)),
    authors: authors.map((author) => withId('a', author)),
    posts: posts.map(({ id, author, tag, section }) => ({
      ...{ id: String(id), slug: `p${id}`, title: `Post ${id}`, html: '<p>Words.</p>' },
      ...{ updated_at: `${MODIFIED}Z`, published_at: `${MODIFIED}Z`, visibility: 'public' },
      url: `${site}/p${id}/`,
      tags: [withId('t', find(sections, section)), withId('t', find(tags, tag))],
      authors: [withId('a', find(authors, author))],
    })),
  }[resource];
  const isIncremental = url.searchParams.get('filter')?.startsWith('updated_at');
  return { [resource]: isIncremental ? [] : rows, meta: { pagination: { pages: 1 } } };
}

const find = (terms: Term[], id: number) => terms.find((term) => term.id === id)!;

function getDeps() {
  return {
    prisma: gateway.database.prisma,
    importService: gateway.importService,
    fetcher: new Fetcher({ allowPrivate: true }),
  };
}

/** Syncs and returns the items that were written or reported. */
const SYNCS: Record<string, () => Promise<string[]>> = {
  WordPress: async () => {
    const { counts, resultsWithReasons } = await syncWordPress(site, getDeps(), { types: ['post'] });
    return [...resultsWithReasons.flatMap(({ reasons }) => reasons), `updated ${counts.updated ?? 0}`];
  },
  Ghost: async () => {
    const { counts, resultsWithReasons } = await syncGhost(site, KEY, getDeps());
    return [...resultsWithReasons.flatMap(({ reasons }) => reasons), `updated ${counts.updated ?? 0}`];
  },
};

async function readArticles(): Promise<Record<string, string>> {
  const { articles } = await gateway.query(
    '{ articles(first: 9) { nodes { slug authors { id name path } tags { id name path } section { name path } } } }',
  );
  return Object.fromEntries(
    articles.nodes.map(({ slug, authors: by, tags: about, section }: any) => [
      slug,
      [by[0].name, by[0].path, about.at(-1).name, about.at(-1).path, section.name, section.path].join(' '),
    ]),
  );
}

async function getRoute(path: string) {
  const { route } = await gateway.query(
    'query ($path: String!) { route(path: $path) { status redirectTo } }',
    { path },
  );
  return `${route.status} ${route.redirectTo ?? ''}`.trim();
}

async function edit(mutation: string): Promise<void> {
  const data = await gateway.queryAs(await gateway.createKey('write', 'publish'))(`mutation { ${mutation} }`);
  expect(Object.values(data)).toEqual([expect.objectContaining({ userErrors: [] })]);
}

describe.each(['WordPress', 'Ghost'])('Renamed authors, tags and sections of %s', (kind) => {
  const sync = SYNCS[kind]!;
  const isGhost = kind === 'Ghost';
  const ann = isGhost ? '/authors/annlee' : '/authors/ann-lee';
  const secondTide = '/tags/tide-band';

  test('two authors, and two tags, of one name are two', async () => {
    await sync();
    expect(await readArticles()).toEqual({
      p101: `Ann Lee ${ann} Tide /tags/tide World /world`,
      p102: `Ann Lee /authors/ann-lee-2 Tide ${secondTide} World /world`,
    });
    expect(await getRoute('/author/annlee')).toBe(`MOVED ${ann}`);
    expect(await getRoute('/author/ann-lee-2')).toBe('MOVED /authors/ann-lee-2');
  });

  test('an author, a tag and a section that are renamed at the source are renamed here, and redirect', async () => {
    await sync();
    authors[0] = { id: 1, slug: 'annsmith', name: 'Ann Smith' };
    tags[0] = { id: 11, slug: 'tides', name: 'Tides' };
    sections[0] = { id: 21, slug: 'globe', name: 'Globe' };
    expect(await sync()).toEqual(['updated 0']);
    const smith = isGhost ? '/authors/annsmith' : '/authors/ann-smith';
    expect(await readArticles()).toEqual({
      p101: `Ann Smith ${smith} Tides /tags/tides Globe /globe`,
      p102: `Ann Lee /authors/ann-lee-2 Tide ${secondTide} Globe /globe`,
    });
    expect(await getRoute(ann)).toBe(`MOVED ${smith}`);
    expect(await getRoute('/author/annlee')).toBe(`MOVED ${smith}`);
    expect(await getRoute('/tags/tide')).toBe('MOVED /tags/tides');
    expect(await getRoute('/world')).toBe('MOVED /globe');
    expect(await sync()).toEqual(['updated 0']);
    const { authors: all } = await gateway.query('{ authors(first: 9) { nodes { name } } }');
    expect(all.nodes).toHaveLength(2);
  });

  test('names that editors have changed stay, and articles that come later find them', async () => {
    await sync();
    const { author, tag } = await gateway.query(
      `{ author(by: { path: "${ann}" }) { id } tag(by: { path: "/tags/tide" }) { id } }`,
    );
    await edit(
      `updateAuthor(input: { id: "${author.id}", name: "Ann L.", slug: "ann-l" }) { userErrors { message } }`,
    );
    await edit(
      `updateTag(input: { id: "${tag.id}", name: "Ebb and flow", slug: "ebb" }) { userErrors { message } }`,
    );
    authors[0] = { id: 1, slug: 'annsmith', name: 'Ann Smith' };
    tags[0] = { id: 11, slug: 'tides', name: 'Tides' };
    posts.push({ id: 103, author: 1, tag: 11, section: 21 });
    await sync();
    expect(await readArticles()).toMatchObject({
      p101: 'Ann L. /authors/ann-l Ebb and flow /tags/ebb World /world',
      p103: 'Ann L. /authors/ann-l Ebb and flow /tags/ebb World /world',
    });
  });

  test('a slug that other content has here is reported, and the articles stay with their author', async () => {
    await gateway.save({
      slug: 'own',
      authors: ['Ann Smith'],
      tags: ['Own'],
      section: ['Own'],
      source: 'by hand',
    });
    await sync();
    authors[0] = { id: 1, slug: 'ann-smith', name: 'Ann Smith' };
    expect(await sync()).toContainEqual(
      expect.stringContaining('is called Ann Smith (ann-smith) in the source now, and stays as it is'),
    );
    posts.push({ id: 103, author: 1, tag: 11, section: 21 });
    await sync();
    const articles = await readArticles();
    expect(articles.p101).toContain(`Ann Lee ${ann} `);
    expect(articles.p103).toContain(`Ann Lee ${ann} `);
  });

  test('rows that an earlier version imported without IDs are adopted without an update, and renamed later', async () => {
    authors.pop();
    tags.pop();
    posts.pop();
    await sync();
    await gateway.database.prisma.sourceTerm.deleteMany();
    expect(await sync()).toEqual(['updated 0']);
    authors[0] = { id: 1, slug: 'annsmith', name: 'Ann Smith' };
    await sync();
    expect((await readArticles()).p101).toContain('Ann Smith');
  });
});

test('The name of an author of WordPress, which its API returns as HTML, is text here', async () => {
  authors[0] = { id: 1, slug: 'annlee', name: 'Ann Lee &amp; Co' };
  await SYNCS.WordPress!();
  expect((await readArticles()).p101).toMatch(/^Ann Lee & Co \/authors\/ann-lee-co Tide /);
});

test('A WordPress site that hides its users tells of a new name with the next post', async () => {
  hidesUsers = true;
  await SYNCS.WordPress!();
  authors[0] = { id: 1, slug: 'annlee', name: 'Ann Smith' };
  posts.push({ id: 103, author: 1, tag: 11, section: 21 });
  await SYNCS.WordPress!();
  expect((await readArticles()).p101).toContain('Ann Smith /authors/ann-smith');
  expect(await getRoute('/author/annlee')).toBe('MOVED /authors/ann-smith');
});

test('A second WordPress export renames authors, tags and categories of the first', async () => {
  const run = async (author: string, tag: string, category: string) => {
    const head = `<wp:author><wp:author_id>7</wp:author_id><wp:author_login>grace</wp:author_login>
<wp:author_display_name>${author}</wp:author_display_name></wp:author>
<wp:category><wp:term_id>31</wp:term_id><wp:category_nicename>${category.toLowerCase()}</wp:category_nicename><wp:cat_name>${category}</wp:cat_name></wp:category>
<wp:tag><wp:term_id>32</wp:term_id><wp:tag_slug>${tag.toLowerCase()}</wp:tag_slug><wp:tag_name>${tag}</wp:tag_name></wp:tag>`;
    const terms: [string, string, string][] = [
      ['category', category.toLowerCase(), category],
      ['post_tag', tag.toLowerCase(), tag],
    ];
    const wxr = renderWxr([{ id: 1, slug: 'one', author: 'grace', content: '<p>Words.</p>', terms }], {
      head,
    });
    const folder = await createFolder({ 'site.xml': wxr });
    return importWordPress([`${folder}/site.xml`], gateway.importService);
  };
  await run('Grace Lee', 'Quay', 'Sport');
  await run('Grace Smith', 'Quays', 'Sports');
  expect((await readArticles()).one).toBe(
    'Grace Smith /authors/grace-smith Quays /tags/quays Sports /sports',
  );
  expect(await getRoute('/authors/grace-lee')).toBe('MOVED /authors/grace-smith');
  expect(await getRoute('/author/grace')).toBe('MOVED /authors/grace-smith');
  expect(await getRoute('/tags/quay')).toBe('MOVED /tags/quays');
  expect(await getRoute('/sport')).toBe('MOVED /sports');
});

test('A tag of a source that editors merged into another one stays merged', async () => {
  tags[1] = { id: 12, slug: 'band', name: 'Band' };
  await SYNCS.WordPress!();
  const { tide, band } = await gateway.query(
    '{ tide: tag(by: { slug: "tide" }) { id } band: tag(by: { slug: "band" }) { id } }',
  );
  await edit(`mergeTags(input: { into: "${tide.id}", from: ["${band.id}"] }) { userErrors { message } }`);
  tags[1] = { id: 12, slug: 'bands', name: 'Bands' };
  posts.push({ id: 103, author: 1, tag: 12, section: 21 });
  await SYNCS.WordPress!();
  expect((await readArticles()).p103).toContain('Tide /tags/tide');
});
