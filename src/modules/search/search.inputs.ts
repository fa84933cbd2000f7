import { ArgsType, Field } from 'type-graphql';
import { EXCLUDE_ARG, Exclude } from '../../shared/exclusion/exclude.input.js';
import { UNIQUE_ARG, Unique } from '../../shared/exclusion/unique.input.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { SearchMode } from './query/search-mode.js';
import { SearchOrder } from './search.type.js';
import { MAX_QUERY_LENGTH } from './search-query.js';

@ArgsType()
export class SearchArgs extends ForwardConnectionArgs {
  @Field(() => String, {
    description: `The words to search for; the mode decides whether all must occur. Use "quotes" for a phrase, OR between alternatives and a minus before words to exclude. At most ${MAX_QUERY_LENGTH} characters.`,
  })
  query!: string;

  @Field(() => SearchMode, {
    defaultValue: SearchMode.RELAXED,
    description: 'Which of the words an article must have.',
  })
  mode!: SearchMode;

  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;

  @Field(() => Exclude, EXCLUDE_ARG)
  exclude?: Exclude | null;

  @Field(() => Unique, UNIQUE_ARG)
  unique?: Unique | null;

  @Field(() => SearchOrder, {
    defaultValue: SearchOrder.RELEVANCE,
    description: 'The order of the results. A cursor is valid only in the order it was created in.',
  })
  orderBy!: SearchOrder;
}
