import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Section } from '../section/section.type.js';
import { ArticlesArgs } from './article.inputs.js';
import { listArticles } from './article.loaders.js';
import { ArticleConnection } from './article.type.js';

@Resolver(() => Section)
export class SectionArticlesResolver {
  @FieldResolver(() => ArticleConnection, {
    description:
      'The articles of the section and its descendants, whether it is their primary section or not.',
  })
  articles(
    @Root() section: Section,
    @Args(() => ArticlesArgs) { filter, ...args }: ArticlesArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnection> {
    return listArticles(
      context,
      { scope: { of: 'section', id: section.id }, filter: filter ?? null },
      args,
      info,
    );
  }
}
