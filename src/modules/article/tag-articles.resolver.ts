import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Tag } from '../tag/tag.type.js';
import { ArticlesArgs } from './article.inputs.js';
import { listArticles } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Tag)
export class TagArticlesResolver {
  @FieldResolver(() => ArticleConnection, { description: 'The articles that have the tag.' })
  articles(
    @Root() tag: Tag,
    @Args(() => ArticlesArgs) { filter, ...args }: ArticlesArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnection> {
    return listArticles(context, { scope: { of: 'tag', id: tag.id }, filter: filter ?? null }, args, info);
  }
}
