import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createLiveBlog, ENTRY } from '../../../support/live-blog.js';

const BLOG = `query ($slug: String!) { article(by: { slug: $slug }) { liveBlog {
  isLive startedAt endedAt summary { text } pinned { title } keyEvents { title }
  entries { totalCount nodes { ${ENTRY} } }
} } }`;
const TITLES = `query ($slug: String!, $first: Int, $after: String, $last: Int, $before: String, $around: ID, $key: Boolean) {
  article(by: { slug: $slug }) { liveBlog { entries(
    first: $first, after: $after, last: $last, before: $before, around: $around, keyEventsOnly: $key
  ) { totalCount nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }
}`;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const readBlog = async (slug: string) => (await gateway.query(BLOG, { slug })).article.liveBlog;
const readTitles = async (slug: string, variables: object = {}) => {
  const { entries } = (await gateway.query(TITLES, { slug, key: false, ...variables })).article.liveBlog;
  return { ...entries, titles: entries.nodes.map(({ title }: { title: string }) => title) };
};

describe('A live blog', () => {
  test('An article of another kind has none', async () => {
    await gateway.save({ slug: 'plain' });
    expect(await readBlog('plain')).toBeNull();
  });

  test('The first entry starts the coverage, and readers see each entry at once, latest first', async () => {
    const { add } = await createLiveBlog(gateway, 'storm');
    expect(await readBlog('storm')).toMatchObject({
      isLive: false,
      startedAt: null,
      entries: { totalCount: 0 },
    });
    await add({ title: 'The wind rises', body: { markdown: 'Ferries **stop**.' }, authors: ['Ada Byrne'] });
    await add({ title: 'Power is out', isKeyEvent: true });
    const blog = await readBlog('storm');
    expect(blog).toMatchObject({ isLive: true, endedAt: null, keyEvents: [{ title: 'Power is out' }] });
    expect(blog.entries.nodes).toEqual([
      expect.objectContaining({ title: 'Power is out', isKeyEvent: true, body: { text: '' }, revision: 1 }),
      expect.objectContaining({
        title: 'The wind rises',
        body: { text: 'Ferries stop.' },
        authors: [{ name: 'Ada Byrne' }],
        isPublished: true,
      }),
    ]);
    expect(blog.startedAt).toBe(blog.entries.nodes[1].publishedAt);
  });

  test('A body that goes away while its entry is read is empty', async () => {
    const { add } = await createLiveBlog(gateway, 'fleeting');
    await add({ title: 'Gone', body: { markdown: 'Words.' } });
    // As a request sees an entry that is retracted after it has read the entry.
    await gateway.database.pool.query(
      `DELETE FROM live_blog_entry_body b USING live_blog_entry e WHERE e.id = b.entry_id AND e.title = 'Gone'`,
    );
    const forms = 'html text markdown outline { text } blocks { __typename }';
    const { article } = await gateway.query(
      `{ article(by: { slug: "fleeting" }) { liveBlog { entries { nodes { title body { ${forms} } } } } } }`,
    );
    const body = { html: '', text: '', markdown: '', outline: [], blocks: [] };
    expect(article.liveBlog.entries.nodes).toEqual([{ title: 'Gone', body }]);
  });

  test('An entry cannot be added after the end, until the coverage goes on', async () => {
    const { id, add, run } = await createLiveBlog(gateway, 'election');
    expect(await run('endLiveBlog', { id })).toEqual({
      userErrors: [{ field: ['id'], code: 'NOT_ALLOWED' }],
    });
    await add({ title: 'Polls open', key: 'first' });
    await run('endLiveBlog', { id });
    expect(await readBlog('election')).toMatchObject({ isLive: false });
    const refused = await run('addLiveBlogEntry', { liveBlog: id, title: 'Late' });
    expect(refused.userErrors).toEqual([{ field: ['liveBlog'], code: 'NOT_ALLOWED' }]);
    const repeated = await run('addLiveBlogEntry', { liveBlog: id, title: 'Polls open', key: 'first' });
    expect(repeated.userErrors).toEqual([]);
    await run('startLiveBlog', { id });
    await add({ title: 'A recount' });
    expect(await readBlog('election')).toMatchObject({
      isLive: true,
      endedAt: null,
      entries: { totalCount: 2 },
    });
  });

  test('A retry with the same key adds nothing, and one with other content is refused', async () => {
    const { id, add, run } = await createLiveBlog(gateway, 'retry');
    const first = await add({ title: 'Once', key: 'k1' });
    expect(await add({ title: 'Once', key: 'k1' })).toBe(first);
    const other = await run('addLiveBlogEntry', { liveBlog: id, title: 'Twice', key: 'k1' });
    expect(other.userErrors).toEqual([{ field: ['key'], code: 'CONFLICT' }]);
    expect((await readBlog('retry')).entries.totalCount).toBe(1);
  });

  test('Summary and pin are public at once', async () => {
    const { id, add, run } = await createLiveBlog(gateway, 'summary');
    const entry = await add({ title: 'Pinned' });
    await run('updateLiveBlog', { id, summary: { markdown: 'So far: *rain*.' } });
    await run('pinLiveBlogEntry', { id: entry });
    expect(await readBlog('summary')).toMatchObject({
      summary: { text: 'So far: rain.' },
      pinned: { title: 'Pinned' },
    });
    await run('retractLiveBlogEntry', { id: entry });
    expect(await readBlog('summary')).toMatchObject({ pinned: null, entries: { totalCount: 0 } });
    expect((await run('unpinLiveBlogEntry', { id: entry })).userErrors).toEqual([
      { field: ['id'], code: 'NOT_ALLOWED' },
    ]);
    await run('updateLiveBlog', { id, summary: null });
    expect((await readBlog('summary')).summary).toBeNull();
  });
});

describe('An entry', () => {
  test('An edit keeps a version of each text, and shows its correction', async () => {
    const { add, run, desk } = await createLiveBlog(gateway, 'edits');
    const id = await add({ title: 'Ten hurt', body: { html: '<p>Ten <script>x</script>people.</p>' } });
    const edit = { id, title: 'Nine hurt', correction: 'An earlier version said ten.', expectedRevision: 1 };
    expect(await run('updateLiveBlogEntry', edit, 'entry { revision }')).toEqual({
      entry: { revision: 2 },
      userErrors: [],
    });
    expect((await readBlog('edits')).entries.nodes).toMatchObject([
      {
        title: 'Nine hurt',
        body: { text: 'Ten people.' },
        corrections: [{ text: 'An earlier version said ten.' }],
      },
    ]);
    expect((await run('updateLiveBlogEntry', edit)).userErrors).toEqual([
      { field: ['expectedRevision'], code: 'CONFLICT' },
    ]);
    const history = `query ($id: ID!) { node(id: $id) { ... on LiveBlogEntry { history { number title body keyName } } } }`;
    expect((await desk(history, { id })).node.history).toEqual([
      { number: 2, title: 'Nine hurt', body: '<p>Ten <script>x</script>people.</p>', keyName: 'Desk' },
      { number: 1, title: 'Ten hurt', body: '<p>Ten <script>x</script>people.</p>', keyName: 'Desk' },
    ]);
    expect((await gateway.queryErrors(history, { id }))[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('A draft and a retracted entry are seen by editors only', async () => {
    const { add, run, desk } = await createLiveBlog(gateway, 'drafts');
    const draft = await add({ title: 'Rumour', isDraft: true, authors: ['Secret Source'] });
    expect((await readBlog('drafts')).entries.nodes).toEqual([]);
    const node = `query ($id: ID!) { node(id: $id) { ... on LiveBlogEntry { title isPublished } } }`;
    expect(await gateway.query(node, { id: draft })).toEqual({ node: null });
    expect(await desk(node, { id: draft }, { 'x-perspective': 'preview' })).toEqual({
      node: { title: 'Rumour', isPublished: false },
    });
    const author = '{ author(by: { slug: "secret-source" }) { name } }';
    expect(await gateway.query(author)).toEqual({ author: null });
    await run('publishLiveBlogEntry', { id: draft });
    expect(await gateway.query(author)).toEqual({ author: { name: 'Secret Source' } });
    expect((await readBlog('drafts')).entries.nodes).toMatchObject([{ title: 'Rumour' }]);
    await run('retractLiveBlogEntry', { id: draft });
    expect(await gateway.query(node, { id: draft })).toEqual({ node: null });
    expect(await gateway.query(author)).toEqual({ author: null });
  });

  test('The entries of an article that is not published are as private as it', async () => {
    const { id, add, desk } = await createLiveBlog(gateway, 'unpublished', { publish: false });
    const entry = await add({ title: 'Waiting' });
    const node = `query ($id: ID!) { node(id: $id) { id } }`;
    expect(await gateway.query(node, { id: entry })).toEqual({ node: null });
    await desk(`mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }`, {
      id,
    });
    expect(await gateway.query(node, { id: entry })).toEqual({ node: { id: entry } });
    await desk(`mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }`, {
      id,
    });
    expect(await gateway.query(node, { id: entry })).toEqual({ node: null });
  });

  test('Breaking out makes a draft that is linked both ways', async () => {
    const { add, run, desk } = await createLiveBlog(gateway, 'source');
    const entry = await add({
      title: 'The bridge falls',
      body: { markdown: 'At noon.' },
      authors: ['Ada Byrne'],
    });
    const { article } = await run(
      'breakOutLiveBlogEntry',
      { id: entry },
      'article { id slug authors { name } body { text } }',
    );
    expect(article).toMatchObject({
      slug: 'the-bridge-falls',
      authors: [{ name: 'Ada Byrne' }],
      body: { text: 'At noon.' },
    });
    expect((await readBlog('source')).entries.nodes).toMatchObject([{ article: null }]);
    await desk(`mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }`, {
      id: article.id,
    });
    expect((await readBlog('source')).entries.nodes).toMatchObject([
      { article: { slug: 'the-bridge-falls' } },
    ]);
    expect(
      await gateway.query(
        '{ article(by: { slug: "the-bridge-falls" }) { liveBlogEntry { title liveBlogArticle { slug } } } }',
      ),
    ).toEqual({
      article: { liveBlogEntry: { title: 'The bridge falls', liveBlogArticle: { slug: 'source' } } },
    });
    expect((await run('breakOutLiveBlogEntry', { id: entry })).userErrors).toEqual([
      { field: ['id'], code: 'NOT_ALLOWED' },
    ]);
  });

  test.each([
    ['an empty entry', {}, ['body']],
    ['a title that is too long', { title: 'x'.repeat(301) }, ['title']],
    ['two formats', { body: { html: 'a', markdown: 'b' } }, ['body', 'markdown']],
    ['a time in the future', { title: 'a', publishedAt: '2999-01-01T00:00:00Z' }, ['publishedAt']],
    [
      'an author with an unknown ID',
      { title: 'a', authors: [Buffer.from('Author:99999').toString('base64url')] },
      ['authors', '0'],
    ],
    ['an empty key', { title: 'a', key: ' ' }, ['key']],
  ])('The error of %s names its path', async (_, input, field) => {
    const { id, run } = await createLiveBlog(gateway, `bad-${Math.random().toString(36).slice(2)}`);
    const { userErrors } = await run('addLiveBlogEntry', { liveBlog: id, ...input });
    expect(userErrors[0].field).toEqual(field);
  });

  test('An entry that would show nothing and an author without a name are refused, with the path of each', async () => {
    const { id, run } = await createLiveBlog(gateway, 'refused');
    const refuse = async (input: object) =>
      (await run('addLiveBlogEntry', { liveBlog: id, ...input })).userErrors;
    const empty = [{ field: ['body', 'html'], code: 'INVALID' }];
    expect(await refuse({ body: { html: '<script>1</script><!-- -->' } })).toEqual(empty);
    expect(await refuse({ title: 'Titled', body: { html: '<script>1</script>' } })).toEqual([]);
    expect(await refuse({ body: { html: '<img src="https://courier.example/a.jpg" alt="Waves">' } })).toEqual(
      [],
    );
    expect(await refuse({ title: 'x', authors: ['Ada Byrne', ' !', 'x'.repeat(1_000)] })).toEqual([
      { field: ['authors', '1'], code: 'INVALID' },
      { field: ['authors', '2'], code: 'TOO_LONG' },
    ]);
    expect(await refuse({ title: 'x', authors: Array(51).fill('Ada') })).toEqual([
      { field: ['authors'], code: 'TOO_LONG' },
    ]);
  });

  test('An article of another kind takes no entries', async () => {
    const { run } = await createLiveBlog(gateway, 'kinds');
    const id = Buffer.from(`Article:${await gateway.save({ slug: 'no-blog' })}`).toString('base64url');
    expect((await run('addLiveBlogEntry', { liveBlog: id, title: 'a' })).userErrors).toEqual([
      { field: ['liveBlog'], code: 'INVALID' },
    ]);
  });

  test('A key without the scope to publish adds drafts alone', async () => {
    const { id } = await createLiveBlog(gateway, 'reporter');
    const key = await gateway.createKey('write');
    const add = `mutation ($input: AddLiveBlogEntryInput!) { addLiveBlogEntry(input: $input) { entry { isPublished } } }`;
    const headers = { authorization: `Bearer ${key}` };
    const errors = await gateway.queryErrors(add, { input: { liveBlog: id, title: 'a' } }, headers);
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await gateway.queryAs(key)(add, { input: { liveBlog: id, title: 'a', isDraft: true } })).toEqual({
      addLiveBlogEntry: { entry: { isPublished: false } },
    });
  });

  test('The body of an entry for members is hidden from others', async () => {
    const { id, add, run, desk } = await createLiveBlog(gateway, 'members');
    await add({ title: 'For members', body: { markdown: 'Whole.' } });
    await run('updateLiveBlog', { id, summary: { markdown: 'Secret.' } });
    await desk(
      `mutation ($id: ID!) { updateArticle(input: { id: $id, access: MEMBERS, publish: {} }) { userErrors { message } } }`,
      { id },
    );
    expect(await readBlog('members')).toMatchObject({
      summary: null,
      entries: { nodes: [{ title: 'For members', body: null }] },
    });
    const members = gateway.queryAs(await gateway.createKey('members'), 'members');
    expect((await members(BLOG, { slug: 'members' })).article.liveBlog).toMatchObject({
      summary: { text: 'Secret.' },
      entries: { nodes: [{ body: { text: 'Whole.' } }] },
    });
  });
});

describe('Pages of entries', () => {
  const TIME = Date.parse('2026-11-01T10:00:00Z');
  const ids: string[] = [];
  beforeAll(async () => {
    const { add } = await createLiveBlog(gateway, 'pages');
    for (let i = 0; i < 12; i++) {
      const publishedAt = new Date(TIME + Math.floor(i / 2) * 60_000).toISOString();
      ids.push(await add({ title: `E${i}`, publishedAt, isKeyEvent: i % 4 === 0 }));
    }
  });

  test('Cursors walk through all entries, forwards and backwards', async () => {
    const first = await readTitles('pages', { first: 5 });
    expect(first).toMatchObject({ titles: ['E11', 'E10', 'E9', 'E8', 'E7'], totalCount: 12 });
    const second = await readTitles('pages', { first: 5, after: first.pageInfo.endCursor });
    expect(second.titles).toEqual(['E6', 'E5', 'E4', 'E3', 'E2']);
    const back = await readTitles('pages', { last: 2, before: second.pageInfo.startCursor });
    expect(back).toMatchObject({ titles: ['E8', 'E7'], pageInfo: { hasPreviousPage: true } });
    expect((await readTitles('pages', { first: 3, key: true })).titles).toEqual(['E8', 'E4', 'E0']);
  });

  test('A page around an entry has it in the middle, and says what is before and after it', async () => {
    const middle = await readTitles('pages', { first: 5, around: ids[6] });
    expect(middle).toMatchObject({
      titles: ['E8', 'E7', 'E6', 'E5', 'E4'],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    const latest = await readTitles('pages', { first: 4, around: ids[11] });
    expect(latest).toMatchObject({
      titles: ['E11', 'E10', 'E9', 'E8'],
      pageInfo: { hasPreviousPage: false },
    });
    const oldest = await readTitles('pages', { first: 4, around: ids[0] });
    expect(oldest).toMatchObject({ titles: ['E2', 'E1', 'E0'], pageInfo: { hasNextPage: false } });
    const after = await readTitles('pages', { first: 2, after: middle.pageInfo.endCursor });
    expect(after.titles).toEqual(['E3', 'E2']);
  });

  test('A page around an entry that readers cannot see is empty, and an ID of another type is an error', async () => {
    const hidden = Buffer.from('LiveBlogEntry:99999').toString('base64url');
    expect((await readTitles('pages', { around: hidden })).titles).toEqual([]);
    const errors = await gateway.queryErrors(TITLES, { slug: 'pages', key: false, around: 'x' });
    expect(errors[0]?.message).toContain('around');
    const combined = await gateway.queryErrors(TITLES, {
      slug: 'pages',
      key: false,
      around: ids[0],
      last: 3,
    });
    expect(combined[0]?.message).toContain('cannot be combined');
  });
});
