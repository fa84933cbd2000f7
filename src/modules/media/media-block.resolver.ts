import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Media } from '../article/block.type.js';

@Resolver(() => Media)
export class BlockMediaResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'The duration in seconds. Null unless the media library has the first file and knows its duration.',
  })
  duration(@Root() { url }: Media, @Ctx() { images }: Context): MaybePromise<number | null> {
    return mapMaybePromise(images.media.load({ url }), (file) => file?.duration ?? null);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The size of the first file in bytes. Null unless the media library has it.',
  })
  bytes(@Root() { url }: Media, @Ctx() { images }: Context): MaybePromise<number | null> {
    return mapMaybePromise(images.media.load({ url }), (file) => file?.bytes ?? null);
  }
}
