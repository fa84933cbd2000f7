import { GraphQLURL } from 'graphql-scalars';
import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { Site } from '../site/site.type.js';
import { FocalPoint, Image } from './image.type.js';

@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => GraphQLURL)
  url(@Root() image: Image): string {
    return new URL(image.url, this.site.url).href;
  }

  @FieldResolver(() => FocalPoint, {
    nullable: true,
    description: 'What to keep in view when it is cropped; null when nobody set it.',
  })
  focalPoint(@Root() { focalX, focalY }: Image): FocalPoint | null {
    return focalX == null || focalY == null ? null : { x: focalX, y: focalY };
  }
}
