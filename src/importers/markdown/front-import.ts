import { importFront } from '../../modules/front/write/import-front.js';
import { type ImportService, toRefusal } from '../../modules/import/import.service.js';
import type { CommandFilters } from '../../modules/module.js';
import { requireValue } from '../../shared/require-value.js';
import { moveFront } from '../links/path-prefix.js';
import type { ArticleImporterOptions } from '../run/article-importer.js';
import type { ImportResult } from '../run/imported-article.js';
import { convertFronts, FRONTS_FILE, readFrontsFile } from './front-file.js';

export interface FrontImportOptions
  extends Pick<ArticleImporterOptions, 'media' | 'pathPrefix' | 'overwrite'> {
  /** Creates what checks fronts. Needed for a folder with fronts. */
  createFilters?: () => Promise<CommandFilters>;
}

/** Imports the fronts of a folder once its articles are here. Returns the results that have reasons. */
export type FrontImport = (importService: ImportService) => Promise<ImportResult[]>;

/** Reads fronts.yaml of a folder, if present. Throws UnreadableSourceError. */
export async function readFronts(
  folder: string,
  { media, pathPrefix, overwrite, createFilters }: FrontImportOptions,
): Promise<FrontImport> {
  const entries = await readFrontsFile(folder);
  if (entries.length === 0) return async () => [];
  const filters = await requireValue(createFilters, 'Folders with fronts need createFilters.')();
  const fronts = await convertFronts(folder, entries, filters, media);
  return async (importService) => {
    const results: ImportResult[] = [];
    for (const front of fronts) {
      const moved = pathPrefix === undefined ? front : moveFront(front, pathPrefix);
      const result = await importService
        .inTurn((tx) => importFront(tx, moved, filters.createLoaders().conditions, { overwrite }))
        .catch(toRefusal);
      results.push({ item: `${FRONTS_FILE} ${moved.input.path}`, ...result });
    }
    return results.filter(({ reasons }) => reasons.length > 0);
  };
}
