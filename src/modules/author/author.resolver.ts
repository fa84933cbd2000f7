import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildAuthorPath } from '../../shared/paths.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { AuthorBy } from './author.inputs.js';
import { Author, AuthorConnection } from './author.type.js';

@Resolver(() => Author)
export class AuthorResolver {
  @Query(() => Author, {
    nullable: true,
    description:
      'The author with the ID, slug or path. Null if no author with a published article has it. Former slugs ' +
      'and paths do not resolve; use `route`.',
  })
  author(
    @Arg('by', () => AuthorBy, BY_ARG) by: AuthorBy,
    @Ctx() { authors }: Context,
  ): MaybePromise<Author | null> {
    return lookUp('Author', by, authors);
  }

  @Query(() => AuthorConnection, { description: 'The authors with at least one published article, by name.' })
  authors(
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { authors }: Context,
  ): Promise<AuthorConnection> {
    return authors.list(args);
  }

  @FieldResolver(() => String, { description: "The site-relative URL path of the author's page." })
  path(@Root() author: Author): string {
    return buildAuthorPath(author.slug);
  }
}
