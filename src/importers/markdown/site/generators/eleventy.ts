import { posix } from 'node:path';
import { parseDate } from '../../fields/dates.js';
import { fillTemplate } from '../fill-template.js';
import {
  type Data,
  getText,
  isData,
  joinPath,
  removeExtension,
  type SiteFile,
  type SitePage,
  type StaticSite,
} from '../site.js';
import { parseWallTime } from '../wall-time.js';

const DATED_NAME = /^(\d{4}-\d{2}-\d{2})-(.+)$/;

/** Describes a file as Eleventy sees it: front matter over the data files of its folders. */
export function describeEleventyFile(
  site: StaticSite,
  { path: file, directoryData, unreadPermalink }: SiteFile,
  frontMatter: Data,
): SitePage {
  const data = mergeData(directoryData, frontMatter);
  const inside =
    site.contentFolder !== '' && file.startsWith(`${site.contentFolder}/`)
      ? file.slice(site.contentFolder.length + 1)
      : file;
  const stem = removeExtension(inside);
  const folders = stem.split('/').slice(0, -1);
  const baseName = posix.basename(stem);
  const [, day, datelessName] = DATED_NAME.exec(baseName) ?? [];
  const nameDate = day === undefined ? null : parseDate(day);
  const written = parseWallTime(data.date, site.timeZone);
  const fileSlug =
    datelessName ??
    (baseName === 'index' ? (DATED_NAME.exec(folders.at(-1) ?? '')?.[2] ?? folders.at(-1) ?? '') : baseName);
  const stemFolder = folders.length === 0 ? '' : `/${folders.join('/')}`;
  const page = {
    fileSlug,
    filePathStem: `${stemFolder}/${datelessName ?? baseName}`,
    inputPath: `./${file}`,
    date: (written?.date ?? nameDate)?.toISOString(),
    outputFileExtension: 'html',
  };
  // `Last Modified` and the like name the date of the file, which no copy keeps.
  if (
    typeof data.date === 'string' &&
    written === null &&
    /^(git )?(created|last modified)$/i.test(data.date)
  )
    delete data.date;
  const warnings: string[] = [];
  const template = findPermalink(data);
  const filled = template === null ? null : fillTemplate(template, { ...data, page });
  const isUnread = unreadPermalink !== undefined && frontMatter.permalink === undefined;
  if (isUnread) warnings.push(`the permalink of ${unreadPermalink} is code, which is not run${HINT}`);
  else if (template !== null && filled === null)
    warnings.push(`the permalink ${template} uses what only the site's code can compute${HINT}`);
  // Folder and file of one name share a path, as `about/about.md` does.
  const last = baseName === 'index' || baseName === folders.at(-1) ? [] : [baseName];
  const usual = template === null ? `/${[...folders, ...last, ''].join('/')}` : filled;
  const path = isUnread ? null : usual;
  const wall = written?.wall ?? nameDate;
  return {
    address: path === null ? null : joinPath(site.basePath, path.replace(/(^|\/)index\.html$/, '$1')),
    slug: fileSlug,
    templateValues: page,
    data,
    date: nameDate,
    isPage: wall === null,
    isDraft: false,
    warnings,
    // The usual layout of a site in several languages: a folder for each, with its data file.
    ...(folders.length > 0 &&
      getText(data.lang)?.toLowerCase() === folders[0]?.toLowerCase() && {
        translationKey: stem.split('/').slice(1).join('/'),
      }),
  };
}

const HINT = '; give the pattern of the paths with --permalinks';

/** Returns the permalink of a file: that of its computed data, a text, or the one that `build` names. */
function findPermalink({ permalink, eleventyComputed }: Data): string | null {
  const computed = isData(eleventyComputed) ? eleventyComputed.permalink : undefined;
  const [own] = [computed, permalink].filter((each) => each !== undefined);
  return getText(isData(own) ? own.build : own);
}

/** Merges data of a folder and of a file as Eleventy does: lists are joined, other values of the file win. */
export function mergeData(ofFolder: Data, ofFile: Data): Data {
  const merged: Data = { ...ofFolder, ...ofFile };
  for (const [name, value] of Object.entries(ofFolder)) {
    const own = ofFile[name];
    if (Array.isArray(value) && Array.isArray(own)) merged[name] = [...new Set([...value, ...own])];
    else if (isData(value) && isData(own)) merged[name] = mergeData(value, own);
  }
  return merged;
}
