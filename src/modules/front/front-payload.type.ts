import { Field, ID, Int, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';

@ObjectType({ description: 'The result of a write to a front.' })
export class FrontPayload {
  /** Null when the write was refused. */
  frontId!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the latest revision, to be passed as `expectedRevision`. Null if the write was refused.',
  })
  revision!: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the container that was added. Null if none was.',
  })
  containerId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The ID of the card that was pinned. Null if none was.' })
  cardId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the write succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting a front.' })
export class DeleteFrontPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the deleted front. Null if the write was refused.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the front was deleted.' })
  userErrors!: UserError[];
}
