import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Tag } from '../tag/tag.type.js';
import { ArticleListArgs } from './article.inputs.js';
import type { ArticleContext } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Tag)
export class TagArticlesResolver {
  @FieldResolver(() => ArticleConnection, { description: 'Those that carry the tag.' })
  articles(
    @Root() tag: Tag,
    @Args(() => ArticleListArgs) { orderBy, ...page }: ArticleListArgs,
    @Ctx() { articles }: ArticleContext,
  ): Promise<ArticleConnection> {
    return articles.list({ scope: { of: 'tag', id: tag.id }, orderBy }, page);
  }
}
