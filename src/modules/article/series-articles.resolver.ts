import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Series } from '../series/series.type.js';
import { SeriesArticlesArgs } from './article.inputs.js';
import { listArticles } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Series)
export class SeriesArticlesResolver {
  @FieldResolver(() => ArticleConnection, { description: 'The articles of the series.' })
  articles(
    @Root() series: Series,
    @Args(() => SeriesArticlesArgs) { filter, ...args }: SeriesArticlesArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnection> {
    return listArticles(
      context,
      { scope: { of: 'series', id: series.id }, filter: filter ?? null },
      args,
      info,
    );
  }
}
