import { Field, Float, InputType } from 'type-graphql';

/** Reason of the deprecation of the two fields that FocalPointInput replaces. */
export const FOCAL_POINT_DEPRECATION = 'Give `focalPoint`, which has both. Removed after 2027-06-01.';

@InputType({ description: 'The point of a picture to keep in view when it is cropped.' })
export class FocalPointInput {
  @Field(() => Float, { description: 'The horizontal position, from 0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: 'The vertical position, from 0 (top) to 1 (bottom).' })
  y!: number;
}

/** Focal point of an input, under its name and under the deprecated ones. */
export interface FocalPointFields {
  focalPoint?: FocalPointInput | null;
  focalX?: number | null;
  focalY?: number | null;
}

/** Returns the focal point of an input as columns; those that it leaves out are missing. */
export function readFocalPoint({ focalPoint, focalX, focalY }: FocalPointFields): {
  focalX?: number | null;
  focalY?: number | null;
} {
  if (focalPoint !== undefined) return { focalX: focalPoint?.x ?? null, focalY: focalPoint?.y ?? null };
  return { ...(focalX !== undefined && { focalX }), ...(focalY !== undefined && { focalY }) };
}
