import { Field, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'The heading and text of a box that pages show, such as the most popular articles. A front end finds it by its key and adds what belongs in it.',
})
export class SiteBox {
  @Field(() => String, {
    description:
      'The key by which front ends find the box. MOST_POPULAR, RELATED, NEWSLETTER and SEARCH are the usual ones.',
  })
  key!: string;

  @Field(() => String, { nullable: true, description: 'The heading, as plain text. Null for none.' })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The text below the heading, as plain text, e.g. the promise of a newsletter. Null for none.',
  })
  text!: string | null;

  /** The section that it was set for; null for the whole site. */
  sectionId!: number | null;
  /** Its own newsletter. */
  newsletterId!: number | null;
  /** The section on whose page it is shown; null for the whole site. */
  shownOnId!: number | null;
}

/** Key of the box that offers the newsletter of the page. */
export const NEWSLETTER_BOX = 'NEWSLETTER';
