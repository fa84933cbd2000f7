import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { buildAuthorPath } from '../../shared/paths.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { EmailAddressScalar } from '../../shared/scalars.js';
import { AuthorBy, AuthorsArgs } from './author.inputs.js';
import { Author, AuthorConnection, AuthorLink } from './author.type.js';
import { toAuthorLinks } from './author-links.js';

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

  @Query(() => AuthorConnection, {
    description:
      'The authors with at least one published article; with the preview perspective, all authors.',
  })
  authors(
    @Args(() => AuthorsArgs) args: AuthorsArgs,
    @Ctx() { authors }: Context,
  ): Promise<AuthorConnection> {
    return authors.list(args);
  }

  @FieldResolver(() => String, { description: "The site-relative URL path of the author's page." })
  path(@Root() author: Author, @Ctx() { pathPrefix }: Context): string {
    return pathPrefix + buildAuthorPath(author.slug);
  }

  @FieldResolver(() => EmailAddressScalar, {
    nullable: true,
    description: 'The address that readers may see. Null if the editors made none public.',
  })
  email(@Root() author: Author, @Ctx() { authors }: Context): MaybePromise<string | null> {
    return mapMaybePromise(authors.loadPage(author), ({ email }) => email);
  }

  @FieldResolver(() => [AuthorLink], {
    description: "The author's pages elsewhere, such as profiles on social networks, in the editor's order.",
  })
  links(@Root() author: Author, @Ctx() { authors }: Context): MaybePromise<AuthorLink[]> {
    return mapMaybePromise(authors.loadPage(author), ({ links }) => toAuthorLinks(links));
  }
}
