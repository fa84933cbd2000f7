import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Section } from '../section/section.type.js';
import { NEWSLETTER_BOX, SiteBox } from '../site/box.type.js';
import type { LiveSite } from '../site/live-site.js';
import { Site } from '../site/site.type.js';
import { Newsletter } from './newsletter.type.js';

@Resolver(() => Site)
export class SiteNewsletterResolver {
  constructor(private readonly site: LiveSite) {}

  @FieldResolver(() => Newsletter, {
    nullable: true,
    description: 'The newsletter that pages without a section offer. Null if `updateSite` has set none.',
  })
  newsletter(@Ctx() context: Context): Promise<Newsletter | null> {
    return loadPageNewsletter(this.site, null, context);
  }
}

@Resolver(() => Section)
export class SectionNewsletterResolver {
  constructor(private readonly site: LiveSite) {}

  @FieldResolver(() => Newsletter, {
    nullable: true,
    description:
      'The newsletter that the pages of the section offer: its own, else that of the nearest section above, else that of the site.',
  })
  newsletter(@Root() { id }: Section, @Ctx() context: Context): Promise<Newsletter | null> {
    return loadPageNewsletter(this.site, id, context);
  }
}

@Resolver(() => SiteBox)
export class BoxNewsletterResolver {
  constructor(private readonly site: LiveSite) {}

  @FieldResolver(() => Newsletter, {
    nullable: true,
    description:
      'The newsletter that the box offers: its own, else in the box NEWSLETTER that of the page. Null for other boxes.',
  })
  // Not async: a promise that no loader has read would keep the response out of the cache.
  newsletter(
    @Root() { key, newsletterId, shownOnId }: SiteBox,
    @Ctx() context: Context,
  ): MaybePromise<Newsletter | null> {
    if (newsletterId !== null) return context.newsletters.byId.load(newsletterId);
    return key === NEWSLETTER_BOX ? loadPageNewsletter(this.site, shownOnId, context) : null;
  }
}

/** Loads the newsletter of the pages of a section, or of the site for null. */
async function loadPageNewsletter(
  site: LiveSite,
  sectionId: number | null,
  { newsletters, sections, site: siteLoaders }: Context,
): Promise<Newsletter | null> {
  const lineage = sectionId === null ? [] : (await sections.getTree()).getLineage(sectionId);
  const nearest = lineage.findLast((section) => section.newsletterId !== null);
  const id = nearest ? nearest.newsletterId : (await siteLoaders.load(site)).newsletterId;
  return id === null ? null : newsletters.byId.load(id);
}
