import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import { trimSlashes } from '../shared/trim-end.js';
import { articleImporter } from './article-importer.js';
import { exportItems } from './ghost/items.js';
import { membersOfCsv } from './ghost/members.js';
import { readExport } from './ghost/read-export.js';
import { GhostSite } from './ghost/site.js';
import { vocabularyOf } from './ghost/vocabulary.js';
import { type ImportItem, type ImportReport, type ImportSummary, runImport } from './import-run.js';
import type { SubscriberImporter } from './imported-subscriber.js';
import { Slugs } from './slugs.js';
import { subscriberItems } from './subscriber-items.js';
import { UnreadableSource } from './unreadable-source.js';

export interface GhostImportOptions extends MirrorOptions {
  report?: ImportReport;
  /** Address of the site's front page: exports leave it out, and files keep living there. */
  url?: string | undefined;
  /** Form of its posts' paths, where they are others than `/{slug}/`. */
  permalinks?: string | undefined;
  /** Slug of the newsletter that lists of members are for which name none. */
  newsletter?: string | undefined;
}

/** What an import of Ghost writes with. */
export interface GhostParts {
  editing: EditingService;
  subscribers: SubscriberImporter;
}

/**
 * Brings Ghost exports (JSON) and lists of members (CSV, JSON) into the database. A second run changes what has
 * changed, but keeps what editors changed here unless it is to `overwrite`, and subscribes nobody who has left.
 *
 * @throws {UnreadableSource} when a file is missing or neither; where it breaks off, what stands before is imported.
 */
export async function importGhost(
  files: string[],
  parts: GhostParts,
  { report, url = '', permalinks, newsletter, ...options }: GhostImportOptions = {},
): Promise<ImportSummary> {
  const site = new GhostSite(trimSlashes(url), permalinks);
  site.slugs = new Slugs(await parts.editing.slugsOf(site.source));
  const fallback = () => newsletterFor(newsletter, parts.subscribers);
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const file of files) {
      if (/\.csv$/i.test(file)) {
        const listed = membersOfCsv(file, await fallback());
        yield* subscriberItems(listed, parts.subscribers, { source: site.source, asOf: null });
      } else yield* itemsOf(file, site, parts, fallback);
    }
  };
  return runImport(items(), articleImporter(parts.editing, options), report ? { report } : {});
}

async function* itemsOf(
  file: string,
  site: GhostSite,
  { editing, subscribers }: GhostParts,
  fallback: () => Promise<string>,
): AsyncGenerator<ImportItem> {
  const found = await readExport(file);
  const posts = found.outlines.map((outline) => found.postOf(outline));
  for (const post of posts) {
    const path = site.pathOf(post);
    if (path !== null) site.paths.add(path);
  }
  await editing.saveVocabulary(vocabularyOf(posts, site), { onlyMissing: true });
  yield* exportItems(file, found, site, { subscribers, fallback });
}

async function newsletterFor(wanted: string | undefined, subscribers: SubscriberImporter): Promise<string> {
  const all = await subscribers.newsletters();
  if (wanted !== undefined && all.includes(wanted)) return wanted;
  if (wanted !== undefined) throw new UnreadableSource(`There is no newsletter ${wanted} for the members.`);
  if (all.length === 1) return all[0]!;
  throw new UnreadableSource(
    all.length === 0
      ? 'There is no newsletter for the members: make one with createNewsletter, or import it with an export.'
      : `Say which newsletter the members are for, with --newsletter: ${all.join(', ')}.`,
  );
}
