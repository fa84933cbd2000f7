import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { SectionBy, SectionsArgs } from './section.inputs.js';
import { Section } from './section.type.js';

@Resolver(() => Section)
export class SectionResolver {
  @Query(() => Section, {
    nullable: true,
    description:
      'The section with the ID, slug or path, at any depth of the tree. Null if there is none. Former slugs and paths do not resolve; use `route`.',
  })
  section(
    @Arg('by', () => SectionBy, BY_ARG) by: SectionBy,
    @Ctx() { sections }: Context,
  ): MaybePromise<Section | null> {
    return lookUp('Section', by, sections);
  }

  @Query(() => [Section], {
    description:
      'The sections at the top of the tree. With a filter, those at any depth that match it, also an empty one.',
  })
  sections(@Args(() => SectionsArgs) args: SectionsArgs, @Ctx() { sections }: Context): Promise<Section[]> {
    return sections.list(args);
  }

  @FieldResolver(() => String, {
    description: 'The site-relative path of the section, made of the slugs from the top down.',
  })
  path(@Root() section: Section, @Ctx() { sections }: Context): MaybePromise<string> {
    return mapMaybePromise(sections.getTree(), (tree) => tree.getPath(section));
  }

  @FieldResolver(() => Int, {
    description: 'The position among the sections of the same parent, counted from 0: see `updateSection`.',
  })
  position(@Root() section: Section, @Ctx() { sections }: Context): MaybePromise<number> {
    return mapMaybePromise(sections.getTree(), (tree) => tree.getPosition(section));
  }

  @FieldResolver(() => Section, {
    nullable: true,
    description: 'The parent section. Null at the top of the tree.',
  })
  async parent(@Root() section: Section, @Ctx() { sections }: Context): Promise<Section | null> {
    return (await sections.getTree()).getParent(section);
  }

  @FieldResolver(() => [Section], { description: 'The child sections, in the order of the navigation.' })
  async children(@Root() section: Section, @Ctx() { sections }: Context): Promise<Section[]> {
    return (await sections.getTree()).getChildren(section);
  }
}
