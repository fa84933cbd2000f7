import { Field, InputType } from 'type-graphql';
import { formerName } from '../../../shared/former-name.js';
import { MAX_VALUES } from '../../../shared/lists/list-size.js';
import { MAX_REQUIRED } from './condition-limits.js';

@InputType({
  description:
    'A filter for tags, authors, series or references, each given by slug or ID, series also by title. Fields are combined (and). Unknown and former slugs match nothing.',
})
export class ReferenceFilter {
  @Field(() => [String], {
    nullable: true,
    description: `The article has at least one of these. An empty list matches nothing. At most ${MAX_VALUES}.`,
  })
  any?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article has all of these. At most ${MAX_REQUIRED}.`,
  })
  all?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article has none of these. At most ${MAX_VALUES}.`,
  })
  none?: string[] | null;
}

@InputType({
  description:
    'A filter for sections, given by slug or ID. Fields are combined (and). Unknown and former slugs match nothing.',
})
export class SectionsFilter {
  @Field(() => [String], {
    nullable: true,
    description: `The article is in one of these sections. An empty list matches nothing. At most ${MAX_VALUES}.`,
  })
  any?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The article is in none of these sections. At most ${MAX_VALUES}.`,
  })
  none?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'If true, a section does not include its descendants.',
  })
  isExact?: boolean | null;

  @Field(() => Boolean, { defaultValue: false, ...formerName('isExact') })
  exact?: boolean;
}

/** Returns true if the sections of a filter do not include their descendants. */
export function excludesDescendants({ isExact, exact = false }: SectionsFilter): boolean {
  return isExact ?? exact;
}

@InputType({ description: 'A filter for what search engines may do with pages. Fields are combined (and).' })
export class RobotsFilter {
  @Field(() => Boolean, { nullable: true, description: 'True for pages that search engines may show.' })
  isIndexed?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for pages of which search engines may follow the links.',
  })
  isFollowed?: boolean | null;
}
