import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type AccessGrants, isGranted } from '../../shared/article/access-level.js';
import { formatEntryAnchor } from '../../shared/article/entry-anchor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Article } from '../article/article.type.js';
import { RichText } from '../article/rich-text.type.js';
import { Author } from '../author/author.type.js';
import type { Site } from '../site/site.type.js';
import type { EntryContent, StoredCorrection } from './entry-content.js';
import { LiveBlogEntry, LiveBlogEntryCorrection, LiveBlogEntryRevision } from './live-blog.type.js';

@Resolver(() => LiveBlogEntry)
export class LiveBlogEntryResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => RichText, {
    nullable: true,
    description: 'The body of the entry. Null if the request may not read the whole of the live blog.',
  })
  body(@Root() entry: LiveBlogEntry, @Ctx() context: Context & AccessGrants): RichText | null {
    const { id, articleId, access, path } = entry;
    if (!isGranted(access, articleId, context)) return null;
    const { bodies } = context.liveBlogs;
    return { key: `live-blog-entry:${id}`, path, load: (form) => bodies.load(id, form) as never };
  }

  @FieldResolver(() => [Author], { description: 'The authors of the entry, in the order of the byline.' })
  authors(@Root() { id }: LiveBlogEntry, @Ctx() { liveBlogs }: Context): MaybePromise<Author[]> {
    return liveBlogs.authors.load(id);
  }

  @FieldResolver(() => [LiveBlogEntryCorrection], {
    description: 'The corrections of the entry, earliest first.',
  })
  corrections(@Root() { corrections }: LiveBlogEntry): LiveBlogEntryCorrection[] {
    return (corrections as StoredCorrection[]).map(({ text, at }) => ({ text, correctedAt: new Date(at) }));
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article that was made of the entry. Null if there is none, or if it is not public.',
  })
  article(
    @Root() { ownArticleId }: LiveBlogEntry,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return ownArticleId === null ? null : articles.byId.load(ownArticleId);
  }

  @FieldResolver(() => Article, { nullable: true, description: 'The article of the live blog.' })
  liveBlogArticle(
    @Root() { articleId }: LiveBlogEntry,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return articles.byId.load(articleId);
  }

  @FieldResolver(() => String, {
    description: 'The fragment of the URL that leads to the entry on the page of its live blog, without #.',
  })
  anchor(@Root() { id }: LiveBlogEntry): string {
    return formatEntryAnchor(id);
  }

  @FieldResolver(() => UrlScalar, {
    description: 'The absolute URL of the entry: that of its live blog, with `anchor`.',
  })
  url(@Root() { id, path }: LiveBlogEntry): string {
    const url = new URL(buildSiteUrl(this.site, path));
    url.hash = formatEntryAnchor(id);
    return url.href;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => [LiveBlogEntryRevision], {
    nullable: true,
    description:
      'Every save of the entry, latest first. Requires an API key with the `preview` or `write` scope.',
  })
  async history(
    @Root() { id }: LiveBlogEntry,
    @Ctx() { liveBlogs }: Context,
  ): Promise<LiveBlogEntryRevision[]> {
    return (await liveBlogs.revisions.load(id)).map(({ content, ...saved }) => {
      const { title, body, isKeyEvent } = content as EntryContent;
      return { ...saved, title, body: body.text, isKeyEvent };
    });
  }
}
