import type { ImportService } from '../../modules/import/import.service.js';
import { nameSource } from '../../modules/import/source-name.js';

/**
 * Returns the name of the source that a site is under a path. Articles that are there under the name without the path,
 * which earlier versions used, get the new one.
 */
export async function openSource(
  importService: ImportService,
  site: string,
  pathPrefix: string | undefined,
): Promise<string> {
  const source = nameSource(site, pathPrefix);
  if (source !== site) await importService.renameSource({ from: site, to: source, pathPrefix });
  return source;
}
