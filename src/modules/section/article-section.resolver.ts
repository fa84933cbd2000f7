import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Article } from '../article/article.type.js';
import type { SectionContext } from './section.loaders.js';
import { Section } from './section.type.js';

@Resolver(() => Article)
export class ArticleSectionResolver {
  @FieldResolver(() => Section, { nullable: true })
  async section(
    @Root() { sectionId }: Article,
    @Ctx() { sections }: SectionContext,
  ): Promise<Section | null> {
    return sectionId === null ? null : (await sections.tree()).byId(sectionId);
  }
}
