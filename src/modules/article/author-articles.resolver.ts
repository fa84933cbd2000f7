import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Author } from '../author/author.type.js';
import { ArticlesArgs } from './article.inputs.js';
import { listArticles } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Author)
export class AuthorArticlesResolver {
  @FieldResolver(() => ArticleConnection, {
    description: 'The articles that have the author in their byline.',
  })
  articles(
    @Root() author: Author,
    @Args(() => ArticlesArgs) { filter, ...args }: ArticlesArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnection> {
    return listArticles(
      context,
      { scope: { of: 'author', id: author.id }, filter: filter ?? null },
      args,
      info,
    );
  }
}
