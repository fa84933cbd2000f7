import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';

@InputType({ description: 'Filters for audit entries. An entry must match all of them.' })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: 'The name or the readable prefix of an API key.' })
  key?: string | null;

  @Field(() => String, { nullable: true, description: 'The name of a mutation.' })
  action?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The global ID of the target, even if the target no longer exists.',
  })
  target?: string | null;

  @Field(() => Date, { nullable: true, description: 'Only entries at or after this time.' })
  since?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Only entries before this time.' })
  until?: Date | null;
}

@ArgsType()
export class AuditArgs extends ForwardConnectionArgs {
  @Field(() => AuditFilter, {
    nullable: true,
    description: 'Only entries that match all the filters. Returns every entry if omitted.',
  })
  filter?: AuditFilter | null;
}
