import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Tag } from './tag.type.js';

@Resolver(() => Article)
export class ArticleTagsResolver {
  @Preload((articles: readonly Article[], _args, { tags }: Context) =>
    tags.ofArticle.preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Tag], { description: "The tags of the article, in the editor's order." })
  tags(@Root() article: Article, @Ctx() { tags }: Context): MaybePromise<Tag[]> {
    return tags.ofArticle.load(article.id);
  }
}
