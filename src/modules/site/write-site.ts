import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma, type SiteSettings } from '../../database/generated/client.js';
import { appendChange, appendSiteEdit } from '../../mutations/append-change.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { SITE_SETTINGS, type SiteSettingValues, type SiteValues } from './site-values.js';
import { loadBoxes, saveBoxes } from './write-boxes.js';

/** Loads the values of the publication that readers see. */
export async function loadSiteValues(tx: Transaction): Promise<SiteValues> {
  const stored = await tx.siteSettings.findUnique({ where: { id: 0 } });
  return { ...pickSettings(stored), boxes: await loadBoxes(tx, null) };
}

/** Saves values of the publication for readers, and appends the change. Returns those that were others before. */
export async function saveSite(tx: Transaction, values: Partial<SiteValues>): Promise<Partial<SiteValues>> {
  const changed = omitEqual(values, await loadSiteValues(tx));
  const { boxes, ...settings } = changed;
  const hasNewSettings = Object.keys(settings).length > 0;
  const data = { ...toColumns(settings), updatedAt: new Date() };
  if (hasNewSettings)
    await tx.siteSettings.upsert({ where: { id: 0 }, create: { id: 0, ...data }, update: data });
  if (boxes) await saveBoxes(tx, null, boxes);
  const keys = [...(hasNewSettings ? [cacheTags.site] : []), ...(boxes ? [cacheTags.boxes] : [])];
  if (keys.length === 0) return changed;
  await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys });
  await appendSiteEdit(tx, 'PUBLISHED');
  return changed;
}

/** Returns the values that are not the same in `present`. */
export function omitEqual(values: Partial<SiteValues>, present: Partial<SiteValues>): Partial<SiteValues> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => !isDeepStrictEqual(value, present[name as keyof SiteValues]),
    ),
  );
}

/** Returns the settings of a row; without one, those of the environment. */
export function pickSettings(row: Partial<SiteSettings> | null): SiteSettingValues {
  return Object.fromEntries(
    SITE_SETTINGS.map((name) => [name, row?.[name] ?? null]),
  ) as unknown as SiteSettingValues;
}

/** Returns settings as columns. */
export function toColumns({ socialProfiles, texts, ...settings }: Partial<SiteSettingValues>) {
  return {
    ...settings,
    ...(texts !== undefined && { texts: (texts ?? {}) as Prisma.InputJsonObject }),
    ...(socialProfiles !== undefined && { socialProfiles: socialProfiles ?? Prisma.DbNull }),
  };
}
