import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const SITE = {
  posts: [
    createGhostPost('a1', {
      slug: 'tide-tables',
      title: 'Tide &amp; time',
      html: '<p>See <a href="__GHOST_URL__/about/">us</a> and <a href="__GHOST_URL__/content/files/t.pdf">it</a>.</p>',
      feature_image: '__GHOST_URL__/content/images/2024/03/sea.jpg',
      custom_excerpt: 'When the water comes.',
      featured: 1,
      canonical_url: 'https://elsewhere.example/tides/',
    }),
    createGhostPost('a2', { slug: 'about', type: 'page', published_at: '2020-01-01T10:00:00.000Z' }),
    createGhostPost('a3', { slug: 'idea', status: 'draft', published_at: null }),
    createGhostPost('a4', { slug: 'soon', status: 'scheduled', published_at: '2199-01-01 00:00:00' }),
    createGhostPost('a5', {
      ...{ slug: 'for-members', visibility: 'members' },
      html: '<p>Free words.</p><!--members-only--><p>Words for members.</p>',
    }),
    createGhostPost('a6', { slug: 'for-payers', visibility: 'paid' }),
    createGhostPost('a7', { slug: 'mailed', status: 'sent' }),
    createGhostPost('a8', { slug: 'about', title: 'A post called about' }),
    createGhostPost('a9', { slug: 'for-some', visibility: 'tiers' }),
    createGhostPost('b1', { slug: 'mail-only' }),
  ],
  posts_meta: [
    {
      ...{ id: 'm1', post_id: 'a1', meta_title: 'Tides, always', meta_description: 'All tides' },
      ...{ og_title: 'Tides!', feature_image_alt: 'The sea', feature_image_caption: '<em>Photo:</em> Ada' },
    },
    { id: 'm2', post_id: 'b1', email_only: 1 },
  ],
  tags: [
    { id: 't1', name: '#Import', slug: 'hash-import', visibility: 'internal' },
    { id: 't2', name: 'Harbour', slug: 'harbour', visibility: 'public', description: 'Ships and quays' },
    { id: 't3', name: 'Q & A', slug: 'questions', visibility: 'public' },
    { id: 't4', name: 'Never', slug: 'never', visibility: 'public' },
    { id: 't5', name: 'About', slug: 'about', visibility: 'public' },
  ],
  users: [
    { id: 'u1', name: 'Ada Marsh', slug: 'ada', email: 'ada@example.com', bio: 'Writes on water.' },
    { id: 'u2', name: 'ben@example.com', slug: 'ben', profile_image: '__GHOST_URL__/content/images/ben.png' },
    { id: 'u3', name: 'Owner', slug: 'owner' },
  ],
  posts_tags: [
    { id: '3', post_id: 'a1', tag_id: 't3', sort_order: 2 },
    { id: '1', post_id: 'a1', tag_id: 't1', sort_order: 0 },
    { id: '2', post_id: 'a1', tag_id: 't2', sort_order: 1 },
    { id: '4', post_id: 'a8', tag_id: 't5', sort_order: 0 },
  ],
  posts_authors: [
    { id: '2', post_id: 'a1', author_id: 'u2', sort_order: 1 },
    { id: '1', post_id: 'a1', author_id: 'u1', sort_order: 0 },
  ],
};

const nodeAt = async (path: string) =>
  (
    await gateway.query(
      `query ($path: String!) { route(path: $path) { node { ... on Article { title path standfirst publishedAt
        updatedAt section { path name description } tags { slug name } authors { slug name bio }
        image { url alt caption } seo { title description canonicalUrl } body { html } } } } }`,
      { path },
    )
  ).route.node;

describe('Ghost import', () => {
  test('imports posts and pages and reports the outcome of every item', async () => {
    const { fates, reasonsOf, summary } = await importFiles(
      gateway,
      { 'export.json': createGhostExport(SITE) },
      { url: 'https://old.example' },
    );
    expect(fates).toEqual({
      ...{ 'post a1 tide-tables': 'created', 'page a2 about': 'created', 'post a3 idea': 'created' },
      ...{ 'post a4 soon': 'created', 'post a5 for-members': 'created', 'post a6 for-payers': 'created' },
      ...{ 'post a7 mailed': 'created', 'post a8 about': 'refused', 'post a9 for-some': 'created' },
      'post b1 mail-only': 'created',
      ...{ 'tag t1 hash-import': 'left out', 'tag t2 harbour': 'used', 'tag t3 questions': 'used' },
      ...{ 'tag t4 never': 'left out', 'tag t5 about': 'used' },
      ...{ 'user u1 ada': 'used', 'user u2 ben': 'used', 'user u3 owner': 'left out' },
    });
    expect(reasonsOf('post a1')).toEqual([]);
    expect(reasonsOf('post a8')[0]).toContain('The path /about is already used by');
    expect(Object.fromEntries(summary.unusedFields)).toEqual({
      og_title: 1,
      featured: 1,
      'internal tag #Import': 1,
    });
    expect(await nodeAt('/tide-tables')).toEqual({
      ...{ title: 'Tide & time', path: '/tide-tables', standfirst: 'When the water comes.' },
      ...{ publishedAt: '2024-03-02T07:15:00.000Z', updatedAt: '2024-03-04T09:30:00.000Z' },
      section: { path: '/harbour', name: 'Harbour', description: 'Ships and quays' },
      tags: [
        { slug: 'harbour', name: 'Harbour' },
        { slug: 'questions', name: 'Q & A' },
      ],
      authors: [
        { slug: 'ada', name: 'Ada Marsh', bio: 'Writes on water.' },
        { slug: 'ben', name: 'ben', bio: null },
      ],
      image: {
        url: 'https://old.example/content/images/2024/03/sea.jpg',
        ...{ alt: 'The sea', caption: 'Photo: Ada' },
      },
      seo: {
        ...{ title: 'Tides, always', description: 'All tides' },
        canonicalUrl: 'https://elsewhere.example/tides/',
      },
      body: {
        html: '<p>See <a href="/about">us</a> and <a href="https://old.example/content/files/t.pdf">it</a>.</p>',
      },
    });
    expect((await nodeAt('/about')).title).toBe('Title of about');
  });

  test('publishes only posts that were on the site', async () => {
    const { articles, pages } = await gateway.query(`{
      articles { nodes { slug } } pages: articles(filter: { kinds: [PAGE] }) { nodes { slug } } }`);
    expect(articles.nodes.map(({ slug }: { slug: string }) => slug).sort()).toEqual([
      ...['for-members', 'for-payers', 'for-some', 'tide-tables'],
    ]);
    expect(pages.nodes).toEqual([{ slug: 'about' }]);
    const drafts = await gateway.database.prisma.draft.findMany({ where: { article: null } });
    expect(drafts.map(({ slug, scheduledFor }) => [slug, scheduledFor !== null]).sort()).toEqual([
      ...[
        ['idea', false],
        ['mail-only', false],
        ['mailed', false],
        ['soon', true],
      ],
    ]);
  });

  test('changes nothing the second time and reports restrictions again', async () => {
    const { summary, reasonsOf } = await importFiles(
      gateway,
      { 'again.json': createGhostExport(SITE) },
      { url: 'https://old.example/' },
    );
    expect(summary.counts).toMatchObject({ created: 0, updated: 0, unchanged: 9, refused: 1 });
    const held = ': imported as a draft';
    expect(reasonsOf('post a9')).toEqual([
      'for some tiers of members in Ghost: imported as an article for paying members',
    ]);
    expect(reasonsOf('post a7')).toEqual([`sent by email only in Ghost${held}`]);
    expect(reasonsOf('post b1')).toEqual([`sent by email only in Ghost${held}`]);
  });

  const ACCESS = `query ($path: String!) { article(by: { path: $path }) {
    access { level isGranted preview { text } } body { text } excerpt } }`;
  const accessOf = async (path: string) => (await gateway.query(ACCESS, { path })).article;

  test('shows the free preview of posts for members, and all of it to keys of the scope `members`', async () => {
    expect(await accessOf('/for-members')).toEqual({
      access: { level: 'MEMBERS', isGranted: false, preview: { text: 'Free words.' } },
      body: { text: 'Free words.' },
      excerpt: 'Free words.',
    });
    expect(await accessOf('/for-payers')).toEqual({
      access: { level: 'PAID', isGranted: false, preview: { text: '' } },
      ...{ body: { text: '' }, excerpt: '' },
    });
    const member = gateway.queryAs(await gateway.createKey('members'), 'members');
    expect((await member(ACCESS, { path: '/for-members' })).article).toMatchObject({
      access: { level: 'MEMBERS', isGranted: true, preview: { text: 'Free words.' } },
      body: { text: 'Free words.\n\nWords for members.' },
    });
  });

  test('hides a post that became members-only behind its free preview', async () => {
    const posts = [{ ...SITE.posts[0]!, visibility: 'paid' }, ...SITE.posts.slice(1)];
    const { fates } = await importFiles(
      gateway,
      { 'paid.json': createGhostExport({ ...SITE, posts }) },
      { url: 'https://old.example' },
    );
    expect(fates['post a1 tide-tables']).toBe('updated');
    expect(await accessOf('/tide-tables')).toMatchObject({ access: { level: 'PAID' }, body: { text: '' } });
  });

  test('keeps the paths that routes.yaml defined', async () => {
    const posts = [
      createGhostPost('c1', { slug: 'dated' }),
      createGhostPost('c2', { slug: 'imprint', type: 'page' }),
    ];
    const posts_tags = [{ id: '1', post_id: 'c1', tag_id: 't2', sort_order: 0 }];
    const permalinks = '/{primary_tag}/{year}/{slug}/';
    await importFiles(
      gateway,
      { 'e.json': createGhostExport({ ...SITE, posts, posts_tags }) },
      { permalinks },
    );
    expect((await nodeAt('/harbour/2024/dated')).section.path).toBe('/harbour');
    expect((await nodeAt('/imprint')).section).toBeNull();
  });

  test('shows readers no tag that only drafts and scheduled posts have', async () => {
    const posts = [
      createGhostPost('s1', { slug: 'takeover', status: 'draft' }),
      createGhostPost('s2', { slug: 'merger', status: 'scheduled', published_at: '2199-01-01 00:00:00' }),
      createGhostPost('s3', { slug: 'mailed-deal', status: 'sent' }),
      createGhostPost('s4', { slug: 'ferries' }),
      createGhostPost('s5', { slug: 'next-ferries', status: 'draft' }),
    ];
    const tags = [
      { id: 'st1', name: 'Takeover of Quay', slug: 'takeover-of-quay', visibility: 'public' },
      { id: 'st2', name: 'Ferries', slug: 'ferry-news', visibility: 'public' },
    ];
    const tagOf = (post_id: string, tag_id: string) => ({ id: post_id, post_id, tag_id, sort_order: 0 });
    const posts_tags = [
      ...['s1', 's2', 's3'].map((id) => tagOf(id, 'st1')),
      ...['s4', 's5'].map((id) => tagOf(id, 'st2')),
    ];
    const { reasonsOf } = await importFiles(
      gateway,
      { 'secret.json': createGhostExport({ posts, tags, posts_tags }) },
      { url: 'https://secret.example' },
    );
    expect([reasonsOf('post s1'), reasonsOf('post s5')]).toEqual([[], []]);
    const data = await gateway.query(`{
      sections { slug } suggest(prefix: "takeov") { text }
      tag: route(path: "/tag/takeover-of-quay") { status redirectTo }
      section: route(path: "/takeover-of-quay") { status }
      open: route(path: "/ferry-news") { node { __typename } }
    }`);
    expect(data.sections.map(({ slug }: { slug: string }) => slug)).not.toContain('takeover-of-quay');
    expect(data).toMatchObject({
      ...{ suggest: [], tag: { status: 'NOT_FOUND', redirectTo: null }, section: { status: 'NOT_FOUND' } },
      open: { node: { __typename: 'Section' } },
    });
    const [draft] = await gateway.database.prisma.draft.findMany({
      where: { sourceId: 's1' },
      include: { section: true, tags: { include: { tag: true } } },
    });
    expect(draft!.tags.map(({ tag }) => tag.slug)).toEqual(['takeover-of-quay']);
    expect(draft!.section).toMatchObject({ slug: 'takeover-of-quay', isHidden: true });
  });

  test('reads dates and pictures of an export before version 1', async () => {
    const post = {
      ...{ id: 901, title: 'First', slug: 'first-words', html: '<p>Hi</p>', page: 0, status: 'published' },
      ...{ image: '/content/images/2014/c.jpg', author_id: 1, published_at: 1390000000000 },
    };
    const data = { posts: [post], users: [{ id: 1, name: 'Ada', slug: 'old-ada', image: '' }] };
    const old = JSON.stringify({ meta: { exported_on: 1400000000000, version: '003' }, data });
    const { reasonsOf } = await importFiles(gateway, { 'old.json': old }, { url: 'https://first.example' });
    expect(reasonsOf('post 901')).toEqual([]);
    expect(await nodeAt('/first-words')).toMatchObject({
      publishedAt: '2014-01-17T23:06:40.000Z',
      image: { url: 'https://first.example/content/images/2014/c.jpg' },
    });
  });

  test('reads an export without its wrapper and rejects a truncated one', async () => {
    const data = { posts: [createGhostPost('d1'), createGhostPost('d2')] };
    const plain = JSON.stringify({ meta: { exported_on: 1, version: '4.0.0' }, data });
    expect((await importFiles(gateway, { 'plain.json': plain })).summary.counts.created).toBe(2);
    const broken = importFiles(gateway, { 'broken.json': plain.slice(0, -30) });
    await expect(broken).rejects.toThrow('broken.json is not valid JSON: the file is truncated');
    await expect(importFiles(gateway, { 'x.json': '{"a": [1]}' })).rejects.toThrow('is not a Ghost export');
    await expect(importFiles(gateway, { 'y.json': 'Hello' })).rejects.toThrow(
      'y.json is not a Ghost export (JSON). This file is plain text; import it with: dateline import page.',
    );
  });
});
