import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A box that pages show.' })
export class SiteBoxInput {
  @Field(() => String, {
    description:
      'The key by which front ends find the box: capital letters, digits and underscores, at most 50. MOST_POPULAR, RELATED, NEWSLETTER and SEARCH are the usual ones.',
  })
  key!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The heading, as plain text of at most 200 characters. Null for none.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The text below the heading, as plain text of at most 1,000 characters. Null for none.',
  })
  text?: string | null;

  /** ID or slug. The module of newsletters declares the field. */
  newsletter?: string | null;
}
