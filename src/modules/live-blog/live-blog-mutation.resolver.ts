import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import {
  EndLiveBlogInput,
  LiveBlogEntryActionInput,
  StartLiveBlogInput,
  UpdateLiveBlogInput,
} from './live-blog.inputs.js';
import type { LiveBlogService } from './live-blog.service.js';
import { LiveBlog } from './live-blog.type.js';
import { LiveBlogPayload } from './live-blog-payload.type.js';

const ENTRY = { description: 'The entry.' };
const PUBLISH = 'Requires an API key with the `publish` scope.';

@Resolver(() => LiveBlogPayload)
export class LiveBlogMutationResolver {
  constructor(private readonly service: LiveBlogService) {}

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogPayload, {
    nullable: true,
    description: `Starts the coverage of a live blog, or lets it go on after it has ended. The first published entry starts it too. ${PUBLISH}`,
  })
  startLiveBlog(
    @Arg('input', () => StartLiveBlogInput, { description: 'The live blog, and when its coverage began.' })
    input: StartLiveBlogInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogPayload> {
    return this.service.start(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogPayload, {
    nullable: true,
    description: `Ends the coverage of a live blog: no entry can be added, and subscriptions complete. ${PUBLISH}`,
  })
  endLiveBlog(
    @Arg('input', () => EndLiveBlogInput, { description: 'The live blog, and when its coverage ended.' })
    input: EndLiveBlogInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogPayload> {
    return this.service.end(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogPayload, {
    nullable: true,
    description: `Replaces the summary of a live blog. Readers see it at once. ${PUBLISH}`,
  })
  updateLiveBlog(
    @Arg('input', () => UpdateLiveBlogInput, { description: 'The live blog and its summary.' })
    input: UpdateLiveBlogInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogPayload, {
    nullable: true,
    description: `Pins an entry above the others, in place of the one that is pinned. NOT_ALLOWED if readers cannot see it. ${PUBLISH}`,
  })
  pinLiveBlogEntry(
    @Arg('input', () => LiveBlogEntryActionInput, ENTRY) input: LiveBlogEntryActionInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogPayload> {
    return this.service.pin(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => LiveBlogPayload, {
    nullable: true,
    description: `Pins an entry no longer. NOT_ALLOWED if it is not the pinned one. ${PUBLISH}`,
  })
  unpinLiveBlogEntry(
    @Arg('input', () => LiveBlogEntryActionInput, ENTRY) input: LiveBlogEntryActionInput,
    @Ctx() context: ActorContext,
  ): Promise<LiveBlogPayload> {
    return this.service.unpin(getActor(context), input);
  }

  @FieldResolver(() => LiveBlog, {
    nullable: true,
    description: 'The live blog. Null if the write was refused.',
  })
  liveBlog(
    @Root() { articleId }: LiveBlogPayload,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlog | null> {
    return articleId === null ? null : liveBlogs.byId.load(articleId);
  }
}
