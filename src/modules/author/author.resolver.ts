import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildAuthorPath } from '../../shared/paths.js';
import { SLUG_ARG } from '../../shared/text/current-slug.js';
import type { AuthorContext } from './author.loaders.js';
import { Author, AuthorConnection } from './author.type.js';

@Resolver(() => Author)
export class AuthorResolver {
  @Query(() => Author, {
    nullable: true,
    description:
      'The author of a slug; null when none with something published has it, also for a former slug.',
  })
  author(
    @Arg('slug', () => String, SLUG_ARG) slug: string,
    @Ctx() { authors }: AuthorContext,
  ): MaybePromise<Author | null> {
    return authors.bySlug.load(slug);
  }

  @Query(() => AuthorConnection, { description: 'Everyone who has something published, by name.' })
  authors(
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { authors }: AuthorContext,
  ): Promise<AuthorConnection> {
    return authors.list(args);
  }

  @FieldResolver(() => String, { description: 'Site-relative address of the page about the author.' })
  path(@Root() author: Author): string {
    return buildAuthorPath(author.slug);
  }
}
