import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import type { Site } from '../site/site.type.js';
import { Image } from './image.type.js';
import { buildVariant, type PictureUrls } from './image-variant.type.js';
import { ImageVariant, SrcSetArgs, VARIANT_LIMITS, VariantArgs } from './variant.inputs.js';

/** Widths of `srcSet`: from phones to large screens with two pixels per point. */
const DEFAULT_WIDTHS = [320, 640, 960, 1280, 1920, 2560];
const ASPECT_RATIOS = { min: 0.1, max: 10 };

@Resolver(() => Image)
export class ImageVariantsResolver {
  private readonly urls: PictureUrls;

  constructor(site: Site, media: MediaUrls) {
    this.urls = { siteUrl: site.url, media };
  }

  @FieldResolver(() => ImageVariant, {
    nullable: true,
    description:
      "The picture in another size or format, never enlarged. Null for an SVG or an animation, and for a picture of another server unless the site's configuration names an image service.",
  })
  variant(
    @Root() image: Image,
    @Args(() => VariantArgs) args: VariantArgs,
    @Ctx() { images }: Context,
  ): MaybePromise<ImageVariant | null> {
    const { width, height, quality } = args;
    assertRange('width', width, VARIANT_LIMITS.side);
    assertRange('height', height, VARIANT_LIMITS.side);
    assertRange('quality', quality, VARIANT_LIMITS.quality);
    return mapMaybePromise(images.media.load(image), (media) =>
      buildVariant({ ...image, media }, args, this.urls),
    );
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The value of the `srcset` attribute, e.g. with `sizes="(min-width: 60em) 40em, 100vw"` beside it. Null where `variant` is.',
  })
  srcSet(
    @Root() image: Image,
    @Args(() => SrcSetArgs) args: SrcSetArgs,
    @Ctx() { images }: Context,
  ): MaybePromise<string | null> {
    const { aspectRatio } = args;
    const widths = args.widths ?? DEFAULT_WIDTHS;
    if (widths.length === 0 || widths.length > VARIANT_LIMITS.widths)
      throw new BadUserInputError(`widths: give 1 to ${VARIANT_LIMITS.widths} widths, not ${widths.length}.`);
    for (const width of widths) assertRange('widths', width, VARIANT_LIMITS.side);
    assertRange('quality', args.quality, VARIANT_LIMITS.quality);
    if (aspectRatio != null && !(aspectRatio >= ASPECT_RATIOS.min && aspectRatio <= ASPECT_RATIOS.max))
      throw new BadUserInputError(
        `aspectRatio: ${aspectRatio} is not from ${ASPECT_RATIOS.min} to ${ASPECT_RATIOS.max}.`,
      );
    return mapMaybePromise(images.media.load(image), (media) => {
      const candidates = new Map<number, string>();
      for (const width of [...widths].sort((a, b) => a - b)) {
        const height = aspectRatio == null ? null : Math.max(1, Math.round(width / aspectRatio));
        const variant = buildVariant({ ...image, media }, { ...args, width, height }, this.urls);
        if (variant) candidates.set(variant.width, `${variant.url} ${variant.width}w`);
      }
      return candidates.size === 0 ? null : [...candidates.values()].join(', ');
    });
  }
}

function assertRange(name: string, value: number | null | undefined, max: number): void {
  if (value != null && !(value >= 1 && value <= max))
    throw new BadUserInputError(`${name}: ${value} is not a number from 1 to ${max}.`);
}
