import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { SectionContext } from './section.loaders.js';
import { Section } from './section.type.js';

@Resolver(() => Article)
export class ArticleSectionResolver {
  @FieldResolver(() => Section, {
    nullable: true,
    description: 'The section that it is filed in; null when it is filed in none.',
  })
  section(@Root() { sectionId }: Article, @Ctx() { sections }: SectionContext): MaybePromise<Section | null> {
    return sectionId === null
      ? null
      : mapMaybePromise(sections.getTree(), (tree) => tree.findById(sectionId));
  }
}
