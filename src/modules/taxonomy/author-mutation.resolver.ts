import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Author } from '../author/author.type.js';
import {
  CreateAuthorInput,
  DeleteAuthorInput,
  MergeAuthorsInput,
  UpdateAuthorInput,
} from './taxonomy.inputs.js';
import type { TaxonomyService } from './taxonomy.service.js';
import { AuthorPayload, DeleteAuthorPayload } from './taxonomy.type.js';

@Resolver(() => AuthorPayload)
export class AuthorMutationResolver {
  constructor(private readonly service: TaxonomyService) {}

  @Authorized('write')
  @Mutation(() => AuthorPayload, {
    nullable: true,
    description:
      'Creates an author. They become public with their first published article. Requires an API key with the `write` scope.',
  })
  createAuthor(
    @Arg('input', () => CreateAuthorInput, { description: 'The data of the author. A name is required.' })
    input: CreateAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<AuthorPayload> {
    return this.service.create('author', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => AuthorPayload, {
    nullable: true,
    description:
      'Updates an author everywhere at once. The former path redirects to the new one. Requires an API key with the `publish` scope.',
  })
  updateAuthor(
    @Arg('input', () => UpdateAuthorInput, { description: 'The author and the fields to change.' })
    input: UpdateAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<AuthorPayload> {
    return this.service.update('author', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => AuthorPayload, {
    nullable: true,
    description:
      'Merges authors at once: drafts and published articles name `into` once instead of the others. Former paths redirect to it, and former names in revisions and imports resolve to it. Requires an API key with the `publish` scope.',
  })
  mergeAuthors(
    @Arg('input', () => MergeAuthorsInput, {
      description: 'The authors to merge, and the author that remains.',
    })
    input: MergeAuthorsInput,
    @Ctx() context: ActorContext,
  ): Promise<AuthorPayload> {
    return this.service.merge('author', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteAuthorPayload, {
    nullable: true,
    description:
      'Deletes an author. NOT_ALLOWED tells how many articles name them. Requires an API key with the `publish` scope.',
  })
  deleteAuthor(
    @Arg('input', () => DeleteAuthorInput, {
      description: 'The author to delete. NOT_ALLOWED while an article names them.',
    })
    input: DeleteAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteAuthorPayload> {
    return this.service.delete('author', getActor(context), input);
  }

  @FieldResolver(() => Author, { nullable: true, description: 'The author. Null if the mutation failed.' })
  author(@Root() { authorId }: AuthorPayload, @Ctx() { authors }: Context): MaybePromise<Author | null> {
    return authorId === null ? null : authors.byId.load(authorId);
  }
}
