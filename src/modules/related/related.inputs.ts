import { ArgsType, Field, Int } from 'type-graphql';
import { EXCLUDE_ARG, Exclude } from '../../shared/exclusion/exclude.input.js';
import { UNIQUE_ARG, Unique } from '../../shared/exclusion/unique.input.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { MAX_RELATED } from './index/related-lists.js';

@ArgsType()
export class RelatedArgs {
  @Field(() => Int, {
    defaultValue: 6,
    description: `Returns at most this many articles, 0 to ${MAX_RELATED}.`,
  })
  first!: number;

  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;

  @Field(() => Exclude, EXCLUDE_ARG)
  exclude?: Exclude | null;

  @Field(() => Unique, UNIQUE_ARG)
  unique?: Unique | null;
}
