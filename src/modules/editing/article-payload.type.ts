import { Field, ID, Int, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { ArticleStatus } from '../../shared/article/article-status.js';

@ObjectType({ description: 'The result of a write to an article.' })
export class ArticlePayload {
  /** Losses of the body for readers; missing in stored responses of earlier versions, and without a body. */
  warnings?: string[];

  /** Null when the write was refused. */
  articleId!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the latest revision, to be passed as `expectedRevision`. Null if the write was refused.',
  })
  revision!: number | null;

  @Field(() => ArticleStatus, {
    nullable: true,
    description: 'The publication status after the write. Null if the write was refused.',
  })
  status!: ArticleStatus | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the write succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting an article.' })
export class DeleteArticlePayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the deleted article. Null if the write was refused.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the article was deleted.' })
  userErrors!: UserError[];
}
