import type { Prisma } from '../../database/generated/client.js';
import type { SiteYaml } from '../../importers/markdown/site-file.js';
import { toExternalBox } from '../../modules/site/import-site.js';
import { DRAFT_INCLUDE, toImageContent } from './stored-article.js';
import { formatTranslations } from './translations.js';

/** Relations of what pages of the site or of a section show. */
export const PAGE_INCLUDE = { newsletter: true } as const;

/** Loads the settings and boxes that editors have set, in the form of site.yaml; null if there are none. */
export async function loadSite(tx: Prisma.TransactionClient): Promise<SiteYaml | null> {
  const include = { ...PAGE_INCLUDE, logo: DRAFT_INCLUDE.image };
  const settings = await tx.siteSettings.findUnique({ where: { id: 0 }, include });
  const boxes = await tx.siteBox.findMany({
    where: { sectionId: null },
    include: PAGE_INCLUDE,
    orderBy: { position: 'asc' },
  });
  const { title, description, timeZone, socialProfiles, logo, newsletter, texts } = settings ?? {};
  const values = {
    title,
    description,
    timeZone,
    socialProfiles,
    machineRights: settings?.machineRights,
    logo: toImageContent(logo ?? null),
    newsletter: newsletter?.slug,
    ...formatTranslations(texts),
    boxes: boxes.length > 0 ? boxes.map(formatBox) : null,
  };
  const site = Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
  return Object.keys(site).length > 0 ? (site as SiteYaml) : null;
}

/** Formats a box as an entry of `boxes`. */
export function formatBox(box: Parameters<typeof toExternalBox>[0]) {
  const { translations: _, ...entry } = toExternalBox(box);
  return { ...entry, ...formatTranslations(box.texts) };
}
