import { isDeepStrictEqual } from 'node:util';
import type { Image } from '../../database/generated/client.js';
import type { TranslationInput } from '../../mutations/translated-texts.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { readStatement } from '../../shared/machine-rights.js';
import type { TranslatedTexts } from '../../shared/translated-texts.js';
import type { ImageContent } from '../editing/article-content.js';
import type { UpdateSiteInput } from './site.inputs.js';
import { readSiteValues } from './site-values.js';
import { listTextLanguages, type PageInput } from './write-boxes.js';
import { saveSite } from './write-site.js';

/** Site of an external source; newsletters are slugs. Undefined for what the source does not have. */
export type ExternalSite = UpdateSiteInput;

/** A box without its empty properties. */
export interface ExternalBox {
  key: string;
  title?: string;
  text?: string;
  newsletter?: string;
  translations?: TranslationInput[];
}

export interface SiteImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
}

/**
 * Saves the settings and boxes of a source, in place of those of the environment. What the database has already is kept
 * unless `overwrite` is set, and newsletters that are not here are omitted. Throws UserErrorException.
 */
export async function importSite(
  tx: Transaction,
  site: ExternalSite,
  { overwrite = false }: { overwrite?: boolean | undefined },
): Promise<SiteImportResult> {
  const reasons: string[] = [];
  const input = await omitMissingNewsletters(tx, site, reasons);
  const stored = await listStored(tx);
  const isKept = (name: string) => !overwrite && stored.has(name);
  const entries = Object.entries(input);
  const languages = listTextLanguages(input);
  const settings = Object.fromEntries(entries.filter(([name]) => !isKept(name)));
  const values = await readSiteValues(tx, settings, { languages });
  const changed = Object.keys(await saveSite(tx, values));
  const kept = entries.filter(([name, value]) => isKept(name) && !isDeepStrictEqual(value, stored.get(name)));
  reasons.push(...kept.map(([name]) => `${name} is set here; use --overwrite to replace it`));
  if (changed.length > 0) return { outcome: stored.size === 0 ? 'created' : 'updated', reasons };
  return { outcome: kept.length > 0 ? 'kept' : 'unchanged', reasons };
}

/** Returns what the database has, in the form of an import. */
async function listStored(tx: Transaction): Promise<Map<string, unknown>> {
  const include = { newsletter: true };
  const settings = await tx.siteSettings.findUnique({
    where: { id: 0 },
    include: { ...include, logo: true },
  });
  const boxes = await tx.siteBox.findMany({
    where: { sectionId: null },
    include,
    orderBy: { position: 'asc' },
  });
  const { title, description, timeZone, socialProfiles, logo, newsletter, texts } = settings ?? {};
  const machineRights = readStatement(settings?.machineRights);
  const values = {
    machineRights,
    ...{ title, description, timeZone, socialProfiles, newsletter: newsletter?.slug },
    ...listTranslations(texts),
    logo: logo && toExternalImage(logo),
    boxes: boxes.length === 0 ? null : boxes.map(toExternalBox),
  };
  return new Map(Object.entries(values).filter(([, value]) => value != null));
}

/** Returns a picture as imports have it. */
function toExternalImage({ id: _id, digest: _digest, license, hasFileAlt, ...image }: Image): ImageContent {
  return { ...image, ...(license !== null && { license }), ...(hasFileAlt && { hasFileAlt }) };
}

/** Returns a box as exports and imports have it, without empty properties. */
export function toExternalBox({
  key,
  title,
  text,
  newsletter,
  texts,
}: {
  key: string;
  title: string | null;
  text: string | null;
  newsletter: { slug: string } | null;
  texts: unknown;
}): ExternalBox {
  return {
    key,
    ...(title !== null && { title }),
    ...(text !== null && { text }),
    ...(newsletter && { newsletter: newsletter.slug }),
    ...listTranslations(texts),
  };
}

/** Returns the texts of a row in further languages as inputs have them, if there are any. */
function listTranslations(texts: unknown): { translations?: TranslationInput[] } {
  const translations = Object.entries((texts ?? {}) as TranslatedTexts).map(([language, row]) => ({
    language,
    ...row,
  }));
  return translations.length === 0 ? {} : { translations };
}

/** Removes newsletters that are not here from a site or section, and names them in `reasons`. */
export async function omitMissingNewsletters<Page extends PageInput>(
  tx: Transaction,
  page: Page,
  reasons: string[],
): Promise<Page> {
  const named = [page, ...(page.boxes ?? [])].flatMap(({ newsletter }) => newsletter ?? []);
  if (named.length === 0) return page;
  const found = await tx.newsletter.findMany({ where: { slug: { in: named } } });
  const missing = new Set(named.filter((slug) => !found.some((newsletter) => newsletter.slug === slug)));
  reasons.push(...[...missing].map((slug) => `the newsletter ${slug} is not here and was left out`));
  const omit = <Part extends { newsletter?: string | null }>({ newsletter, ...part }: Part) =>
    (newsletter == null || missing.has(newsletter) ? part : { ...part, newsletter }) as Part;
  return { ...omit(page), ...(page.boxes && { boxes: page.boxes.map(omit) }) };
}
