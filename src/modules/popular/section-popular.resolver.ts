import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { createExclusion } from '../../shared/exclusion/exclusion.js';
import { Section } from '../section/section.type.js';
import { PopularSelectionArgs } from './popular.inputs.js';
import { PopularArticle } from './popular.type.js';

@Resolver(() => Section)
export class SectionPopularResolver {
  @FieldResolver(() => [PopularArticle], {
    description:
      'The most viewed articles of the section and its descendants, without sponsored ones unless `filter` has a condition on `isSponsored`.',
  })
  async popular(
    @Root() section: Section,
    @Args(() => PopularSelectionArgs) { exclude, ...args }: PopularSelectionArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PopularArticle[]> {
    const { popular, sections } = context;
    return popular.list(
      args,
      await sections.ids.find([{ id: section.id }]),
      await createExclusion(context, exclude),
      info,
    );
  }
}
