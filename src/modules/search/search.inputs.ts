import { ArgsType, Field, Int } from 'type-graphql';
import { EXCLUDE_ARG, Exclude } from '../../shared/exclusion/exclude.input.js';
import { UNIQUE_ARG, Unique } from '../../shared/exclusion/unique.input.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { SearchMode } from './query/search-mode.js';
import { SearchOrder } from './search.type.js';
import { MAX_QUERY_LENGTH } from './search-query.js';
import { MAX_HALF_LIFE_DAYS } from './search-settings.js';

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

  @Field(() => Int, {
    nullable: true,
    description: `How fast articles lose relevance with age in the order RELEVANCE: the days after which one is half as likely to be wanted as the newest article; it is a quarter after three times, an eighth after seven times as many. 0 to ${MAX_HALF_LIFE_DAYS}; with 0, dates do not count. Defaults to the setting SEARCH_HALF_LIFE_DAYS of the site.`,
  })
  halfLifeDays?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Returns near copies of one story as one result in the order RELEVANCE: the best of them, whose `similar` lists the others. With false, each is a result.',
  })
  foldCopies!: boolean;
}
