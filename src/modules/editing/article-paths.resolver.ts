import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Article } from '../article/article.type.js';

/** Resolves the paths of an article as editors set them, whatever the perspective of the request is. */
@Resolver(() => Article)
export class ArticlePathsResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'True if the latest revision fixes the path; false if it follows from the primary section and the slug. Requires an API key with the `preview` or `write` scope.',
  })
  async isPathFixed(@Root() { id }: Article, @Ctx() { articlePaths }: Context): Promise<boolean | null> {
    return (await articlePaths.byId.load(id))?.isPathFixed ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The former paths that the latest revision names. Paths at which the article was public redirect too. Requires an API key with the `preview` or `write` scope.',
  })
  async aliases(@Root() { id }: Article, @Ctx() { articlePaths }: Context): Promise<string[] | null> {
    return (await articlePaths.byId.load(id))?.aliases ?? null;
  }
}
