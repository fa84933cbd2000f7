import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Section } from './section.type.js';

@Resolver(() => Article)
export class ArticleSectionResolver {
  @Preload((_articles, _args, { sections }: Context) => sections.getTree())
  @FieldResolver(() => Section, {
    nullable: true,
    description:
      'The primary section of the article, on whose path that of the article depends. Null if it is in none.',
  })
  section(@Root() { sectionId }: Article, @Ctx() { sections }: Context): MaybePromise<Section | null> {
    return sectionId === null
      ? null
      : mapMaybePromise(sections.getTree(), (tree) => tree.findById(sectionId));
  }

  @Preload((articles: readonly Article[], _args, { sections }: Context) =>
    sections.ofArticle.preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Section], {
    description:
      'The sections that the article is filed under, the primary one first. Ancestors are not listed.',
  })
  sections(@Root() { id }: Article, @Ctx() { sections }: Context): MaybePromise<Section[]> {
    return sections.ofArticle.load(id);
  }
}
