import { Field, InputType, ObjectType } from 'type-graphql';
import type { ArticleLimits } from '../../auth/article-limits.js';
import { ArticleKind } from '../../shared/article/article-kind.js';

@ObjectType({
  description:
    'The limits of the articles that an API key or identity may write, and whose drafts it may read. A field that is ' +
    'null does not limit. With limits, only mutations of articles, preview links and uploads are permitted.',
})
export class ApiKeyLimits {
  sectionIds!: number[] | null;

  @Field(() => [ArticleKind], { nullable: true, description: 'The kinds of the articles.' })
  kinds!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'The BCP 47 tags of the languages of the articles.' })
  languages!: string[] | null;

  @Field(() => Boolean, {
    description: 'True if the key created the articles, or its author is in their bylines.',
  })
  isOwnOnly!: boolean;
}

/** Converts stored limits; null for a key without. */
export function toApiKeyLimits(limits: ArticleLimits | null): ApiKeyLimits | null {
  if (!limits) return null;
  const { sections = null, kinds = null, languages = null, isOwnOnly = false } = limits;
  return Object.assign(new ApiKeyLimits(), { sectionIds: sections, kinds, languages, isOwnOnly });
}

@InputType({
  description:
    'The limits of the articles that an API key or identity may write, as they are before and after a change, in ' +
    'draft and published. It reads no other drafts. At least one field is given; one that is null does not limit.',
})
export class ApiKeyLimitsInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'The IDs or slugs of sections. All sections of an article are one of them, or below one. At most 100.',
  })
  sections?: string[] | null;

  @Field(() => [ArticleKind], { nullable: true, description: 'The kinds of the articles.' })
  kinds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "The BCP 47 tags of the languages of the articles. An article without a language has the site's. At most 100.",
  })
  languages?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for articles that the key created, or that have its author in the byline.',
  })
  isOwnOnly?: boolean | null;
}
