import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createTextReporter } from '../../../src/importers/run/report.js';
import {
  importWordPress,
  type WordPressImportOptions,
} from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { MemoryOutput } from '../../support/import-files.js';
import { CATEGORIES, renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
let folder: string;

beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'dateline-wordpress-'));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function fileOf(text: string, name = 'export.xml'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

/** Imports an export's text and collects every result. */
async function run(text: string, options: WordPressImportOptions = {}) {
  const receipts: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
  const summary = await importWordPress([await fileOf(text)], gateway.importService, { report, ...options });
  const fates = Object.fromEntries(receipts.map(({ item, outcome }) => [item, outcome]));
  return {
    summary,
    receipts,
    fates,
    reasonsOf: (item: string) => receipts.find((it) => it.item === item)!.reasons,
  };
}

const articleAt = async (path: string) => {
  const { route } = await gateway.query(
    `query ($path: String!) { route(path: $path) { status redirectTo node { ... on Article {
      title standfirst path publishedAt updatedAt section { path name } sections { name } tags { name } authors { name }
      image { url alt caption width height } seo { title description canonicalUrl } } } } }`,
    { path },
  );
  return route;
};

const FULL: WxrItem[] = [
  {
    id: 5,
    type: 'attachment',
    status: 'inherit',
    slug: 'before',
    file: 'https://old.example/wp-content/uploads/b.jpg',
  },
  {
    id: 10,
    title: 'Tide &amp; <em>time</em>',
    slug: 'tide',
    link: 'https://old.example/2020/01/tide/',
    content: 'Text <img src="https://old.example/wp-content/uploads/b-300x200.jpg">',
    excerpt: 'What the <b>sea</b> does',
    terms: [
      ...([
        ['category', 'world', 'World'],
        ['category', 'sport', 'Sport'],
        ['category', 'asia', 'Asia'],
      ] as const),
      ...([
        ['post_tag', 'sea', 'Sea &amp; Shore'],
        ['author', 'cap-ada', 'ada'],
        ['author', 'cap-guest', 'guest'],
      ] as const),
    ] as WxrItem['terms'],
    meta: {
      _thumbnail_id: '20',
      _wp_old_slug: ['tides', 'the-tide'],
      _yoast_wpseo_title: '%%title%% %%sep%% %%sitename%%',
      _yoast_wpseo_metadesc: 'All of the sea',
      _yoast_wpseo_canonical: 'https://first.example/tide',
      mood: 'calm',
    },
    more: '<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment><wp:is_sticky>1</wp:is_sticky>',
  },
  {
    id: 11,
    type: 'page',
    slug: 'team',
    title: 'Team',
    link: 'https://old.example/about/team/',
    author: 'ben.b',
  },
  { id: 12, type: 'page', slug: 'team', title: 'Our team', link: 'https://old.example/jobs/team/' },
  { id: 13, type: 'nav_menu_item', slug: 'entry' },
  { id: 14, type: 'guest-author', slug: 'cap-guest', meta: { 'cap-display_name': 'Gus Guest' } },
  { id: 15, type: 'product', slug: 'mug' },
  {
    id: 20,
    type: 'attachment',
    status: 'inherit',
    file: 'https://old.example/wp-content/uploads/sea.jpg',
    excerpt: 'The sea',
    meta: {
      _wp_attachment_image_alt: 'Waves',
      _wp_attachment_metadata: 'a:5:{s:5:"width";i:1200;s:6:"height";i:800;s:4:"file";s:7:"sea.jpg";}',
    },
  },
  { id: 21, type: 'attachment', status: 'inherit', slug: 'unused', file: 'https://old.example/unused.pdf' },
];

describe('WordPress import', () => {
  test('reports the outcome of every item and changes nothing the second time', async () => {
    const { fates, summary } = await run(renderWxr(FULL));
    expect(fates).toEqual({
      'post 10 tide': 'created',
      'page 11 team': 'created',
      'page 12 team': 'created',
      'nav_menu_item 13 entry': 'left out',
      'guest-author 14 cap-guest': 'left out',
      'product 15 mug': 'left out',
      'attachment 5 before': 'used',
      'attachment 20 item-20': 'used',
      'attachment 21 unused': 'left out',
    });
    expect(Object.fromEntries(summary.unusedFields)).toEqual({ comments: 1, sticky: 1, mood: 1 });
    const again = await run(renderWxr(FULL));
    expect(again.summary.counts).toEqual({ created: 0, updated: 0, unchanged: 3, kept: 0, refused: 0 });
    expect(again.summary.total).toBe(9);
  });

  test('imports a post with path, section, tags, byline, image, dates and SEO', async () => {
    expect((await articleAt('/2020/01/tide')).node).toEqual({
      title: 'Tide & time',
      standfirst: 'What the sea does',
      path: '/2020/01/tide',
      publishedAt: '2020-01-02T03:04:05.000Z',
      updatedAt: '2020-02-03T04:05:06.000Z',
      section: { path: '/world/asia', name: 'Asia' },
      sections: [{ name: 'Asia' }, { name: 'World' }, { name: 'Sport' }],
      tags: [{ name: 'Sea & Shore' }],
      authors: [{ name: 'Ada Marsh' }, { name: 'Gus Guest' }],
      image: {
        url: 'https://old.example/wp-content/uploads/sea.jpg',
        ...{ alt: 'Waves', caption: 'The sea', width: 1200, height: 800 },
      },
      seo: {
        ...{ title: 'Tide & time - The Old Site', description: 'All of the sea' },
        canonicalUrl: 'https://first.example/tide',
      },
    });
  });

  test('redirects former slugs and keeps pages with the same slug at separate paths', async () => {
    for (const old of ['/2020/01/tides', '/2020/01/the-tide/', '/?p=10']) {
      expect(await articleAt(old)).toMatchObject({ status: 'MOVED', redirectTo: '/2020/01/tide' });
    }
    expect((await articleAt('/about/team')).node).toMatchObject({
      title: 'Team',
      authors: [{ name: 'Ben Brook' }],
    });
    expect((await articleAt('/jobs/team')).node.title).toBe('Our team');
  });

  test('prints a table of outcomes per kind of item', async () => {
    const paper = new MemoryOutput();
    await run(renderWxr(FULL), { report: createTextReporter(paper, new MemoryOutput()) });
    expect(paper.text.split('\n').filter((line) => /^(item|attachment|page|nav)/.test(line))).toEqual([
      expect.stringMatching(
        /^page 12 team: unchanged: the slug is jobs-team, because another item has the slug team$/,
      ),
      expect.stringMatching(/^item +status +number$/),
      expect.stringMatching(/^attachment +used +2 +an article contains it/),
      expect.stringMatching(/^attachment +left out +1 +no article contains it/),
      expect.stringMatching(/^nav_menu_item +left out +1 +a menu item/),
      expect.stringMatching(/^page +unchanged +2$/),
    ]);
    expect(paper.text).toContain(
      '9 items: 0 created, 0 updated, 3 unchanged, 0 kept, 0 refused, 4 left out, 2 used in ',
    );
  });

  test('imports other post types on request', async () => {
    const { fates } = await run(renderWxr(FULL), { types: ['product'] });
    expect(fates).toMatchObject({ 'product 15 mug': 'created', 'post 10 tide': 'left out' });
  });

  test('imports non-public posts as drafts and future posts as scheduled', async () => {
    const secret = { content: 'Unheard-of secret' };
    const { fates, reasonsOf } = await run(
      renderWxr([
        {
          id: 30,
          status: 'draft',
          slug: '',
          title: 'Idea',
          link: 'https://old.example/?p=30',
          more: '<wp:post_date>2020-05-05 05:05:05</wp:post_date>',
          date: '0000-00-00 00:00:00',
          ...secret,
        },
        { id: 31, status: 'pending', slug: 'pending', ...secret },
        { id: 32, status: 'private', slug: 'private', ...secret },
        { id: 33, status: 'publish', password: 'x', slug: 'locked', ...secret },
        { id: 34, status: 'pitch', slug: 'pitch', ...secret },
        { id: 35, status: 'future', slug: 'to-come', date: '2999-01-01 00:00:00', ...secret },
        { id: 36, status: 'future', slug: 'long-due', date: '2019-01-01 00:00:00' },
        { id: 37, status: 'auto-draft', slug: '' },
        { id: 38, status: 'future', slug: 'some-day', date: '0000-00-00 00:00:00', ...secret },
      ]),
    );
    expect(Object.values(fates)).toEqual([...Array(7).fill('created'), 'left out', 'created']);
    expect(reasonsOf('post 38 some-day')).toEqual([
      'scheduled in WordPress without a date: imported as a draft',
    ]);
    expect(reasonsOf('post 32 private')).toEqual(['private in WordPress: imported as a draft']);
    expect(reasonsOf('post 33 locked')).toEqual([expect.stringContaining('password')]);
    expect(reasonsOf('post 34 pitch')).toEqual(['unknown status "pitch": imported as a draft']);
    expect(reasonsOf('post 36 long-due')).toEqual([expect.stringContaining('has passed: published')]);
    const { articles } = await gateway.query('{ articles(first: 100) { nodes { slug opening: excerpt } } }');
    const slugs = articles.nodes.map(({ slug }: any) => slug);
    expect(slugs).toContain('long-due');
    expect(JSON.stringify(articles)).not.toContain('Unheard-of');
    const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    const { article } = await preview('{ article(by: { slug: "to-come" }) { status scheduledFor } }');
    const { idea } = await preview('{ idea: article(by: { slug: "idea" }) { publishedAt } }');
    expect(idea.publishedAt).toBeNull();
    expect(article).toEqual({ status: 'SCHEDULED', scheduledFor: '2999-01-01T00:00:00.000Z' });
  });

  test('leaves out reusable blocks that are not published or have a password', async () => {
    const shared = (id: number, item: Partial<WxrItem>) => ({
      ...{ id, type: 'wp_block', content: `<!-- wp:paragraph --><p>Block ${id}</p><!-- /wp:paragraph -->` },
      ...item,
    });
    const { reasonsOf } = await run(
      renderWxr([
        {
          id: 70,
          slug: 'sharing',
          content: [71, 72, 73].map((id) => `<!-- wp:block {"ref":${id}} /-->`).join(''),
        },
        shared(71, {}),
        shared(72, { status: 'draft' }),
        shared(73, { password: 'x' }),
      ]),
    );
    const { article } = await gateway.query('{ article(by: { slug: "sharing" }) { body { text } } }');
    expect(article.body.text).toBe('Block 71');
    expect(reasonsOf('post 70 sharing')).toEqual([
      'the reusable block 72 is not published or has a password in WordPress: left out',
      'the reusable block 73 is not published or has a password in WordPress: left out',
    ]);
  });

  test('withdraws a trashed post and restores it when it returns', async () => {
    const post = { id: 40, slug: 'binned', link: 'https://old.example/binned/' };
    await run(renderWxr([post]));
    const binned = renderWxr([{ ...post, status: 'trash', slug: 'binned__trashed' }]);
    expect((await run(binned)).fates).toEqual({ 'post 40 binned__trashed': 'withdrawn' });
    expect((await articleAt('/binned')).status).toBe('GONE');
    expect((await run(binned)).fates).toEqual({ 'post 40 binned__trashed': 'left out' });
    expect((await run(renderWxr([post]))).fates).toEqual({ 'post 40 binned': 'updated' });
    expect((await articleAt('/binned')).status).toBe('FOUND');
  });

  test('keeps the path of a page over a category with the same slug', async () => {
    const { reasonsOf } = await run(
      renderWxr(
        [
          {
            id: 50,
            type: 'page',
            slug: 'sailing',
            link: 'https://old.example/sailing/',
            terms: [['category', 'sailing', 'Sailing']],
          },
        ],
        {
          head: `${CATEGORIES}<wp:category><wp:term_id>19</wp:term_id><wp:category_nicename>sailing</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Sailing</wp:cat_name></wp:category>`,
        },
      ),
    );
    expect((await articleAt('/sailing')).node).toMatchObject({ section: { path: '/sailing-section' } });
    expect(reasonsOf('page 50 sailing')).toEqual([
      'the path /sailing is also that of a section, which was moved to /sailing-section',
    ]);
  });

  test('keeps posts of two sites apart despite equal ids', async () => {
    const { fates } = await run(
      renderWxr([{ id: 10, slug: 'other', link: 'https://other.example/blog/other/' }], {
        site: 'https://other.example/blog',
      }),
    );
    expect(fates).toEqual({ 'post 10 other': 'created' });
    expect((await articleAt('/blog/other')).status).toBe('FOUND');
    expect((await articleAt('/2020/01/tide')).status).toBe('FOUND');
  });

  test('combines several files of a site in any order', async () => {
    const post = { id: 60, slug: 'split', link: 'https://old.example/split/', meta: { _thumbnail_id: '61' } };
    const picture = { id: 61, type: 'attachment', file: 'https://old.example/split.jpg' };
    const files = [await fileOf(renderWxr([post]), '1.xml'), await fileOf(renderWxr([picture]), '2.xml')];
    const { counts } = await importWordPress(files, gateway.importService);
    expect(counts.created).toBe(1);
    expect((await articleAt('/split')).node.image.url).toBe('https://old.example/split.jpg');
  });

  test('reports a missing image, title or path and rejects an oversized body', async () => {
    const { fates, reasonsOf } = await run(
      renderWxr([
        { id: 70, slug: 'lost', title: '', content: '<p>One two three</p>', meta: { _thumbnail_id: '999' } },
        { id: 71, slug: 'away', link: 'https://elsewhere.example/away/' },
        { id: 72, slug: 'long', content: 'x'.repeat(1_000_001) },
        { id: '', slug: 'nameless' },
      ]),
    );
    expect(fates).toMatchObject({ 'post 72 long': 'refused', 'post nameless': 'refused' });
    expect(reasonsOf('post 70 lost')).toEqual([
      'no title: the first words of the text are used',
      'the featured image (attachment 999) is not in the export',
    ]);
    expect(reasonsOf('post 71 away')).toEqual([expect.stringContaining('is on another site')]);
    expect((await articleAt('/lost')).node.title).toBe('One two three');
  });
});

test('The sections of an export of posts alone have the names of their categories', async () => {
  const item: WxrItem = {
    id: 90,
    slug: 'weir',
    terms: [['category', 'rivers-weirs', 'Rivers &amp; Weirs']],
  };
  const { receipts } = await run(renderWxr([item], { head: '' }));
  expect((await articleAt('/weir')).node.section).toEqual({ path: '/rivers-weirs', name: 'Rivers & Weirs' });
  expect(receipts.at(-1)).toMatchObject({
    item: 'sections',
    outcome: 'warning',
    reasons: [expect.stringContaining('does not list 1 of the categories')],
  });
});

test('An export of posts alone changes no section of an earlier export', async () => {
  await run(renderWxr([]));
  const item: WxrItem = { id: 391, slug: 'far-bay', terms: [['category', 'asia', 'The east']] };
  const { receipts } = await run(renderWxr([item], { head: '' }));
  expect(receipts).toMatchObject([{ outcome: 'created', reasons: [] }]);
  const { section } = (await articleAt('/far-bay')).node;
  expect(section).toEqual({ path: '/world/asia', name: 'Asia' });
});

test('A WXR file of the first version or another system is imported', async () => {
  const head = `<wp:category><wp:category_nicename>all-regions</wp:category_nicename><wp:cat_name>All Regions</wp:cat_name></wp:category>
    <wp:category><wp:category_nicename>north</wp:category_nicename><wp:category_parent>All Regions</wp:category_parent><wp:cat_name>North</wp:cat_name></wp:category>`;
  const text = renderWxr(
    [
      {
        id: 90,
        slug: 'old',
        link: '/journal/old',
        author: 'Nora Field',
        more: '<category>North</category><category domain="category" nicename="north">North</category><category domain="tag">Ice</category><category domain="tag" nicename="ice">Ice</category>',
      },
    ],
    { head, site: 'https://first.example' },
  );
  await run(text);
  expect((await articleAt('/journal/old')).node).toMatchObject({
    section: { path: '/all-regions/north' },
    tags: [{ name: 'Ice' }],
    authors: [{ name: 'Nora Field' }],
  });
});

describe('Categories of a post', () => {
  const terms: WxrItem['terms'] = [
    ['category', 'sport', 'Sport'],
    ['category', 'world', 'World'],
    ['category', 'asia', 'Asia'],
  ];
  const sectionsOf = async (item: WxrItem) => {
    await run(renderWxr([item], { head: CATEGORIES, site: 'https://categories.example' }));
    const { node } = await articleAt(new URL(item.link!).pathname);
    return node.sections.map(({ name }: { name: string }) => name);
  };

  test('become its sections, and the first one is the primary one', async () => {
    const link = 'https://categories.example/plain';
    expect(await sectionsOf({ id: 101, slug: 'plain', link, terms })).toEqual(['Sport', 'World', 'Asia']);
  });

  test.each([
    ['subscribers', 'MEMBERS'],
    ['paid_subscribers', 'PAID'],
    ['paid_subscribers_all_tiers', 'PAID'],
    ['everybody', 'PUBLIC'],
  ])('gives a post that Jetpack has for %s the level %s', async (audience, level) => {
    const slug = `for-${audience.replaceAll('_', '-')}`;
    const meta = { _jetpack_newsletter_access: audience };
    await run(renderWxr([{ id: slug, slug, content: '<p>For some.</p>', meta }]));
    const { article } = await gateway.query(
      `{ article(by: { slug: "${slug}" }) { access { level } body { text } } }`,
    );
    expect(article).toEqual({
      access: { level },
      body: { text: level === 'PUBLIC' ? 'For some.' : '' },
    });
  });

  test.each([
    ['administrator', 'PAID'],
    ['subscriber', 'MEMBERS'],
  ])('gives a post that the plugin Members has for the role %s the level %s', async (role, level) => {
    const slug = `for-role-${role}`;
    const meta = { _members_access_role: role };
    await run(renderWxr([{ id: slug, slug, content: '<p>For some.</p>', meta }]));
    const { article } = await gateway.query(
      `{ article(by: { slug: "${slug}" }) { access { level } body { text } } }`,
    );
    expect(article).toEqual({ access: { level }, body: { text: '' } });
  });

  test.each([
    ['rcp_access_level', '2', 'PAID'],
    ['rcp_subscription_level', 'a:1:{i:0;s:1:"3";}', 'PAID'],
    ['rcp_subscription_level', 'all', 'PUBLIC'],
    ['rcp_user_level', 'a:1:{i:0;s:3:"all";}', 'PUBLIC'],
    ['rcp_user_level', 'Subscriber', 'PAID'],
    ['pms-content-restrict-user-status', 'loggedin', 'MEMBERS'],
    ['pms-content-restrict-subscription-plan', '12', 'PAID'],
    [
      'um_content_restriction',
      'a:2:{s:26:"_um_custom_access_settings";s:1:"1";s:14:"_um_accessible";s:1:"2";}',
      'MEMBERS',
    ],
    [
      'um_content_restriction',
      'a:2:{s:26:"_um_custom_access_settings";s:1:"0";s:14:"_um_accessible";s:1:"2";}',
      'PUBLIC',
    ],
    ['_issuem_leaky_paywall_visibility', 'a:1:{s:15:"visibility_type";s:4:"only";}', 'PAID'],
    ['patreon-level', '5', 'PAID'],
    ['patreon-level', '0', 'PUBLIC'],
    ['memberful_acl', 'a:1:{i:0;s:3:"123";}', 'PAID'],
    ['_wpmem_block', '1', 'MEMBERS'],
  ])('gives a post with the field %s of %s the level %s', async (key, value, level) => {
    const slug = `for-${key}-${value.length}-${level}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const item = { id: slug, slug, content: '<p>For some.</p>', meta: { [key]: value } };
    const { receipts } = await run(renderWxr([item]));
    const { article } = await gateway.query(`{ article(by: { slug: "${slug}" }) { access { level } } }`);
    expect(article).toEqual({ access: { level } });
    expect(receipts[0]!.reasons.join()).toMatch(level === 'PUBLIC' ? /^$/ : /restricted by the plugin/);
  });

  test.each(['_yoast_wpseo_primary_category', 'rank_math_primary_category'])(
    'have the one in %s as the primary section',
    async (key) => {
      const link = `https://categories.example/sport/${key}`;
      const item = { id: key.length + 200, slug: key, link, terms, meta: { [key]: '11' } };
      expect(await sectionsOf(item)).toEqual(['World', 'Sport', 'Asia']);
    },
  );

  test('have the one that the permalink names as the primary section', async () => {
    const link = 'https://categories.example/world/asia/named';
    expect(await sectionsOf({ id: 102, slug: 'named', link, terms })).toEqual(['Asia', 'Sport', 'World']);
  });
});

describe('Malformed WordPress export', () => {
  const run = async (text: string | Buffer) => {
    const file = join(folder, 'broken.xml');
    await writeFile(file, text);
    return importWordPress([file], gateway.importService);
  };

  test('A truncated export is imported up to the line that the error names', async () => {
    const whole = renderWxr([
      { id: 80, slug: 'before-the-end' },
      { id: 81, slug: 'cut' },
    ]);
    const cut = whole.slice(0, whole.indexOf('<wp:post_name>cut'));
    const line = cut.split('\n').length;
    await expect(run(cut)).rejects.toThrow(new RegExp(`^broken\\.xml:${line}:\\d+: `));
    expect((await articleAt('/before-the-end')).status).toBe('FOUND');
    expect((await articleAt('/cut')).status).toBe('NOT_FOUND');
  });

  test('An export with an unclosed tag is rejected at its position', async () => {
    const text = renderWxr([
      { id: 82, slug: 'fine' },
      { id: 83, slug: 'unclosed' },
    ]).replace(
      '</wp:post_name>\n<wp:status>publish</wp:status>\n<wp:post_parent>0</wp:post_parent>\n<wp:menu_order>0</wp:menu_order>\n<wp:post_type>post</wp:post_type>\n<wp:post_password><![CDATA[]]></wp:post_password>\n\n\n\n\n</item>\n</channel>',
      '</channel>',
    );
    await expect(run(text)).rejects.toThrow(/^broken\.xml:\d+:\d+: .*tag/);
    expect((await articleAt('/fine')).status).toBe('FOUND');
  });

  test('Control characters and unknown entities are removed and reported', async () => {
    const file = await fileOf(
      renderWxr([{ id: 84, slug: 'odd', content: 'A\u0008B' }])
        .replace('Ada Marsh', 'Ada\u0003 Marsh')
        .replace('<wp:post_name>', '<wp:note>&nbsp;&#8;</wp:note><wp:post_name>'),
    );
    const { resultsWithReasons } = await importWordPress([file], gateway.importService);
    expect(resultsWithReasons[0]!.reasons).toEqual([
      expect.stringMatching(/^line \d+: a control character was removed$/),
      expect.stringMatching(/^export\.xml:\d+:\d+: undefined entity\.$/),
      expect.stringMatching(/^export\.xml:\d+:\d+: malformed character entity\.$/),
    ]);
    expect((await articleAt('/odd')).node).toMatchObject({ authors: [{ name: 'Ada Marsh' }] });
  });

  test('An export is decoded in the character set it declares', async () => {
    const text = renderWxr([{ id: 85, slug: 'latin', title: 'Zürich' }]).replace('UTF-8', 'ISO-8859-1');
    await run(Buffer.from(text, 'latin1'));
    expect((await articleAt('/latin')).node.title).toBe('Zürich');
  });

  test('A file that is not a WordPress export is rejected with a message', async () => {
    await expect(run('not XML at all')).rejects.toThrow(/not a WordPress export/);
    await expect(run('<rss><channel><item><title>A feed</title></item></channel></rss>')).rejects.toThrow(
      'broken.xml is not a WordPress export (WXR). Create one in WordPress under Tools > Export. This file is a feed; import it with: dateline import feed.',
    );
    await expect(importWordPress([join(folder, 'none.xml')], gateway.importService)).rejects.toThrow(
      /File not found/,
    );
    await expect(importWordPress([folder], gateway.importService)).rejects.toThrow(/is a folder/);
  });
});
