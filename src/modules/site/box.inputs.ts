import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The texts of a box in a further language of the site.' })
export class BoxTranslationInput {
  @Field(() => String, {
    description: 'The BCP 47 tag of a further language of the site. INVALID for the primary language.',
  })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The heading, as plain text of at most 200 characters. That of the primary language stands in for a missing one.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The text below the heading, as plain text of at most 1,000 characters.',
  })
  text?: string | null;
}

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

  @Field(() => [BoxTranslationInput], {
    nullable: true,
    description: 'The texts in further languages of the site, which replace those that the box has.',
  })
  translations?: BoxTranslationInput[] | null;

  /** ID or slug. The module of newsletters declares the field. */
  newsletter?: string | null;
}
