import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { createExclusion } from '../../shared/exclusion/exclusion.js';
import { parseReferenceArgument } from '../../shared/references/reference.js';
import { PopularArgs, RecordViewInput } from './popular.inputs.js';
import { PopularArticle, RecordViewPayload } from './popular.type.js';
import type { ViewCounter } from './views/view-counter.service.js';
import { identifyVisitor } from './views/visitor.js';

@Resolver(() => PopularArticle)
export class PopularResolver {
  constructor(private readonly views: ViewCounter) {}

  @Query(() => [PopularArticle], {
    description:
      'The most viewed articles, updated within seconds of a view. Articles without views are not listed, and sponsored ones only if `filter` has a condition on `isSponsored`.',
  })
  async popular(
    @Args(() => PopularArgs) { section, exclude, ...args }: PopularArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PopularArticle[]> {
    const reference = section == null ? null : parseReferenceArgument('Section', section, 'section');
    const sectionIds = reference && (await context.sections.ids.find([reference]));
    return context.popular.list(args, sectionIds, await createExclusion(context, exclude), info);
  }

  @Mutation(() => RecordViewPayload, {
    description:
      "Records a view of an article, to be called from the reader's browser when it shows the article. " +
      'Readers are told apart by the IP address and user agent of their browser, of which only a digest is ' +
      'stored, for at most a day. Requires no API key.',
  })
  async recordView(
    @Arg('input', () => RecordViewInput, { description: 'The article that is viewed.' }) {
      article,
    }: RecordViewInput,
    @Ctx() { client }: Context,
  ): Promise<RecordViewPayload> {
    return { isRecorded: await this.views.record(article, identifyVisitor(client)) };
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'The rank in the previous period: for DAY the 24 clock hours before those of the list, and so on; ' +
      'for ALL the list as of 24 hours ago, for HOT and TRENDING as of 6 hours ago. Only articles that can ' +
      'be listed now are ranked. Null if the article had no views then.',
  })
  previousRank(
    @Root() { article, list, previousScore }: PopularArticle,
    @Ctx() { popular }: Context,
  ): Promise<number> | null {
    return previousScore > 0 ? popular.previousRank.load({ list, articleId: article.id }) : null;
  }
}
