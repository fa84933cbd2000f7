import type { Loaders } from '../../graphql/loaders.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import type { Article } from '../article/article.type.js';
import type { LiveBlog, LiveBlogEntry } from '../live-blog/live-blog.type.js';
import { escapeText } from './markdown-text.js';

/** Entries on the page of a live blog. */
const ENTRIES = 30;

/** Writes the state, the summary and the latest entries of a live blog, as far as all readers see them; nothing for other articles. */
export async function writeLiveBlog(
  { id, kind, access }: Pick<Article, 'id' | 'kind' | 'access'>,
  { liveBlogs }: Loaders,
): Promise<string[]> {
  const blog = kind === ArticleKind.LIVE_BLOG ? await liveBlogs.byId.load(id) : null;
  if (!blog) return [];
  const isPublic = access === AccessLevel.PUBLIC;
  const { nodes } = await liveBlogs.pages.list(id, { first: ENTRIES, keyEventsOnly: false });
  const entries = await Promise.all(
    nodes.map(async (entry) => ({
      heading: writeHeading(entry),
      body: isPublic ? await liveBlogs.bodies.load(entry.id, 'markdown') : undefined,
    })),
  );
  return [
    describeState(blog),
    ...(blog.summary && isPublic ? ['## Summary', blog.summary.markdown.trimEnd()] : []),
    ...entries.flatMap(({ heading, body }) => (body === undefined ? [heading] : [heading, body.trimEnd()])),
  ];
}

function describeState({ isLive, endedAt }: LiveBlog): string {
  if (isLive) return 'Live blog, still live.';
  return endedAt ? `Live blog, ended ${endedAt.toISOString()}.` : 'Live blog, not begun.';
}

function writeHeading({ title, publishedAt, isKeyEvent }: LiveBlogEntry): string {
  const time = publishedAt.toISOString();
  return `## ${title === null ? time : `${time} · ${escapeText(title)}`}${isKeyEvent ? ' (key event)' : ''}`;
}
