import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Tag } from '../tag/tag.type.js';
import type { TagService } from './tag-mutation.service.js';
import { CreateTagInput, DeleteTagInput, MergeTagsInput, UpdateTagInput } from './taxonomy.inputs.js';
import { DeleteTagPayload, TagPayload } from './taxonomy.type.js';

interface TagContext {
  tags: { byId: { load(id: number): MaybePromise<Tag | null> } };
}

@Resolver(() => TagPayload)
export class TagMutationResolver {
  constructor(private readonly service: TagService) {}

  @Authorized('write')
  @Mutation(() => TagPayload, {
    description: 'Adds a tag; readers see it from the first published article that carries it.',
  })
  createTag(
    @Arg('input', () => CreateTagInput, { description: 'What it is: a name at least.' })
    input: CreateTagInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => TagPayload, {
    description: 'Renames a tag wherever it is shown, at once. Its old address leads to the new one.',
  })
  updateTag(
    @Arg('input', () => UpdateTagInput, { description: 'Which tag, and what of it is to change.' })
    input: UpdateTagInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => TagPayload, {
    description:
      'Makes several tags one, at once: drafts and published articles carry `into` in the place of the others, once. Old addresses, and old names in revisions and imports, lead to it.',
  })
  mergeTags(
    @Arg('input', () => MergeTagsInput, { description: 'The tags that go, and the one that stays.' })
    input: MergeTagsInput,
    @Ctx() context: ActorContext,
  ): Promise<TagPayload> {
    return this.service.merge(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteTagPayload, {
    description: 'Deletes a tag. NOT_ALLOWED says how many articles carry it.',
  })
  deleteTag(
    @Arg('input', () => DeleteTagInput, {
      description: 'Which tag; NOT_ALLOWED while an article carries it.',
    })
    input: DeleteTagInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteTagPayload> {
    return this.service.delete(getActor(context), input);
  }

  @FieldResolver(() => Tag, { nullable: true, description: 'Null when the write was refused.' })
  tag(@Root() { tagId }: TagPayload, @Ctx() { tags }: TagContext): MaybePromise<Tag | null> {
    return tagId === null ? null : tags.byId.load(tagId);
  }
}
