import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Author } from '../author/author.type.js';
import type { AuthorService } from './author-mutation.service.js';
import { CreateAuthorInput, DeleteAuthorInput, UpdateAuthorInput } from './taxonomy.inputs.js';
import { AuthorPayload, DeleteAuthorPayload } from './taxonomy.type.js';

interface AuthorContext {
  authors: { byId: { load(id: number): MaybePromise<Author | null> } };
}

@Resolver(() => AuthorPayload)
export class AuthorMutationResolver {
  constructor(private readonly service: AuthorService) {}

  @Authorized('write')
  @Mutation(() => AuthorPayload, {
    description: 'Adds an author; readers see them from their first published article on.',
  })
  createAuthor(
    @Arg('input', () => CreateAuthorInput, { description: 'Who it is: a name at least.' })
    input: CreateAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<AuthorPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => AuthorPayload, {
    description: 'Changes an author wherever they are shown, at once. The old address leads to the new one.',
  })
  updateAuthor(
    @Arg('input', () => UpdateAuthorInput, { description: 'Which author, and what of them is to change.' })
    input: UpdateAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<AuthorPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteAuthorPayload, {
    description: 'Deletes an author. NOT_ALLOWED says how many articles name them.',
  })
  deleteAuthor(
    @Arg('input', () => DeleteAuthorInput, {
      description: 'Which author; NOT_ALLOWED while an article names them.',
    })
    input: DeleteAuthorInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteAuthorPayload> {
    return this.service.delete(getActor(context), input);
  }

  @FieldResolver(() => Author, { nullable: true, description: 'Null when the write was refused.' })
  author(
    @Root() { authorId }: AuthorPayload,
    @Ctx() { authors }: AuthorContext,
  ): MaybePromise<Author | null> {
    return authorId === null ? null : authors.byId.load(authorId);
  }
}
