import { Field, Float, Int, ObjectType } from 'type-graphql';
import { getLibraryPath, isLibraryUrl, toSourceUrl } from '../../media/media-urls.js';
import { UrlScalar } from '../../shared/scalars.js';

@ObjectType({ description: 'The point of a picture to keep in view when it is cropped.' })
export class FocalPoint {
  @Field(() => Float, { description: 'The horizontal position, from 0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: 'The vertical position, from 0 (top) to 1 (bottom).' })
  y!: number;
}

/** The library's data about the file of a picture. */
export interface MediaRow {
  /** Null if the file could not be read. */
  id: number | null;
  hash: string;
  /** Key in the media storage; null if only its size was read. */
  key: string | null;
  name: string;
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  thumbhash: string | null;
  dataUrl: string | null;
  dominantColor: string | null;
  isAnimated: boolean;
  /** Seconds of audio or video. */
  duration: number | null;
  alt: string;
  caption: string | null;
  credit: string | null;
  license: string | null;
  focalX: number | null;
  focalY: number | null;
  /** Time at which the right to show the file ends, as ISO 8601. */
  expiresAt: string | null;
  /** Milliseconds until then by the clock of the database, at the moment of the read. */
  expiresInMs: number | null;
  /** The same as a time of this process's monotonic clock: see withEnd. Null if it does not end. */
  endsAt: number | null;
  createdAt: string;
  updatedAt: string;
  /** Why the file could not be read. */
  error: string | null;
}

@ObjectType({ description: 'A picture in one of its uses, with the texts that belong to that use.' })
export class Image {
  /** Stored URL: absolute, or relative to the site. */
  @Field(() => UrlScalar, { description: 'The absolute URL of the picture.' })
  url!: string;

  @Field(() => String, {
    description: 'A text alternative for people who cannot see the picture. Empty for a decoration.',
  })
  alt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The caption, as plain text. Null if there is none.',
  })
  caption!: string | null;

  @Field(() => String, { nullable: true, description: 'The creator or rights holder of the picture.' })
  credit!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The width in pixels. Null for a picture that the gateway has not read; `sizeError` says why if it tried.',
  })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'The height in pixels. Null where `width` is.' })
  height!: number | null;

  /** License of the use, or of its file; undefined for a picture within a body. */
  license?: string | null;
  /** True if the use shows the text alternative of the file. */
  hasFileAlt?: boolean;
  /** Database ID; undefined for a picture within a body. */
  id?: number;
  /** Focal point; undefined for a picture within a body. */
  focalX?: number | null;
  focalY?: number | null;
  /** The library's data about the file; null for none, and undefined if it was not loaded. */
  media?: MediaRow | null;
}

/**
 * Returns the stored URL of a picture. If the bytes of a library file were replaced, returns the path of the
 * present ones.
 */
export function getImageUrl({ url }: Pick<Image, 'url'>, media: MediaRow | null | undefined): string {
  if (media?.key == null || !isLibraryUrl(url)) return url;
  const path = getLibraryPath(media.key);
  return toSourceUrl(url) === path ? url : path;
}

/** Returns the size of a picture: that of the file if it was read, else the one that its use names. */
export function getImageSize(
  { width, height }: Pick<Image, 'width' | 'height'>,
  media: MediaRow | null | undefined,
): { width: number; height: number } | null {
  if (media?.width && media.height) return { width: media.width, height: media.height };
  return width && height ? { width, height } : null;
}

/** Texts of a picture. */
type ImageTexts = Pick<Image, 'alt' | 'caption' | 'credit'> & { license: string | null };

/** Returns the texts of a use: its own, else those of the file. An empty one of its own is none. */
export function getTexts(
  { alt, hasFileAlt, caption, credit, license = null }: Pick<Image, keyof ImageTexts | 'hasFileAlt'>,
  media: MediaRow | null | undefined,
): ImageTexts {
  const file = media?.id == null ? null : media;
  return {
    alt: hasFileAlt && file ? file.alt : alt,
    caption: (caption ?? file?.caption) || null,
    credit: (credit ?? file?.credit) || null,
    license: (license ?? file?.license) || null,
  };
}

/** Returns the focal point of a picture: that of its use, else that of the file. */
export function getFocalPoint(
  { focalX, focalY }: Pick<Image, 'focalX' | 'focalY'>,
  media: MediaRow | null | undefined,
): FocalPoint | null {
  if (focalX != null && focalY != null) return { x: focalX, y: focalY };
  return media?.focalX != null && media.focalY != null ? { x: media.focalX, y: media.focalY } : null;
}
