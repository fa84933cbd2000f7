import { ArgsType, Field } from 'type-graphql';
import { ArticleFilter } from '../../shared/article-filter.js';
import { ConnectionArgs } from '../../shared/connection.js';
import { ArticleOrder } from './article.type.js';

/** Arguments of the articles of a section, tag or author. */
@ArgsType()
export class ArticlesOfArgs extends ConnectionArgs {
  @Field(() => ArticleOrder, { defaultValue: ArticleOrder.NEWEST })
  orderBy!: ArticleOrder;
}

@ArgsType()
export class ArticlesArgs extends ArticlesOfArgs {
  @Field(() => ArticleFilter, { nullable: true })
  filter?: ArticleFilter | null;
}
