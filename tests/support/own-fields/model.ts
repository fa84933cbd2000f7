import { fileURLToPath } from 'node:url';
import { loadContentModel } from '../../../src/app/site-config.js';

/** The site file that docs/own-fields.md shows: ten own fields of articles and one own kind. */
export const SITE_FILE = fileURLToPath(new URL('./dateline.config.ts', import.meta.url));

export function loadExampleModel() {
  return loadContentModel(SITE_FILE);
}
