import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ImportService } from '../../modules/import/import.service.js';
import { FOLDER_SOURCE, nameSource } from '../../modules/import/source-name.js';

/** The root of an imported site or folder, and the files of the import. */
export interface ImportedFolder {
  /** Absolute path without links. */
  root: string;
  /** Source IDs of the files. */
  sourceIds: string[];
  pathPrefix: string | undefined;
}

/**
 * Finds the name of the source that a folder is. It contains the folder's path, so that two folders with equal files
 * are two sources. A folder that was moved keeps its articles: they are found by its name and its files.
 */
export async function findFolderSource(
  importService: ImportService,
  folder: ImportedFolder,
): Promise<string> {
  const { root, sourceIds, pathPrefix } = folder;
  const site = `${FOLDER_SOURCE} ${root}`;
  const source = nameSource(site, pathPrefix);
  const sources = await importService.listSources();
  if (sources.includes(source)) return site;
  const moved = await findMoved(importService, sources, folder);
  if (moved !== null) {
    const isFormer = moved === FOLDER_SOURCE;
    const sourceIdPrefix = `${sourceIds[0]?.split('/')[0] ?? ''}/`;
    await importService.renameSource({
      from: moved,
      to: source,
      ...(isFormer && { sourceIdPrefix, pathPrefix }),
    });
  }
  return site;
}

/** Finds the source of a folder that no longer exists, has the name of this one and shares most files with it. */
async function findMoved(
  importService: ImportService,
  sources: string[],
  { root, sourceIds, pathPrefix }: ImportedFolder,
): Promise<string | null> {
  const candidates = sources.filter((source) => {
    // Earlier versions did not name the folder.
    if (source === FOLDER_SOURCE) return true;
    const former = parseFolder(source, pathPrefix);
    return former !== null && path.basename(former) === path.basename(root) && !existsSync(former);
  });
  const ids = new Set(sourceIds);
  const shares = await Promise.all(
    candidates.map(async (source) => {
      const known = (await importService.listSourceIds(source)).filter((id) => isBeside(id, sourceIds));
      const shared = known.filter((id) => ids.has(id)).length;
      return { source, shared, isMost: shared * 2 >= Math.min(known.length, ids.size) };
    }),
  );
  const best = shares
    .filter(({ shared, isMost }) => shared > 0 && isMost)
    .sort((a, b) => b.shared - a.shared)[0];
  return best?.source ?? null;
}

/** Returns the folder that a source name contains, or null if it is another path's or no folder's. */
function parseFolder(source: string, pathPrefix: string | undefined): string | null {
  const start = `${FOLDER_SOURCE} `;
  const end = nameSource('', pathPrefix);
  if (!source.startsWith(start) || !source.endsWith(end)) return null;
  return source.slice(start.length, source.length - end.length);
}

/** Returns true for the ID of a file in a folder with the name of the imported one. */
function isBeside(sourceId: string, [first = '']: string[]): boolean {
  return sourceId.startsWith(`${first.split('/')[0]}/`);
}
