import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import {
  AddLiveBlogEntryInput,
  LiveBlogEntryActionInput,
  UpdateLiveBlogEntryInput,
} from './live-blog.inputs.js';
import { LiveBlogEntry } from './live-blog.type.js';
import type { LiveBlogEntryService } from './live-blog-entry.service.js';
import { BreakOutLiveBlogEntryPayload, LiveBlogEntryPayload } from './live-blog-payload.type.js';

const ENTRY = { description: 'The entry.' };

@Resolver(() => LiveBlogEntryPayload)
export class LiveBlogEntryMutationResolver {
  constructor(private readonly service: LiveBlogEntryService) {}

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => LiveBlogEntryPayload, {
    nullable: true,
    description:
      'Adds an entry to a live blog. Readers see it at once, unless it is a draft or the article is not published. The `publish` scope is needed too unless `isDraft` is true. Requires an API key with the `write` scope.',
  })
  addLiveBlogEntry(
    @Arg('input', () => AddLiveBlogEntryInput, { description: 'The live blog and the content of the entry.' })
    input: AddLiveBlogEntryInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogEntryPayload> {
    return this.service.add(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => LiveBlogEntryPayload, {
    nullable: true,
    description:
      'Changes an entry. Readers see the change at once if they see the entry, for which the `publish` scope is needed too. Requires an API key with the `write` scope.',
  })
  updateLiveBlogEntry(
    @Arg('input', () => UpdateLiveBlogEntryInput, { description: 'The entry and the fields to change.' })
    input: UpdateLiveBlogEntryInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogEntryPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogEntryPayload, {
    nullable: true,
    description:
      'Publishes the draft of an entry, or a retracted entry again. NOT_ALLOWED if the live blog has ended. Requires an API key with the `publish` scope.',
  })
  publishLiveBlogEntry(
    @Arg('input', () => LiveBlogEntryActionInput, ENTRY) input: LiveBlogEntryActionInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogEntryPayload> {
    return this.service.publish(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogEntryPayload, {
    nullable: true,
    description:
      'Takes an entry from readers. Editors still see it, with its history. Requires an API key with the `publish` scope.',
  })
  retractLiveBlogEntry(
    @Arg('input', () => LiveBlogEntryActionInput, ENTRY) input: LiveBlogEntryActionInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogEntryPayload> {
    return this.service.retract(getActor(context), input);
  }

  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description: 'The latest revision of the entry. Null if the write was refused.',
  })
  entry(
    @Root() { entryId }: LiveBlogEntryPayload,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlogEntry | null> {
    return entryId === null ? null : liveBlogs.entry.load(entryId);
  }

  @FieldResolver(() => [String], {
    description: 'Sentences about elements of the body that were removed because readers do not miss them.',
  })
  warnings(@Root() { warnings = [] }: LiveBlogEntryPayload): string[] {
    return warnings;
  }
}

@Resolver(() => BreakOutLiveBlogEntryPayload)
export class BreakOutLiveBlogEntryResolver {
  constructor(private readonly service: LiveBlogEntryService) {}

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => BreakOutLiveBlogEntryPayload, {
    nullable: true,
    description:
      'Makes an article of an entry: a draft with its content, and with the sections, tags and access of its live blog. `LiveBlogEntry.article` and `Article.liveBlogEntry` link the two. Requires an API key with the `write` scope.',
  })
  breakOutLiveBlogEntry(
    @Arg('input', () => LiveBlogEntryActionInput, ENTRY) input: LiveBlogEntryActionInput,
    @Ctx() context: ActorContext,
  ): Promise<BreakOutLiveBlogEntryPayload> {
    return this.service.breakOut(getActor(context), input);
  }

  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description: 'The entry. Null if the write was refused.',
  })
  entry(
    @Root() { entryId }: BreakOutLiveBlogEntryPayload,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlogEntry | null> {
    return entryId === null ? null : liveBlogs.entry.load(entryId);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The draft of the article. Null if the write was refused.',
  })
  article(
    @Root() { articleId }: BreakOutLiveBlogEntryPayload,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return articleId === null ? null : articles.byId.load(articleId);
  }
}
