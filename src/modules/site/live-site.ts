import pLimit from 'p-limit';
import type pg from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Site } from './site.type.js';
import type { SiteSettingValues } from './site-values.js';

/**
 * The publication as a process knows it: the settings of the database, and the values of the environment for the
 * others. `refresh` changes them, so read a value when it is used.
 */
export class LiveSite extends Site {
  private readonly runNext = pLimit(1);
  private settings: Partial<SiteSettingValues> = {};

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly environment: Site,
  ) {
    super();
    Object.assign(this, environment);
  }

  /** Names of the settings that the database has, and not the environment. */
  get storedSettings(): ReadonlySet<string> {
    return new Set(Object.keys(omitNull(this.settings)));
  }

  /** Returns the publication with other settings in place of some; null for the value of the environment. */
  withSettings(settings: Partial<SiteSettingValues>): Site {
    const { environment, updatedAt } = this;
    return Object.assign(new Site(), environment, { updatedAt }, omitNull({ ...this.settings, ...settings }));
  }

  /** Reads the settings of the database. One run follows the other, so that the latest values stay. */
  refresh(): Promise<void> {
    return this.runNext(async () => {
      const { rows } = await this.pool.query<SiteSettingValues & { updatedAt: Date }>(
        `SELECT title, description, time_zone AS "timeZone", social_profiles AS "socialProfiles",
           logo_id AS "logoId", newsletter_id AS "newsletterId", texts, machine_rights AS "machineRights", updated_at AS "updatedAt" FROM public.site_settings`,
      );
      const { updatedAt = null, ...settings } = rows[0] ?? {};
      this.settings = settings;
      this.updatedAt = updatedAt;
      Object.assign(this, this.withSettings({}));
    });
  }

  /** Reads the settings again after a change with the cache tags; for null, after any. */
  follow(tags: readonly string[] | null): MaybePromise<void> {
    return tags === null || tags.includes(cacheTags.site) ? this.refresh() : undefined;
  }
}

function omitNull(settings: Partial<SiteSettingValues>): Partial<Site> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}
