import { ArgsType, Field } from 'type-graphql';
import { ArticleFilter, FILTER_ARG } from '../../shared/article-filter/article-filter.js';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { ArticleOrder } from './article.type.js';

/** Arguments of the articles of a section, tag or author. */
@ArgsType()
export class ArticleListArgs extends ConnectionArgs {
  @Field(() => ArticleOrder, {
    defaultValue: ArticleOrder.NEWEST,
    description: 'How the list is sorted; a cursor is good in one order only.',
  })
  orderBy!: ArticleOrder;
}

@ArgsType()
export class ArticlesArgs extends ArticleListArgs {
  @Field(() => ArticleFilter, { nullable: true, ...FILTER_ARG })
  filter?: ArticleFilter | null;
}
