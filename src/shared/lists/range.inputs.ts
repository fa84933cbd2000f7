import { Field, InputType, Int } from 'type-graphql';

@InputType({ description: 'A range of times.' })
export class DateTimeRange {
  @Field(() => Date, {
    nullable: true,
    description: 'At this time or later, e.g. 2026-01-31T08:00:00Z. A date alone is refused.',
  })
  after?: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Before this time, e.g. 2026-01-31T08:00:00Z. A date alone is refused.',
  })
  before?: Date | null;
}

@InputType({ description: 'A range of numbers.' })
export class IntRange {
  @Field(() => Int, { nullable: true, description: 'At least this.' })
  min?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most this.' })
  max?: number | null;
}
