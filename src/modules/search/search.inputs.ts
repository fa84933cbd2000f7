import { ArgsType, Field } from 'type-graphql';
import { ArticleFilter, FILTER_ARG } from '../../shared/article-filter/article-filter.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { MAX_QUERY_LENGTH } from './search-query.js';

@ArgsType()
export class SearchArgs extends ForwardConnectionArgs {
  @Field(() => String, {
    description: `Words that must all be there, in any form; "words in quotes" as they stand, OR between alternatives, a minus before what must not be there. At most ${MAX_QUERY_LENGTH} characters.`,
  })
  query!: string;

  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;
}
