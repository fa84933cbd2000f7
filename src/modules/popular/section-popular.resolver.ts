import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Section } from '../section/section.type.js';
import { PopularSelectionArgs } from './popular.inputs.js';
import type { PopularContext } from './popular.loaders.js';
import { PopularArticle } from './popular.type.js';

interface SectionPopularContext extends PopularContext {
  sections: { ids: { findById(id: number): Promise<number[]> } };
}

@Resolver(() => Section)
export class SectionPopularResolver {
  @FieldResolver(() => [PopularArticle], {
    description: 'What is read most in the section and in everything below it.',
  })
  async popular(
    @Root() section: Section,
    @Args(() => PopularSelectionArgs) args: PopularSelectionArgs,
    @Ctx() { popular, sections }: SectionPopularContext,
  ): Promise<PopularArticle[]> {
    return popular.list(args, await sections.ids.findById(section.id));
  }
}
