import { slugify } from '../../../shared/text/slug.js';
import { parseDate } from './dates.js';

export interface FileNameInfo {
  /** '' when the name holds nothing that a slug can be made of. */
  slug: string;
  date: Date | null;
  /** Jekyll keeps drafts in a folder of that name. */
  draft: boolean;
}

/** What a name says that is not to be asked. */
export const NO_FILE_NAME_INFO: FileNameInfo = { slug: '', date: null, draft: false };

/**
 * What a file's place says about its article: `2016-03-04-a-title.md` gives date and slug. The `index.md` of
 * a folder is named by its folder, except at the top of what is imported.
 */
export function parseFileName(sourceId: string): FileNameInfo {
  const [, ...path] = sourceId.split('/');
  const file = path.pop()?.replace(/\.[^.]+$/, '') ?? '';
  const name = file === 'index' ? (path.at(-1) ?? '') : file;
  const [, day, rest] = /^(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+([^-_ \n].*)?)?$/.exec(name) ?? [];
  const date = day === undefined ? null : parseDate(day);
  return { slug: slugify(date !== null && rest ? rest : name), date, draft: path.includes('_drafts') };
}
