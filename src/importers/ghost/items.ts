import type { SubscriberImporter } from '../../modules/import/subscriber-importer.js';
import { zip } from '../../shared/zip.js';
import type { ImportItem } from '../run/import-run.js';
import { importSubscriberItems } from '../run/subscriber-items.js';
import { createArticleItem } from './article.js';
import { readRows } from './export-file.js';
import { readMembers } from './members.js';
import { readMenus } from './menus.js';
import type { GhostExport } from './read-export.js';
import type { GhostSite } from './site.js';
import { createTaxonomyItems, TaxonomyUse } from './taxonomy-items.js';

/** Yields every item of an export: posts and pages, tags, users, newsletters and members. */
export async function* readExportItems(
  file: string,
  ghostExport: GhostExport,
  site: GhostSite,
  {
    subscribers,
    getDefaultNewsletter,
  }: { subscribers: SubscriberImporter; getDefaultNewsletter: () => Promise<string> },
): AsyncGenerator<ImportItem> {
  for await (const { table, row } of readRows(file)) {
    if (table === 'posts') yield await createPostItem(row, ghostExport, site);
  }
  const use = new TaxonomyUse();
  for (const outline of ghostExport.outlines) use.see(ghostExport.parsePost(outline));
  yield* createTaxonomyItems(ghostExport.tags.values(), ghostExport.users.values(), use);
  yield* readMenus(ghostExport.menus, site);
  yield* importNewsletterItems(ghostExport, subscribers);
  const origin = { source: site.source, asOf: ghostExport.exportedOn };
  yield* importSubscriberItems(readMembers(file, ghostExport, getDefaultNewsletter), subscribers, origin);
}

async function createPostItem(row: unknown, ghostExport: GhostExport, site: GhostSite): Promise<ImportItem> {
  try {
    return await createArticleItem(ghostExport.parsePost(row), site);
  } catch (error) {
    if ((error as Error).name !== 'ZodError') throw error;
    return {
      item: 'post',
      kind: 'post',
      refused: ['the post has no id, so that a second import could not recognise it'],
    };
  }
}

async function* importNewsletterItems(
  { newsletters, memberNewsletters: listed }: GhostExport,
  subscribers: SubscriberImporter,
): AsyncGenerator<ImportItem> {
  const exported = [...newsletters.values()];
  const namedByMembers = [...listed].map(([slug, name]) => ({
    slug,
    name,
    description: '',
    status: 'active',
  }));
  const all = exported.length > 0 ? exported : namedByMembers;
  const active = all.filter(({ status }) => status !== 'archived');
  const results = await subscribers.importNewsletters(
    active.map(({ slug, name, description }) => ({ slug, name, description: description || null })),
  );
  for (const [{ slug }, { outcome: status, reason }] of zip(active, results)) {
    yield { item: `newsletter ${slug}`, kind: 'newsletter', status, reason };
  }
  for (const { slug } of all.filter((each) => !active.includes(each))) {
    const reason = 'archived in Ghost';
    yield { item: `newsletter ${slug}`, kind: 'newsletter', status: 'left out', reason };
  }
}
