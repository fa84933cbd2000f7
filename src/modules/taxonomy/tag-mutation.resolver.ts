import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Tag } from '../tag/tag.type.js';
import { CreateTagInput, DeleteTagInput, MergeTagsInput, UpdateTagInput } from './taxonomy.inputs.js';
import type { TaxonomyService } from './taxonomy.service.js';
import { DeleteTagPayload, TagPayload } from './taxonomy.type.js';

@Resolver(() => TagPayload)
export class TagMutationResolver {
  constructor(private readonly service: TaxonomyService) {}

  @Authorized('write')
  @Mutation(() => TagPayload, {
    nullable: true,
    description:
      'Creates a tag. It becomes public with the first published article that carries it. Requires an API key with the `write` scope.',
  })
  createTag(
    @Arg('input', () => CreateTagInput, { description: 'The data of the tag. A name is required.' })
    input: CreateTagInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.create('tag', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => TagPayload, {
    nullable: true,
    description:
      'Renames a tag everywhere at once. The former path redirects to the new one. Requires an API key with the `publish` scope.',
  })
  updateTag(
    @Arg('input', () => UpdateTagInput, { description: 'The tag and the fields to change.' })
    input: UpdateTagInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.update('tag', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => TagPayload, {
    nullable: true,
    description:
      'Merges tags at once: drafts and published articles carry `into` once instead of the others. Former paths redirect to it, and former names in revisions and imports resolve to it. Requires an API key with the `publish` scope.',
  })
  mergeTags(
    @Arg('input', () => MergeTagsInput, { description: 'The tags to merge, and the tag that remains.' })
    input: MergeTagsInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.merge('tag', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteTagPayload, {
    nullable: true,
    description:
      'Deletes a tag. NOT_ALLOWED tells how many articles carry it. Requires an API key with the `publish` scope.',
  })
  deleteTag(
    @Arg('input', () => DeleteTagInput, {
      description: 'The tag to delete. NOT_ALLOWED while an article carries it.',
    })
    input: DeleteTagInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteTagPayload> {
    return this.service.delete('tag', getActor(context), input);
  }

  @FieldResolver(() => Tag, { nullable: true, description: 'The tag. Null if the mutation failed.' })
  tag(@Root() { tagId }: TagPayload, @Ctx() { tags }: Context): MaybePromise<Tag | null> {
    return tagId === null ? null : tags.byId.load(tagId);
  }
}
