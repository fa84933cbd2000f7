import { Arg, Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Section } from '../section/section.type.js';
import { SiteBox } from './box.type.js';
import { BOX_LIMITS } from './box-limits.js';
import { Site } from './site.type.js';

const KEY_ARG = { description: 'The key of the box, e.g. MOST_POPULAR.' };

@Resolver(() => Site)
export class SiteBoxesResolver {
  @Extensions({ maxItems: BOX_LIMITS.boxes })
  @FieldResolver(() => [SiteBox], {
    description: 'The boxes of pages without a section, such as the front page, in order. At most 20.',
  })
  boxes(@Ctx() { boxes }: Context): MaybePromise<SiteBox[]> {
    return boxes.listOfSite();
  }

  @FieldResolver(() => SiteBox, {
    nullable: true,
    description: 'The box with the key on pages without a section. Null if there is none.',
  })
  box(@Arg('key', () => String, KEY_ARG) key: string, @Ctx() context: Context): MaybePromise<SiteBox | null> {
    return mapMaybePromise(context.boxes.listOfSite(), (boxes) => findBox(boxes, key));
  }
}

@Resolver(() => Section)
export class SectionBoxesResolver {
  @Extensions({ maxItems: 2 * BOX_LIMITS.boxes })
  @FieldResolver(() => [SiteBox], {
    description:
      'The boxes of the pages of the section, in order: those of the site, each replaced by that of the section, or of the nearest one above, with the same key; then the other boxes of these sections.',
  })
  boxes(@Root() { id }: Section, @Ctx() { boxes }: Context): MaybePromise<SiteBox[]> {
    return boxes.listOfSection(id);
  }

  @FieldResolver(() => SiteBox, {
    nullable: true,
    description: 'The box with the key on the pages of the section. Null if there is none.',
  })
  box(
    @Root() { id }: Section,
    @Arg('key', () => String, KEY_ARG) key: string,
    @Ctx() context: Context,
  ): MaybePromise<SiteBox | null> {
    return mapMaybePromise(context.boxes.listOfSection(id), (boxes) => findBox(boxes, key));
  }
}

@Resolver(() => SiteBox)
export class SiteBoxResolver {
  @FieldResolver(() => Section, {
    nullable: true,
    description: 'The section that the box was set for. Null for a box of the whole site.',
  })
  section(@Root() { sectionId }: SiteBox, @Ctx() { sections }: Context): MaybePromise<Section | null> {
    return sectionId === null ? null : sections.byId.load(sectionId);
  }
}

function findBox(boxes: SiteBox[], key: string): SiteBox | null {
  return boxes.find((box) => box.key === key) ?? null;
}
