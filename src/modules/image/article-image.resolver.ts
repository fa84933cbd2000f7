import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import type { ImageContext } from './image.loaders.js';
import { Image } from './image.type.js';

@Resolver(() => Article)
export class ArticleImageResolver {
  @Preload((articles: readonly Article[], _args, { images }: ImageContext) =>
    images.byId.preload(articles.flatMap(({ imageId }) => imageId ?? [])),
  )
  @FieldResolver(() => Image, { nullable: true, description: 'The lead picture.' })
  image(@Root() { imageId }: Article, @Ctx() { images }: ImageContext): MaybePromise<Image | null> {
    return imageId === null ? null : images.byId.load(imageId);
  }
}
