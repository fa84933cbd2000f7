import { Field, Int, ObjectType } from 'type-graphql';
import { UrlScalar } from '../../shared/scalars.js';

@ObjectType({ description: 'A picture of an article that has no text alternative.' })
export class PictureWithoutAlt {
  @Field(() => UrlScalar, { description: 'The absolute URL of the picture.' })
  url!: string;

  @Field(() => Boolean, { description: 'True for the lead picture, false for a picture of the body.' })
  isLead!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'The number among all pictures of the body, from 1. Null for the lead picture.',
  })
  number!: number | null;
}
