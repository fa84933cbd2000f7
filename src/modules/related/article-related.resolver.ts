import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { RelatedArgs } from './related.inputs.js';
import type { RelatedContext } from './related.loaders.js';
import { RelatedArticle } from './related.type.js';

@Resolver(() => Article)
export class ArticleRelatedResolver {
  @FieldResolver(() => [RelatedArticle], {
    description:
      "Editor's pins first, then by score. Never the article itself, never something unpublished. A change of an article shows within a second or two.",
  })
  related(
    @Root() article: Article,
    @Args(() => RelatedArgs) args: RelatedArgs,
    @Ctx() { related }: RelatedContext,
  ): MaybePromise<RelatedArticle[]> {
    return related.listRelated(article, args);
  }
}
