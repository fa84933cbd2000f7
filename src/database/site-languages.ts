import { SiteLanguages } from '../shared/languages.js';
import type { Prisma } from './generated/client.js';

/** Loads the languages of a site with several, as its settings had them at the last start. Null for a site with one. */
export async function loadSiteLanguages(
  tx: Pick<Prisma.TransactionClient, 'siteLanguage'>,
): Promise<SiteLanguages | null> {
  const rows = await tx.siteLanguage.findMany({ orderBy: { position: 'asc' } });
  return toSiteLanguages(rows);
}

/** Returns the languages of the rows of `site_language` in their order; null without rows. */
export function toSiteLanguages(rows: { tag: string; fallbacks: string[] }[]): SiteLanguages | null {
  const [primary, ...others] = rows.map(({ tag }) => tag);
  if (primary === undefined) return null;
  const fallbacks = Object.fromEntries(rows.map(({ tag, fallbacks }) => [tag, fallbacks]));
  return new SiteLanguages({ primary, others, fallbacks });
}
