import { FieldResolver, Resolver, Root } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';
import type { Site } from '../site/site.type.js';
import { FocalPoint, Image } from './image.type.js';

@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => UrlScalar)
  url(@Root() image: Image): string {
    return new URL(image.url, this.site.url).href;
  }

  @FieldResolver(() => FocalPoint, {
    nullable: true,
    description: 'The point to keep in view when the picture is cropped. Null if none is set.',
  })
  focalPoint(@Root() { focalX, focalY }: Image): FocalPoint | null {
    return focalX == null || focalY == null ? null : { x: focalX, y: focalY };
  }
}
