import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { createExclusion, type ExclusionContext } from '../../shared/exclusion/exclusion.js';
import type { SectionIdLookup } from '../article/filter/section-condition.sql.js';
import { Section } from '../section/section.type.js';
import { PopularSelectionArgs } from './popular.inputs.js';
import type { PopularContext } from './popular.loaders.js';
import { PopularArticle } from './popular.type.js';

interface SectionPopularContext extends PopularContext {
  sections: { ids: SectionIdLookup };
}

@Resolver(() => Section)
export class SectionPopularResolver {
  @FieldResolver(() => [PopularArticle], {
    description: 'The most viewed articles of the section and its descendants.',
  })
  async popular(
    @Root() section: Section,
    @Args(() => PopularSelectionArgs) { exclude, ...args }: PopularSelectionArgs,
    @Ctx() context: SectionPopularContext & ExclusionContext,
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
