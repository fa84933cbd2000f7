import { type GhostImportOptions, importGhost } from '../../src/importers/ghost/ghost-import.js';
import type { ImportResult } from '../../src/importers/run/imported-article.js';
import { SubscriberImportService } from '../../src/modules/newsletter/subscribers/subscriber-import.service.js';
import type { Gateway } from './gateway.js';
import { createFolder } from './import-files.js';

type Row = Record<string, unknown>;

/** A post as a Ghost 6 export has it: every column, most of them null. */
export function createGhostPost(id: string, row: Row = {}): Row {
  const slug = row.slug ?? `post-${id}`;
  return {
    ...{ id, uuid: `uuid-${id}`, title: `Title of ${slug}`, slug, mobiledoc: null, lexical: null },
    ...{ html: `<p>Body of ${slug}.</p>`, comment_id: id, plaintext: '', feature_image: null, featured: 0 },
    ...{
      type: 'post',
      status: 'published',
      locale: null,
      visibility: 'public',
      email_recipient_filter: 'all',
    },
    ...{ created_at: '2024-03-01 08:00:00', updated_at: '2024-03-04 09:30:00' },
    ...{ published_at: '2024-03-02 07:15:00', custom_excerpt: null, codeinjection_head: null },
    ...{ codeinjection_foot: null, custom_template: null, canonical_url: null, newsletter_id: null },
    show_title_and_feature_image: 1,
    ...row,
  };
}

/** The text of an export, in the form that Ghost 5 and 6 write. */
export function createGhostExport(data: Record<string, Row[]>, exportedOn = '2025-06-01T00:00:00Z'): string {
  const meta = { exported_on: Date.parse(exportedOn), version: '6.0.10' };
  return JSON.stringify({ db: [{ meta, data }] });
}

/** Imports files of these names and texts, and keeps every receipt. */
export async function importFiles(
  gateway: Gateway,
  files: Record<string, string>,
  options: GhostImportOptions = {},
) {
  const folder = await createFolder(files);
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const deps = {
    importService: gateway.importService,
    subscribers: new SubscriberImportService(gateway.database.prisma),
  };
  const names = Object.keys(files).map((name) => `${folder}/${name}`);
  const summary = await importGhost(names, deps, { report, ...options });
  return {
    summary,
    receipts: results,
    fates: Object.fromEntries(results.map(({ item, outcome }) => [item, outcome])),
    reasonsOf: (item: string) => results.find((receipt) => receipt.item.startsWith(item))!.reasons,
  };
}
