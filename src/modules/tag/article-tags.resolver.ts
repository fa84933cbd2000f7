import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { TagContext } from './tag.loaders.js';
import { Tag } from './tag.type.js';

@Resolver(() => Article)
export class ArticleTagsResolver {
  @FieldResolver(() => [Tag], { description: 'In the order in which the editor gave them.' })
  tags(@Root() article: Article, @Ctx() { tags }: TagContext): MaybePromise<Tag[]> {
    return tags.ofArticle.load(article.id);
  }
}
