import { cacheTags } from '../../cache/cache-tags.js';
import type { ReadClient, RequestPerspective } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import type { SiteLanguages } from '../../shared/languages.js';
import type { Image } from '../image/image.type.js';
import type { LiveSite } from './live-site.js';
import { localizeSite } from './localize-site.js';
import type { Site } from './site.type.js';
import { SITE_SETTINGS } from './site-values.js';

/**
 * Tracks what a response shows of the publication. The process knows the public values, so that only those of the preview
 * perspective take a statement.
 */
export class SiteLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'images' | 'siteDraft'>,
    private readonly perspective: RequestPerspective,
    private readonly languages: SiteLanguages,
  ) {}

  /**
   * Returns the site as readers see it. The response depends on the values that editors can set: title, description, time zone, logo,
   * profiles and newsletter.
   */
  track<AnySite extends Site>(site: AnySite): AnySite {
    this.reader.trackTags([cacheTags.site]);
    return site;
  }

  /** Loads the site, in the preview perspective with its unpublished changes. */
  load(site: LiveSite): MaybePromise<Site> {
    const published = this.track(site);
    return this.perspective === 'preview' ? this.addDraft(published) : published;
  }

  /** Returns the site with its texts in the language that the request reads. */
  localize<AnySite extends Site>(site: AnySite): AnySite {
    const { language } = this.reader;
    return language === null ? site : localizeSite(site, language, this.languages);
  }

  private async addDraft(site: LiveSite): Promise<Site> {
    const draft = await this.loaders.siteDraft.load();
    if (!draft) return site;
    const changed = SITE_SETTINGS.filter((name) => draft.changed.includes(name));
    return site.withSettings(Object.fromEntries(changed.map((name) => [name, draft[name]])));
  }

  /** Loads the logo: the one that editors set, else that of the environment. */
  loadLogo(site: Site): MaybePromise<Image | null> {
    const { logoId, logo } = this.track(site);
    return logoId === null ? logo : this.loaders.images.byId.load(logoId);
  }
}
