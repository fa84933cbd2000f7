import { Field, Float, Int, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

@ObjectType({ description: 'The point of a picture to keep in view when it is cropped.' })
export class FocalPoint {
  @Field(() => Float, { description: 'The horizontal position, from 0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: 'The vertical position, from 0 (top) to 1 (bottom).' })
  y!: number;
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

  @Field(() => Int, { nullable: true, description: 'The width in pixels, if known.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'The height in pixels, if known.' })
  height!: number | null;

  /** Focal point; undefined for a picture within a body. */
  focalX?: number | null;
  focalY?: number | null;
}
