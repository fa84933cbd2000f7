import { GraphQLURL } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The point of a picture to keep in view when it is cropped.' })
export class FocalPoint {
  @Field(() => Float, { description: 'From 0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: 'From 0 (top) to 1 (bottom).' })
  y!: number;
}

@ObjectType({ description: 'A picture, as it is used in one place.' })
export class Image {
  /** As stored: absolute, or relative to the site. */
  @Field(() => GraphQLURL, { description: 'Absolute address of the picture.' })
  url!: string;

  @Field(() => String, {
    description: 'Says what the picture shows, for who cannot see it; empty for a decoration.',
  })
  alt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The words under the picture; plain text, null when there are none.',
  })
  caption!: string | null;

  @Field(() => String, { nullable: true, description: 'Who made the picture or owns its rights.' })
  credit!: string | null;

  @Field(() => Int, { nullable: true, description: 'In pixels, where known.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'In pixels, where known.' })
  height!: number | null;

  /** Unknown for a picture within a body. */
  focalX?: number | null;
  focalY?: number | null;
}
