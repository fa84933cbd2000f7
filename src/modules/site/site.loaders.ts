import { cacheTags } from '../../cache/cache-tags.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import type { Image } from '../image/image.type.js';
import type { Site } from './site.type.js';

/** Tracks what a response shows of the publication. The process knows its values, so that this takes no statement. */
export class SiteLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'images'>,
  ) {}

  /**
   * Returns the site. The response depends on the values that editors can set: title, description, time zone, logo,
   * profiles and newsletter.
   */
  track<LiveSite extends Site>(site: LiveSite): LiveSite {
    this.reader.trackTags([cacheTags.site]);
    return site;
  }

  /** Loads the logo: the one that editors set, else that of the environment. */
  loadLogo(site: Site): MaybePromise<Image | null> {
    const { logoId, logo } = this.track(site);
    return logoId === null ? logo : this.loaders.images.byId.load(logoId);
  }
}
