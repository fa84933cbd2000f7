import { Field, InputType, ObjectType } from 'type-graphql';

/** Columns of a page that search engines obey. Null means false. */
export interface RobotsColumns {
  noindex: boolean | null;
  nofollow: boolean | null;
}

@ObjectType({ description: 'What search engines may do with a page.' })
export class Robots {
  @Field(() => Boolean, {
    description: 'True if search engines may show the page. Pages that they may not show are in no sitemap.',
  })
  isIndexed!: boolean;

  @Field(() => Boolean, { description: 'True if search engines may follow the links of the page.' })
  isFollowed!: boolean;
}

@InputType({ description: 'What search engines may do with a page. Omitted fields do not change.' })
export class RobotsInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'True if search engines may show the page. Null for true.',
  })
  isIndexed?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True if search engines may follow the links of the page. Null for true.',
  })
  isFollowed?: boolean | null;
}

export const ROBOTS_FIELD = {
  description:
    "What search engines may do with the page, as editors set it. `seo.robots` has the site's too.",
};

export const ROBOTS_INPUT = {
  nullable: true,
  description: 'What search engines may do with the page. Null allows everything.',
} as const;

export function toRobots({ noindex, nofollow }: RobotsColumns): Robots {
  return { isIndexed: noindex !== true, isFollowed: nofollow !== true };
}

/** Returns the columns that an input sets; null allows everything, omitted fields are not returned. */
export function toRobotsColumns(input: RobotsInput | null | undefined): Partial<RobotsColumns> {
  if (input === null) return { noindex: null, nofollow: null };
  const { isIndexed, isFollowed } = input ?? {};
  return {
    ...(isIndexed !== undefined && { noindex: isIndexed === false || null }),
    ...(isFollowed !== undefined && { nofollow: isFollowed === false || null }),
  };
}

/** Returns the content of `<meta name="robots">`. Search engines may show large pictures of an indexed page. */
export function formatRobots({ noindex, nofollow }: RobotsColumns): string {
  const links = nofollow ? 'nofollow' : 'follow';
  return noindex ? `noindex, ${links}` : `index, ${links}, max-image-preview:large`;
}
