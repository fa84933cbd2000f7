import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { SiteSettingValues } from './site-values.js';

/** The unpublished changes of the site. Only the values that `changed` names mean something. */
export type SiteDraftRow = SiteSettingValues & { changed: string[] };

/** Loads the unpublished changes of the site from the preview perspective; the published one does not have them. */
export class SiteDraftLoaders {
  private draft: Promise<SiteDraftRow | null> | null = null;

  constructor(private readonly preview: ReadClient) {}

  /** Loads the changes, once for a request; null if there are none. */
  load(): Promise<SiteDraftRow | null> {
    this.draft ??= this.read();
    return this.draft;
  }

  private async read(): Promise<SiteDraftRow | null> {
    const [row] = await this.preview.query<SiteDraftRow>(
      Prisma.sql`
      SELECT changed, title, description, time_zone AS "timeZone", social_profiles AS "socialProfiles",
        logo_id AS "logoId", newsletter_id AS "newsletterId", texts, machine_rights AS "machineRights"
      FROM ${this.preview.table('site_draft')}`,
      [],
    );
    return row ?? null;
  }
}
