import { Extensions, Field, InputType } from 'type-graphql';
import type { ClassOf } from '../../../fields/graphql-fields.js';
import type { Condition } from './condition.js';
import { CONDITIONS, type ConditionValues } from './conditions.js';
import { countConditions, MAX_CONDITIONS, MAX_DEPTH } from './filter-limits.js';

/** Description of every argument of type ArticleFilter. */
export const FILTER_ARG = {
  description: 'Only articles that match the filter. Defaults to all articles.',
};

const NEEDS_KEY = 'Requires an API key with the `preview` or `write` scope.';

@DeclareConditions(CONDITIONS)
@Extensions({ countConditions })
@InputType({
  description: `A filter for articles. Fields are combined (and), values in a list are alternatives (or). At most ${MAX_CONDITIONS} conditions in all, nested at most ${MAX_DEPTH} levels deep.`,
})
export class ArticleFilter extends (Object as ClassOf<ConditionValues>) {
  @Field(() => [ArticleFilter], {
    nullable: true,
    description: 'The article matches all of these filters.',
  })
  and?: ArticleFilter[] | null;

  @Field(() => [ArticleFilter], {
    nullable: true,
    description: 'The article matches at least one of these filters. An empty list matches nothing.',
  })
  or?: ArticleFilter[] | null;

  @Field(() => ArticleFilter, { nullable: true, description: 'The article does not match this filter.' })
  not?: ArticleFilter | null;
}

/** Decorates the input with conditions. modules/own-fields/schema-text.ts replaces the types of those on fields. */
function DeclareConditions(conditions: Record<string, Condition<unknown>>) {
  return ({ prototype }: { prototype: object }): void => {
    for (const [name, { type, description, isForEditors }] of Object.entries(conditions)) {
      const text = isForEditors ? `${description} ${NEEDS_KEY}` : description;
      Field(type, { nullable: true, description: text })(prototype, name);
    }
  };
}
