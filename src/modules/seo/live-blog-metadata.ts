import type { Loaders } from '../../graphql/loaders.js';
import { formatEntryAnchor } from '../../shared/article/entry-anchor.js';
import { truncateText } from '../../shared/text/first-words.js';
import type { Article } from '../article/article.type.js';
import type { Author } from '../author/author.type.js';
import type { LiveBlogEntry } from '../live-blog/live-blog.type.js';
import { describeAuthors } from './person-metadata.js';
import type { Seo } from './seo.type.js';
import type { SiteMetadata } from './site-metadata.js';

/** Maximum number of updates in the document of a live blog, latest first. */
const MAX_UPDATES = 25;
/** Characters of a headline that is made of the text of an entry. Google shows about as many. */
const HEADLINE_LENGTH = 110;

/** Describes the coverage of a live blog, with its latest entries as https://schema.org/BlogPosting. */
export async function describeCoverage(
  article: Article,
  { canonicalUrl }: Seo,
  common: SiteMetadata,
  context: Pick<Loaders, 'liveBlogs' | 'authors'>,
): Promise<object | null> {
  const { liveBlogs } = context;
  const blog = await liveBlogs.byId.load(article.id);
  if (!blog) return null;
  const [updatedAt, { nodes }] = await Promise.all([
    liveBlogs.loadUpdatedAt(article.id),
    liveBlogs.pages.list(article.id, { first: MAX_UPDATES, keyEventsOnly: false }),
  ]);
  return {
    dateModified: (updatedAt ?? article.updatedAt).toISOString(),
    coverageStartTime: blog.startedAt?.toISOString(),
    coverageEndTime: blog.endedAt?.toISOString(),
    liveBlogUpdate: await Promise.all(
      nodes.map(async (entry) => {
        const [text, html, authors] = await Promise.all([
          liveBlogs.bodies.load(entry.id, 'text') as Promise<string | undefined>,
          liveBlogs.bodies.load(entry.id, 'html') as Promise<string | undefined>,
          liveBlogs.authors.load(entry.id),
        ]);
        const image = common.findPicture(html ?? '');
        return describeEntry(entry, { text: text ?? '', image, authors, canonicalUrl }, common, context);
      }),
    ),
  };
}

/** Parts of the description of an entry that are loaded for it. */
interface EntryParts {
  text: string;
  /** URL of the first picture of the body. */
  image: string | undefined;
  authors: Author[];
  canonicalUrl: string;
}

function describeEntry(
  { id, title, publishedAt, updatedAt }: LiveBlogEntry,
  { text, image, authors, canonicalUrl }: EntryParts,
  common: SiteMetadata,
  context: Pick<Loaders, 'authors'>,
): object {
  const url = new URL(canonicalUrl);
  url.hash = formatEntryAnchor(id);
  const headline = title ?? truncateText(text, HEADLINE_LENGTH);
  return {
    '@type': 'BlogPosting',
    '@id': url.href,
    url: url.href,
    headline,
    articleBody: text || headline,
    datePublished: publishedAt.toISOString(),
    dateModified: updatedAt.toISOString(),
    image,
    author: authors.length > 0 ? describeAuthors(authors, common, context) : undefined,
  };
}
