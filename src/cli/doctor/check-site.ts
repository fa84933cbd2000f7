import type pg from 'pg';
import { getSite } from '../../app/derived-settings.js';
import type { Config } from '../../config/env.js';
import { findMissingSettings } from '../../config/production-settings.js';
import { LiveSite } from '../../modules/site/live-site.js';
import { type Finding, ok, warning } from './finding.js';

/** Values that editors can set, by their column, as the finding names them. */
const NAMES: Record<string, string> = {
  title: 'title',
  description: 'description',
  timeZone: 'time zone',
  logoId: 'logo',
  socialProfiles: 'profiles',
};

/** Tells which values of the site come from the database, and which from the environment. */
export async function checkSite(client: pg.Client, config: Config): Promise<Finding[]> {
  const { rows } = await client.query("SELECT to_regclass('site_settings') IS NOT NULL AS made");
  const site = new LiveSite(client, getSite(config));
  if (rows[0].made) await site.refresh();
  const { title, storedSettings } = site;
  const list = (isStored: boolean) =>
    Object.entries(NAMES).flatMap(([column, name]) =>
      storedSettings.has(column) === isStored ? [name] : [],
    );
  const sources = [
    [list(true), 'database'],
    [list(false), 'environment'],
  ].flatMap(([names = [], source]) =>
    names.length > 0 ? [`from the ${source}: ${[...names].join(', ')}`] : [],
  );
  const missing =
    config.NODE_ENV === 'production' ? findMissingSettings(config, storedSettings).filter(isOfSite) : [];
  return [
    ok('site', `${title}; ${sources.join('; ')}`),
    ...missing.map(({ setting, message }) =>
      warning('site', message, `Set ${setting}, or call updateSite: see docs/editing.md.`),
    ),
  ];
}

function isOfSite({ setting }: { setting: string }): boolean {
  return setting === 'SITE_TITLE' || setting === 'SITE_DESCRIPTION';
}
