import { isDeepStrictEqual } from 'node:util';
import { toJsonRows } from '../../database/upsert-rows.js';
import { appendSiteEdit } from '../../mutations/append-change.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { TranslatedTexts } from '../../shared/translated-texts.js';
import type { SiteValues } from './site-values.js';
import { type BoxRow, omitMissingNewsletterIds } from './write-boxes.js';
import { loadSiteValues, omitEqual, pickSettings, saveSite, toColumns } from './write-site.js';

/** Adds values to the unpublished changes of the publication. Returns those that were others before. */
export async function saveSiteDraft(
  tx: Transaction,
  values: Partial<SiteValues>,
): Promise<Partial<SiteValues>> {
  const draft = await loadSiteDraft(tx);
  const published = await loadSiteValues(tx);
  const changed = omitEqual(values, { ...published, ...draft });
  await replaceSiteDraft(tx, draft, omitEqual({ ...draft, ...values }, published));
  return changed;
}

/**
 * Saves values for readers, and drops unpublished changes of the same ones. Returns the values that readers did not see
 * before.
 */
export async function saveSiteAtOnce(
  tx: Transaction,
  values: Partial<SiteValues>,
): Promise<Partial<SiteValues>> {
  const changed = await saveSite(tx, values);
  const draft = await loadSiteDraft(tx);
  const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => !(name in values)));
  await replaceSiteDraft(tx, draft, rest);
  return changed;
}

/** Publishes the unpublished changes. Returns the values that readers did not see before. */
export async function publishSiteDraft(tx: Transaction): Promise<Partial<SiteValues>> {
  return saveSiteAtOnce(tx, await loadSiteDraft(tx));
}

/** Deletes the unpublished changes, and returns them. */
export async function discardSiteDraft(tx: Transaction): Promise<Partial<SiteValues>> {
  const draft = await loadSiteDraft(tx);
  await replaceSiteDraft(tx, draft, {});
  return draft;
}

/** Loads the texts of the publication in further languages: those that readers see, or those of unpublished changes. */
export async function loadSiteTexts(tx: Transaction, isPublished: boolean): Promise<TranslatedTexts | null> {
  const { texts } = await loadSiteValues(tx);
  return (isPublished ? null : (await loadSiteDraft(tx)).texts) ?? texts;
}

/** Loads the unpublished changes. Boxes do not name newsletters that were deleted since. */
async function loadSiteDraft(tx: Transaction): Promise<Partial<SiteValues>> {
  const row = await tx.siteDraft.findUnique({ where: { id: 0 } });
  if (!row) return {};
  const stored = (row.boxes ?? []) as unknown as StoredBox[];
  const boxes = stored.map(({ newsletter_id, ...box }) => ({ ...box, newsletterId: newsletter_id }));
  const values = { ...pickSettings(row), boxes: await omitMissingNewsletterIds(tx, boxes) };
  return Object.fromEntries(Object.entries(values).filter(([name]) => row.changed.includes(name)));
}

/** A box by the names of its columns, as the view of the preview perspective reads it. */
type StoredBox = Omit<BoxRow, 'newsletterId'> & { newsletter_id: number | null };

async function replaceSiteDraft(
  tx: Transaction,
  before: Partial<SiteValues>,
  values: Partial<SiteValues>,
): Promise<void> {
  if (isDeepStrictEqual(before, values)) return;
  await tx.siteDraft.deleteMany();
  const changed = Object.keys(values);
  const { boxes, ...settings } = values;
  const data = {
    changed,
    ...toColumns(settings),
    ...(boxes && { boxes: JSON.parse(toJsonRows(boxes.map((box) => ({ ...box })))) }),
  };
  if (changed.length > 0) await tx.siteDraft.create({ data });
  await appendSiteEdit(tx, 'UPDATED');
}
