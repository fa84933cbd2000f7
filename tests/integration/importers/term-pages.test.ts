import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { addAccount, parsePost, parseTag } from '../../../src/importers/wordpress/rest/rest-item.js';
import { WordPressSite } from '../../../src/importers/wordpress/site.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const PAGE = 'robots { isIndexed isFollowed } seo { title description } image { url }';
const find = async (type: string, slug: string, fields: string) =>
  (await gateway.query(`{ node: ${type}(by: { slug: "${slug}" }) { ${fields} ${PAGE} } }`)).node;

const TERM_META = [
  ['rank_math_title', 'All about boats'],
  ['rank_math_description', '%term_description%'],
  ['rank_math_robots', 'a:2:{i:0;s:7:"noindex";i:1;s:8:"nofollow";}'],
]
  .map(
    ([key, value]) =>
      `<wp:termmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:termmeta>`,
  )
  .join('');

test('Categories and tags of an export of WordPress have descriptions, and the values of Rank Math', async () => {
  const head = `<wp:category><wp:term_id>11</wp:term_id><wp:category_nicename>coast</wp:category_nicename>
    <wp:category_parent></wp:category_parent><wp:cat_name>Coast</wp:cat_name>
    <wp:category_description><![CDATA[All <b>shores</b>]]></wp:category_description>${TERM_META}</wp:category>
    <wp:tag><wp:term_id>21</wp:term_id><wp:tag_slug>boats</wp:tag_slug><wp:tag_name>Boats</wp:tag_name>
    <wp:tag_description><![CDATA[<p>Hulls &amp; sails</p>]]></wp:tag_description>${TERM_META}</wp:tag>`;
  const terms: [string, string, string][] = [
    ['category', 'coast', 'Coast'],
    ['post_tag', 'boats', 'Boats'],
  ];
  const folder = await createFolder({
    'a.xml': renderWxr([{ id: 1, slug: 'quay', content: '<p>A</p>', terms }], { head }),
  });
  await importWordPress([`${folder}/a.xml`], gateway.importService);
  const robots = { isIndexed: false, isFollowed: false };
  expect(await find('tag', 'boats', 'description')).toEqual({
    ...{ description: 'Hulls & sails', robots, image: null },
    seo: { title: 'All about boats', description: 'Hulls & sails' },
  });
  expect(await find('section', 'coast', 'description')).toEqual({
    ...{ description: 'All shores', robots, image: null },
    seo: { title: 'All about boats', description: 'All shores' },
  });
});

test('Descriptions, biographies, profiles and robots of terms and authors are read from the REST API', () => {
  const robots = { index: 'noindex', follow: 'follow' };
  const site = new WordPressSite();
  const term = { id: 5, taxonomy: 'post_tag', slug: 'ice', name: 'Ice', description: '<p>Cold</p>' };
  expect(parseTag({ ...term, yoast_head_json: { robots } })).toMatchObject({
    ...{ id: '5', slug: 'ice', name: 'Ice' },
    page: { description: 'Cold', noindex: true, nofollow: undefined },
  });
  const post = { id: 1, type: 'post', status: 'publish', slug: 'a', _embedded: { 'wp:term': [[term]] } };
  expect(parsePost(post, site).terms[0]).toMatchObject({ page: { description: 'Cold', noindex: undefined } });
  const graph = [
    { '@type': 'WebPage', sameAs: ['https://page.example/'] },
    { '@type': ['Person', 'Organization'], sameAs: ['https://ann.example/', 'https://x.com/ann'] },
    { '@type': 'Person', sameAs: 'none' },
    7,
  ];
  addAccount(
    {
      ...{ id: 3, name: 'Ann', slug: 'ann', description: 'Writes of ice.', url: 'https://ann.example/' },
      yoast_head_json: { robots, schema: { '@graph': graph } },
    },
    site,
  );
  expect(site.accounts.get('3')).toMatchObject({
    page: { description: 'Writes of ice.', noindex: true },
    links: ['https://ann.example/', 'https://x.com/ann'],
  });
});

test('Tags of Ghost have descriptions, pictures and texts for search engines, and authors have links', async () => {
  const tags = [
    { id: 't1', slug: 'harbour', name: 'Harbour', description: 'Quays', visibility: 'public' },
    {
      ...{ id: 't2', slug: 'nets', name: 'Nets', description: 'Mesh', visibility: 'public' },
      ...{
        feature_image: 'https://old.example/nets.jpg',
        meta_title: 'All nets',
        meta_description: 'Every mesh',
      },
      codeinjection_head: '<meta name="robots" content="noindex">',
    },
  ];
  const users = [
    {
      ...{ id: 'u1', slug: 'ada', name: 'Ada Ghost', email: 'ada@old.example', bio: 'Writes.' },
      ...{
        website: 'https://ada.example/',
        twitter: '@ada',
        facebook: 'ada.page',
        mastodon: 'sea.example/@ada',
      },
      ...{ linkedin: 'in/ada', youtube: '@adatube', tiktok: '@ada', meta_title: 'All by Ada' },
    },
    { id: 'u2', slug: 'ben', name: 'Ben Ghost', website: 'javascript:alert(1)' },
  ];
  const posts = [createGhostPost('g1', { slug: 'from-ghost' })];
  const posts_tags = [
    { post_id: 'g1', tag_id: 't1', sort_order: 0 },
    { post_id: 'g1', tag_id: 't2', sort_order: 1 },
  ];
  const posts_authors = ['u1', 'u2'].map((author_id, sort_order) => ({
    post_id: 'g1',
    author_id,
    sort_order,
  }));
  await importFiles(gateway, {
    'a.json': createGhostExport({ posts, tags, users, posts_tags, posts_authors }),
  });
  expect(await find('tag', 'nets', 'description')).toEqual({
    description: 'Mesh',
    robots: { isIndexed: false, isFollowed: true },
    seo: { title: 'All nets', description: 'Every mesh' },
    image: { url: 'https://old.example/nets.jpg' },
  });
  const ada = await find('author', 'ada', 'bio email links { url label }');
  // The address of an account is not one for readers.
  expect(ada).toMatchObject({ bio: 'Writes.', email: null, seo: { title: 'All by Ada' } });
  expect(ada.links).toEqual([
    { url: 'https://ada.example/', label: 'ada.example' },
    { url: 'https://www.facebook.com/ada.page', label: 'Facebook' },
    { url: 'https://x.com/ada', label: 'X' },
    { url: 'https://sea.example/@ada', label: 'Mastodon' },
    { url: 'https://www.tiktok.com/@ada', label: 'TikTok' },
    { url: 'https://www.youtube.com/@adatube', label: 'YouTube' },
    { url: 'https://www.linkedin.com/in/ada', label: 'LinkedIn' },
  ]);
  expect(await find('author', 'ben', 'links { url }')).toMatchObject({ links: [] });
});

test('An import leaves what editors wrote on pages that exist', async () => {
  const key = await gateway.createKey('publish', 'write', 'preview');
  const { tag } = await gateway.query('{ tag(by: { slug: "nets" }) { id } }');
  await gateway.queryAs(key)(
    `mutation { updateTag(input: { id: "${tag.id}", description: "Edited", robots: null }) { userErrors { message } } }`,
  );
  const tags = [{ id: 't2', slug: 'nets', name: 'Nets', description: 'Other', visibility: 'public' }];
  const posts = [createGhostPost('g2', { slug: 'again' })];
  const posts_tags = [{ post_id: 'g2', tag_id: 't2', sort_order: 0 }];
  await importFiles(gateway, { 'a.json': createGhostExport({ posts, tags, posts_tags }) });
  expect(await find('tag', 'nets', 'description')).toMatchObject({
    description: 'Edited',
    robots: { isIndexed: true },
  });
});

const DATA_FILES: [string, Record<string, string>][] = [
  [
    'Jekyll',
    {
      '_config.yml': 'title: Old site\n',
      '_posts/2026-01-31-a.md': '---\ntitle: A\nauthor: kim\n---\nWords.\n',
      '_data/authors.yml':
        'kim:\n  name: Kim Tide\n  bio: Writes.\n  role: Editor\n  email: kim@old.example\n  avatar: https://old.example/kim.jpg\n  twitter: "@kim"\n  links:\n    - { label: Home, url: "https://kim.example/" }\n    - { label: Mail, url: "mailto:kim@old.example" }\n',
    },
  ],
  [
    'Hugo',
    {
      'hugo.toml': 'title = "Old site"\n',
      'content/a.md': '---\ntitle: A\ndate: 2026-01-31\nauthor: lee\n---\nWords.\n',
      'data/authors/lee.json':
        '{ "name": "Kim Tide", "bio": "Writes.", "role": "Editor", "image": "https://old.example/kim.jpg", "github": "kim", "website": "https://kim.example/" }',
      'data/authors/broken.yml': 'name: [',
    },
  ],
];

test.each(DATA_FILES)('A site of %s describes its authors in data files', async (generator, files) => {
  const folder = await createFolder(files);
  await importMarkdown(folder, gateway.importService);
  const [slug, account] =
    generator === 'Jekyll' ? ['kim', 'https://x.com/kim'] : ['lee', 'https://github.com/kim'];
  const author = await find('author', slug!, 'name bio role email links { url }');
  expect(author).toMatchObject({
    ...{ name: 'Kim Tide', bio: 'Writes.', role: 'Editor', email: null },
    image: { url: 'https://old.example/kim.jpg' },
  });
  expect(author.links.map(({ url }: { url: string }) => url).sort()).toEqual(
    [account, 'https://kim.example/'].sort(),
  );
});

test('A site of Jekyll describes its series in a data file, and articles name them by key and index', async () => {
  const posts = [3, 1, 2].map((index) => [
    `_posts/2026-02-0${index}-knot-${index}.md`,
    `---\ntitle: Knot ${index}\nseries:\n  id: KNOTS\n  index: ${index}\n---\nWords.\n`,
  ]);
  const folder = await createFolder({
    '_config.yml': 'title: Old site\n',
    '_data/series.yml':
      '- name: Knots to know\n  description: One a month.\n  id: KNOTS\n  sortInReverse: true\n- name: Unused\n  id: X\n',
    ...Object.fromEntries(posts),
  });
  await importMarkdown(folder, gateway.importService);
  expect(await find('series', 'knots', 'title description articles { nodes { title } }')).toMatchObject({
    title: 'Knots to know',
    description: 'One a month.',
    articles: { nodes: [{ title: 'Knot 1' }, { title: 'Knot 2' }, { title: 'Knot 3' }] },
  });
});
