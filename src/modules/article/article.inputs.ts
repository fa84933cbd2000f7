import { ArgsType, Directive, Field, InputType } from 'type-graphql';
import { EXCLUDE_ARG, Exclude } from '../../shared/exclusion/exclude.input.js';
import { UNIQUE_ARG, Unique } from '../../shared/exclusion/unique.input.js';
import { NumberedConnectionArgs } from '../../shared/pagination/connection.js';
import { PathLookupInput } from '../../shared/references/lookup.js';
import { ArticleOrder } from './article.type.js';
import { ArticleFilter, FILTER_ARG } from './filter/article-filter.js';

@Directive('@oneOf')
@InputType({ description: 'A key of an article.' })
export class ArticleBy extends PathLookupInput {}

/** Arguments of a list of articles, without its order. */
@ArgsType()
abstract class ArticleListArgs extends NumberedConnectionArgs {
  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;

  @Field(() => Exclude, EXCLUDE_ARG)
  exclude?: Exclude | null;

  @Field(() => Unique, UNIQUE_ARG)
  unique?: Unique | null;
}

const ORDER_BY = 'The order of the list. A cursor is valid only in the order it was created in.';

@ArgsType()
export class ArticlesArgs extends ArticleListArgs {
  @Field(() => ArticleOrder, { defaultValue: ArticleOrder.NEWEST, description: ORDER_BY })
  orderBy!: ArticleOrder;
}

@ArgsType()
export class SeriesArticlesArgs extends ArticleListArgs {
  @Field(() => ArticleOrder, { defaultValue: ArticleOrder.PART, description: ORDER_BY })
  orderBy!: ArticleOrder;
}
