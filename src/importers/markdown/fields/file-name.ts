import { slugify } from '../../../shared/text/slug.js';
import { parseDate } from './dates.js';

export interface FileNameInfo {
  /** Slug from the file's name, '' if the name has no usable characters. */
  slug: string;
  date: Date | null;
  /** True for files in a `_drafts` folder, Jekyll's place for drafts, and for `*.draft.md` of Nuxt. */
  draft: boolean;
}

/** Empty result, for files with a name that must be ignored. */
export const NO_FILE_NAME_INFO: FileNameInfo = { slug: '', date: null, draft: false };

/**
 * Reads slug and date from a file name such as `2016-03-04-a-title.md`. An `index.md` is named after its
 * folder, except at the top of the import.
 */
export function parseFileName(sourceId: string): FileNameInfo {
  const [, ...path] = sourceId.split('/');
  const fullName = path.pop()?.replace(/\.[^.]+$/, '') ?? '';
  const file = fullName.replace(/\.draft$/, '');
  const name = file === 'index' ? (path.at(-1) ?? '') : file;
  const [, day, rest] = /^(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+([^-_ \n].*)?)?$/.exec(name) ?? [];
  const date = day === undefined ? null : parseDate(day);
  const draft = path.includes('_drafts') || file !== fullName;
  return { slug: slugify(date !== null && rest ? rest : name), date, draft };
}
