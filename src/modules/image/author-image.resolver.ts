import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Author } from '../author/author.type.js';
import type { ImageContext } from './image.loaders.js';
import { Image } from './image.type.js';

@Resolver(() => Author)
export class AuthorImageResolver {
  @FieldResolver(() => Image, { nullable: true, description: 'A portrait of the author.' })
  image(@Root() { imageId }: Author, @Ctx() { images }: ImageContext): MaybePromise<Image | null> {
    return imageId === null ? null : images.byId.load(imageId);
  }
}
