import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { encodeCursor } from '../../changes/events/event-cursor.js';
import type { Context } from '../../graphql/context.js';
import { type AccessGrants, isGranted } from '../../shared/article/access-level.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { RichText } from '../article/rich-text.type.js';
import { LiveBlogEntriesArgs } from './live-blog.inputs.js';
import { KeyEventsField, LiveBlog, LiveBlogEntry, LiveBlogEntryConnection } from './live-blog.type.js';
import { LIVE_BLOG_KIND } from './live-blog-kind.js';

@Resolver(() => Article)
export class ArticleLiveBlogResolver {
  @FieldResolver(() => LiveBlog, {
    nullable: true,
    description: 'The live blog of an article of the kind LIVE_BLOG. Null for other kinds.',
  })
  liveBlog(@Root() { id, kind }: Article, @Ctx() { liveBlogs }: Context): MaybePromise<LiveBlog | null> {
    return kind === LIVE_BLOG_KIND ? liveBlogs.byId.load(id) : null;
  }

  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description: 'The entry of a live blog that the article was made of. Null for other articles.',
  })
  liveBlogEntry(@Root() { id }: Article, @Ctx() { liveBlogs }: Context): MaybePromise<LiveBlogEntry | null> {
    return liveBlogs.entryOfArticle.load(id);
  }
}

@Resolver(() => LiveBlog)
export class LiveBlogResolver {
  @FieldResolver(() => Article, { nullable: true, description: 'The article that the live blog belongs to.' })
  article(@Root() { id }: LiveBlog, @Ctx() { articles }: Context): MaybePromise<Article | null> {
    return articles.byId.load(id);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description: 'The time of the last change of the article, the live blog or one of its entries.',
  })
  updatedAt(@Root() { id }: LiveBlog, @Ctx() { liveBlogs }: Context): MaybePromise<Date | null> {
    return liveBlogs.loadUpdatedAt(id);
  }

  @FieldResolver(() => RichText, {
    nullable: true,
    description:
      'A summary of the coverage so far. Null if there is none, or if the request may not read the whole article.',
  })
  summary(@Root() blog: LiveBlog, @Ctx() grants: AccessGrants): RichText | null {
    const { id, path, access, summary } = blog;
    if (summary === null || !isGranted(access, id, grants)) return null;
    return { key: `live-blog:${id}`, path, forms: summary };
  }

  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description: 'The entry that is shown above the others. Null if none is pinned.',
  })
  pinned(@Root() blog: LiveBlog, @Ctx() { liveBlogs }: Context): MaybePromise<LiveBlogEntry | null> {
    return liveBlogs.loadPinned(blog);
  }

  @KeyEventsField
  @FieldResolver(() => [LiveBlogEntry], { description: 'All key events, latest first. At most 100.' })
  keyEvents(@Root() { id }: LiveBlog, @Ctx() { liveBlogs }: Context): Promise<LiveBlogEntry[]> {
    return liveBlogs.pages.listKeyEvents(id);
  }

  @FieldResolver(() => LiveBlogEntryConnection, { description: 'The entries, latest first.' })
  entries(
    @Root() { id }: LiveBlog,
    @Args(() => LiveBlogEntriesArgs) args: LiveBlogEntriesArgs,
    @Ctx() { liveBlogs }: Context,
  ): Promise<LiveBlogEntryConnection> {
    return liveBlogs.pages.list(id, args);
  }

  @FieldResolver(() => String, {
    description:
      'The cursor from which `liveBlogEvents` continues this response without a gap. Changes that the response already shows may be delivered again.',
  })
  cursor(@Root() { sequence }: LiveBlog, @Ctx() { liveBlogs }: Context): string {
    liveBlogs.limitCursor();
    return encodeCursor(BigInt(sequence));
  }
}
