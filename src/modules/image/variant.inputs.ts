import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

export enum ImageFit {
  COVER = 'cover',
  CONTAIN = 'contain',
}

registerEnumType(ImageFit, {
  name: 'ImageFit',
  description: 'How a picture is fitted into a width and height that have another aspect ratio.',
  valuesConfig: {
    COVER: { description: 'Crops the picture so that it fills both.' },
    CONTAIN: {
      description: 'Scales the whole picture so that it fits into both. Nothing is added around it.',
    },
  },
});

export enum ImageCrop {
  FOCAL = 'focal',
  ENTROPY = 'entropy',
}

registerEnumType(ImageCrop, {
  name: 'ImageCrop',
  description: 'The part of a picture that a crop keeps.',
  valuesConfig: {
    FOCAL: { description: 'The part around the focal point, or around the center if none is set.' },
    ENTROPY: { description: 'The part with most detail.' },
  },
});

export enum ImageFormat {
  AUTO = 'auto',
  AVIF = 'avif',
  WEBP = 'webp',
  JPEG = 'jpeg',
}

registerEnumType(ImageFormat, {
  name: 'ImageFormat',
  description: 'The file format of a variant.',
  valuesConfig: {
    AUTO: {
      description:
        'AVIF or WebP if the `accept` header of the request for the picture names it, else JPEG, or PNG for a picture with transparency. AVIF has at most 5 megapixels, WebP 10.',
    },
    AVIF: { description: 'AVIF. WebP for more than 5 megapixels, JPEG or PNG for more than 10.' },
    WEBP: { description: 'WebP. JPEG for more than 10 megapixels, or PNG for a picture with transparency.' },
    JPEG: { description: 'JPEG; transparency becomes white. For mails and social networks.' },
  },
});

export const VARIANT_LIMITS = { side: 8_192, widths: 12, quality: 100 };

@ArgsType()
class VariantOptions {
  @Field(() => ImageCrop, { defaultValue: ImageCrop.FOCAL, description: 'The part that a crop keeps.' })
  crop!: ImageCrop;

  @Field(() => ImageFormat, { defaultValue: ImageFormat.AUTO, description: 'The file format.' })
  format!: ImageFormat;

  @Field(() => Int, { nullable: true, description: 'The quality from 1 to 100. Defaults to 75.' })
  quality?: number | null;
}

@ArgsType()
export class VariantArgs extends VariantOptions {
  @Field(() => Int, {
    nullable: true,
    description: 'The maximum width in pixels, from 1 to 8,192. If omitted, it follows from the height.',
  })
  width?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The maximum height in pixels, from 1 to 8,192. If omitted, it follows from the width.',
  })
  height?: number | null;

  @Field(() => ImageFit, {
    defaultValue: ImageFit.COVER,
    description: 'How the picture is fitted if both width and height are given.',
  })
  fit!: ImageFit;
}

@ArgsType()
export class SrcSetArgs extends VariantOptions {
  @Field(() => [Int], {
    nullable: true,
    description:
      'Up to 12 widths in pixels; those above the width of the picture are left out. Defaults to 320, 640, 960, 1280, 1920 and 2560.',
  })
  widths?: number[] | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Width divided by height of all variants, e.g. 1.5, by cropping. Defaults to that of the picture.',
  })
  aspectRatio?: number | null;
}

@ObjectType({
  description: 'A picture in another size or format. It is made at the first request for its URL.',
})
export class ImageVariant {
  @Field(() => UrlScalar, {
    description: 'The absolute URL of the variant, which is signed and never changes.',
  })
  url!: string;

  @Field(() => Int, { description: 'The width in pixels. Never more than that of the picture.' })
  width!: number;

  @Field(() => Int, { description: 'The height in pixels. Never more than that of the picture.' })
  height!: number;
}
