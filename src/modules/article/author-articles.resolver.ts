import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Author } from '../author/author.type.js';
import { ArticleListArgs } from './article.inputs.js';
import type { ArticleContext } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Author)
export class AuthorArticlesResolver {
  @FieldResolver(() => ArticleConnection, { description: 'Those that have the author in their byline.' })
  articles(
    @Root() author: Author,
    @Args(() => ArticleListArgs) { orderBy, ...page }: ArticleListArgs,
    @Ctx() { articles }: ArticleContext,
  ): Promise<ArticleConnection> {
    return articles.list({ scope: { of: 'author', id: author.id }, orderBy }, page);
  }
}
