import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';

@InputType({ description: 'Different fields narrow (and).' })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: 'Name of a key, or its readable start.' })
  key?: string | null;

  @Field(() => String, { nullable: true, description: "A mutation's name." })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'What it was done to; also of a thing that is gone.' })
  target?: string | null;

  @Field(() => Date, { nullable: true, description: 'At this moment or later.' })
  since?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this moment.' })
  until?: Date | null;
}

@ArgsType()
export class AuditArgs extends ForwardConnectionArgs {
  @Field(() => AuditFilter, {
    nullable: true,
    description: 'Only entries that meet all of it; any when left out.',
  })
  filter?: AuditFilter | null;
}
