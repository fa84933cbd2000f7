import pLimit from 'p-limit';
import type pg from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Site } from './site.type.js';

/** Stored settings; null for the value of the environment. */
interface StoredSettings {
  title: string | null;
  description: string | null;
  timeZone: string | null;
  socialProfiles: string[] | null;
  logoId: number | null;
  newsletterId: number | null;
}

/**
 * The publication as a process knows it: the settings of the database, and the values of the environment for the
 * others. `refresh` changes them, so read a value when it is used.
 */
export class LiveSite extends Site {
  private readonly runNext = pLimit(1);
  /** Names of the settings that the database has, and not the environment. */
  storedSettings: ReadonlySet<string> = new Set();

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly environment: Site,
  ) {
    super();
    Object.assign(this, environment);
  }

  /** Reads the settings of the database. One run follows the other, so that the latest values stay. */
  refresh(): Promise<void> {
    return this.runNext(async () => {
      const { rows } = await this.pool.query<StoredSettings>(
        `SELECT title, description, time_zone AS "timeZone", social_profiles AS "socialProfiles",
           logo_id AS "logoId", newsletter_id AS "newsletterId" FROM public.site_settings`,
      );
      const settings = Object.entries(rows[0] ?? {}).filter(([, value]) => value !== null);
      this.storedSettings = new Set(settings.map(([name]) => name));
      Object.assign(this, this.environment, Object.fromEntries(settings));
    });
  }

  /** Reads the settings again after a change with the cache tags; for null, after any. */
  follow(tags: readonly string[] | null): MaybePromise<void> {
    return tags === null || tags.includes(cacheTags.site) ? this.refresh() : undefined;
  }
}
