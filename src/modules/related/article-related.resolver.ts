import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { RelatedArgs } from './related.inputs.js';
import { listRelated } from './related.loaders.js';
import { RelatedArticle } from './related.type.js';

@Resolver(() => Article)
export class ArticleRelatedResolver {
  @Preload((articles: readonly Article[], args: RelatedArgs, { related }: Context, info) =>
    related.preload(articles, args, info),
  )
  @FieldResolver(() => [RelatedArticle], {
    description:
      "The articles related to the article: editors' pins first, then by score. The article itself and unpublished articles are never included. Changes appear within a second or two.",
  })
  related(
    @Root() article: Article,
    @Args(() => RelatedArgs) args: RelatedArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<RelatedArticle[]> {
    return listRelated(context, article, args, info);
  }
}
