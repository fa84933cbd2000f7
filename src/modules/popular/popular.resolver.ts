import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PopularArgs, RecordViewInput } from './popular.inputs.js';
import type { PopularContext } from './popular.loaders.js';
import { PopularArticle, RecordViewPayload } from './popular.type.js';
import type { ViewCounter } from './views/view-counter.service.js';
import type { Visitor } from './views/visitor.js';

/** What popular lists need of a request. */
export interface PopularResolverContext extends PopularContext {
  visitor: Visitor;
  sections: { ids: { findBySlugs(slugs: string[]): Promise<number[]> } };
}

@Resolver(() => PopularArticle)
export class PopularResolver {
  constructor(private readonly views: ViewCounter) {}

  @Query(() => [PopularArticle], {
    description:
      'What is read most. Follows readers within seconds; articles that nobody read are not in it.',
  })
  async popular(
    @Args(() => PopularArgs) { section, ...args }: PopularArgs,
    @Ctx() { popular, sections }: PopularResolverContext,
  ): Promise<PopularArticle[]> {
    return popular.list(args, section == null ? null : await sections.ids.findBySlugs([section]));
  }

  @Mutation(() => RecordViewPayload, {
    description:
      "Call it from the reader's browser when it shows an article: who they are is told by the address and name of " +
      'their browser, of which no more than a digest is kept, for no longer than a day. No key is needed.',
  })
  async recordView(
    @Arg('input', () => RecordViewInput, { description: 'Which article is looked at.' }) {
      slug,
    }: RecordViewInput,
    @Ctx() { visitor }: PopularResolverContext,
  ): Promise<RecordViewPayload> {
    return { recorded: await this.views.record(slug, visitor) };
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'The rank in the span before: for DAY the 24 clock hours before those of the list, and so on; for ALL the ' +
      'list as it stood 24 hours ago, for TRENDING 6 hours ago. Among the articles that can be listed now. Null ' +
      'when it was not read then.',
  })
  previousRank(
    @Root() { article, list, previousScore }: PopularArticle,
    @Ctx() { popular }: PopularResolverContext,
  ): Promise<number> | null {
    return previousScore > 0 ? popular.previousRank.load({ list, articleId: article.id }) : null;
  }
}
