import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { SLUG_ARG } from '../../shared/text/current-slug.js';
import type { SectionContext } from './section.loaders.js';
import { Section } from './section.type.js';

@Resolver(() => Section)
export class SectionResolver {
  @Query(() => Section, {
    nullable: true,
    description:
      'The section of a slug, wherever in the tree it is; null when none has it, also for a former slug.',
  })
  async section(
    @Arg('slug', () => String, SLUG_ARG) slug: string,
    @Ctx() { sections }: SectionContext,
  ): Promise<Section | null> {
    return (await sections.getTree()).findBySlug(slug);
  }

  @Query(() => [Section], { description: 'The top of the section tree, in the order of the navigation.' })
  async sections(@Ctx() { sections }: SectionContext): Promise<Section[]> {
    return (await sections.getTree()).getRoots();
  }

  @FieldResolver(() => String, { description: 'Site-relative address, made of the slugs from the top down.' })
  path(@Root() section: Section, @Ctx() { sections }: SectionContext): MaybePromise<string> {
    return mapMaybePromise(sections.getTree(), (tree) => tree.getPath(section));
  }

  @FieldResolver(() => Section, {
    nullable: true,
    description: 'The section just above; null at the top of the tree.',
  })
  async parent(@Root() section: Section, @Ctx() { sections }: SectionContext): Promise<Section | null> {
    return (await sections.getTree()).getParent(section);
  }

  @FieldResolver(() => [Section], { description: 'In the order of the navigation.' })
  async children(@Root() section: Section, @Ctx() { sections }: SectionContext): Promise<Section[]> {
    return (await sections.getTree()).getChildren(section);
  }
}
