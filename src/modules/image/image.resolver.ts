import { createHash } from 'node:crypto';
import { Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { isLibraryUrl, type MediaUrls } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { UrlScalar } from '../../shared/scalars.js';
import type { Site } from '../site/site.type.js';
import { FocalPoint, getFocalPoint, getImageSize, getImageUrl, Image, type MediaRow } from './image.type.js';

/** Characters of the ID of a picture: 132 bits. */
const ID_LENGTH = 22;
/** Only an SVG may do without a size. */
const NO_SIZE = 'The SVG has no width and height, and no viewBox.';

@Resolver(() => Image)
export class ImageResolver {
  constructor(
    private readonly site: Site,
    private readonly urls: MediaUrls,
  ) {}

  @FieldResolver(() => ID, {
    description:
      'The ID of the picture, unique in the whole graph. It changes when the file or the texts of the use change. Uses with the same file and texts have the same ID. `node` does not resolve it.',
  })
  id(@Root() { url, alt, caption, credit, width, height, focalX, focalY }: Image): string {
    const content = JSON.stringify([url, alt, caption, credit, width, height, focalX, focalY]);
    return createHash('sha256').update(content).digest('base64url').slice(0, ID_LENGTH);
  }

  @FieldResolver(() => UrlScalar)
  url(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<string> {
    const resolve = (url: string) => this.urls.resolve(url, this.site.url);
    if (!isLibraryUrl(image.url)) return resolve(image.url);
    return mapMaybePromise(images.media.load(image), (media) => resolve(getImageUrl(image, media)));
  }

  @FieldResolver(() => Int)
  width(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<number | null> {
    return mapMaybePromise(images.media.load(image), (media) => getImageSize(image, media)?.width ?? null);
  }

  @FieldResolver(() => Int)
  height(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<number | null> {
    return mapMaybePromise(images.media.load(image), (media) => getImageSize(image, media)?.height ?? null);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The reason why the size is not known, as a sentence, e.g. that the file could not be read. Null if it is known, or if the gateway has not read the file.',
  })
  sizeError(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<string | null> {
    return mapMaybePromise(images.media.load(image), (media) => {
      const isSizeless = media?.id != null && !getImageSize(image, media);
      return media?.error ?? (isSizeless ? NO_SIZE : null);
    });
  }

  @FieldResolver(() => String)
  credit(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return image.credit ?? readFileText('credit', image, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The license under which the picture is shown, e.g. CC BY 4.0.',
  })
  license(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return image.license ?? readFileText('license', image, context);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time at which the right to show the file ends, and the picture disappears. Null if it does not end.',
  })
  expiresAt(@Root() image: Image, @Ctx() context: Context): MaybePromise<Date | null> {
    return mapMaybePromise(readMedia('expiresAt', image, context), (at) =>
      at === null ? null : new Date(at),
    );
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The media type, read from the bytes, e.g. image/webp. Null if the file was not read.',
  })
  mimeType(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return readMedia('mimeType', image, context);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The size of the file in bytes. Null if the file was not read.',
  })
  bytes(@Root() image: Image, @Ctx() context: Context): MaybePromise<number | null> {
    return readMedia('bytes', image, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The base64 of a thumbhash: about 25 bytes from which a script draws a blurred placeholder. Null for an SVG.',
  })
  thumbhash(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return readMedia('thumbhash', image, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A data URL of the picture with at most 16 × 16 pixels, about 200 characters, to be shown behind it while it loads. Null for an SVG and for a picture with transparency.',
  })
  dataUrl(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return readMedia('dataUrl', image, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The average color as #rrggbb. Null for an SVG.',
  })
  dominantColor(@Root() image: Image, @Ctx() context: Context): MaybePromise<string | null> {
    return readMedia('dominantColor', image, context);
  }

  @FieldResolver(() => FocalPoint, {
    nullable: true,
    description:
      'The point to keep in view when the picture is cropped: that of this use, else that of the file. Null if none is set.',
  })
  focalPoint(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<FocalPoint | null> {
    const own = getFocalPoint(image, null);
    return own ?? mapMaybePromise(images.media.load(image), (media) => getFocalPoint(image, media));
  }
}

/** Returns a text of the file for a picture that was not loaded with it: see getTexts for the others. */
function readFileText(
  name: 'credit' | 'license',
  image: Image,
  context: Context,
): MaybePromise<string | null> {
  return image.id === undefined ? readMedia(name, image, context) : null;
}

/** Returns a property of the file; null if it was not read. */
function readMedia<Name extends keyof MediaRow>(
  name: Name,
  image: Image,
  { images }: Context,
): MaybePromise<MediaRow[Name] | null> {
  return mapMaybePromise(images.media.load(image), (media) => (media?.id != null ? media[name] : null));
}
