import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Image } from './image.type.js';

@Resolver(() => Article)
export class ArticleImageResolver {
  @Preload((articles: readonly Article[], _args, { images }: Context) =>
    images.byId.preload(articles.flatMap(({ imageId }) => imageId ?? [])),
  )
  @FieldResolver(() => Image, { nullable: true, description: 'The lead picture.' })
  image(@Root() { imageId }: Article, @Ctx() { images }: Context): MaybePromise<Image | null> {
    return imageId === null ? null : images.byId.load(imageId);
  }
}
