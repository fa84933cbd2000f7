import type { Gateway, Query } from './gateway.js';

/** Fields of an entry that tests compare. */
export const ENTRY = `id title isKeyEvent isPublished publishedAt revision body { text } authors { name }
  corrections { text } article { slug }`;

/** A live blog in a gateway, and an editor who may publish. */
export interface LiveBlogDesk {
  /** Global ID of the article. */
  id: string;
  desk: Query;
  /** Adds an entry and returns its ID. Throws an Error if it is refused. */
  add(input: object): Promise<string>;
  /** Runs a mutation of one input. Returns its payload. */
  run(mutation: string, input: object, selection?: string): Promise<any>;
}

/** Creates a published live blog, with a key that may publish. */
export async function createLiveBlog(
  gateway: Gateway,
  slug: string,
  { publish = true }: { publish?: boolean } = {},
): Promise<LiveBlogDesk> {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  const { createArticle } = await desk(
    `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }`,
    { input: { title: `Storm ${slug}`, slug, kind: 'LIVE_BLOG', ...(publish && { publish: {} }) } },
  );
  const { id } = createArticle.article;
  const run = async (mutation: string, input: object, selection = '') => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const inputType = INPUT_TYPES[mutation] ?? type;
    const document = `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { ${selection} userErrors { field code } } }`;
    return (await desk(document, { input }))[mutation];
  };
  const add = async (input: object): Promise<string> => {
    const payload = await run('addLiveBlogEntry', { liveBlog: id, ...input }, 'entry { id }');
    if (!payload.entry) throw new Error(`The entry was refused: ${JSON.stringify(payload.userErrors)}`);
    return payload.entry.id;
  };
  return { id, desk, add, run };
}

const INPUT_TYPES: Record<string, string> = {
  publishLiveBlogEntry: 'LiveBlogEntryActionInput',
  retractLiveBlogEntry: 'LiveBlogEntryActionInput',
  breakOutLiveBlogEntry: 'LiveBlogEntryActionInput',
  pinLiveBlogEntry: 'LiveBlogEntryActionInput',
  unpinLiveBlogEntry: 'LiveBlogEntryActionInput',
};

/** Adds entries to a live blog without a mutation for each, a minute apart. */
export async function addManyEntries({ database }: Gateway, blogId: string, count: number): Promise<void> {
  const articleId = Number(Buffer.from(blogId, 'base64url').toString().split(':')[1]);
  await database.pool.query(
    `WITH added AS (
       INSERT INTO live_blog_entry (article_id, title, is_public, published_at, updated_at)
       SELECT $1, 'Entry ' || i, true, t.at, t.at FROM generate_series(1, $2::int) i
       CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' + i * interval '1 minute' AS at) t RETURNING id, title),
     bodies AS (
       INSERT INTO live_blog_entry_body (entry_id, html, text, markdown, outline, blocks)
       SELECT id, '<p>' || title || '</p>', title, title, '[]',
         jsonb_build_array(jsonb_build_object('__typename', 'ParagraphBlock', 'html', '<p>' || title || '</p>'))
       FROM added)
     INSERT INTO live_blog_entry_revision (entry_id, number, created_at, content)
     SELECT id, 1, now(), jsonb_build_object('title', title, 'authors', '[]'::jsonb, 'isKeyEvent', false,
       'body', jsonb_build_object('format', 'markdown', 'text', title)) FROM added`,
    [articleId, count],
  );
}
