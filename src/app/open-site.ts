import type { Config } from '../config/env.js';
import type { Database } from '../database/database.js';
import { LiveSite } from '../modules/site/live-site.js';
import { getSite } from './derived-settings.js';

/** Returns the publication with the settings that the database has now. */
export async function openSite(config: Config, database: Pick<Database, 'pool'>): Promise<LiveSite> {
  const site = new LiveSite(database.pool, getSite(config));
  await site.refresh();
  return site;
}
