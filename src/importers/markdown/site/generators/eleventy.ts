import { parseDate } from '../../fields/dates.js';
import { fillTemplate } from '../fill-template.js';
import {
  type Data,
  getText,
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
  { path: file, directoryData }: SiteFile,
  frontMatter: Data,
): SitePage {
  const data = mergeData(directoryData, frontMatter);
  const inside =
    site.contentFolder !== '' && file.startsWith(`${site.contentFolder}/`)
      ? file.slice(site.contentFolder.length + 1)
      : file;
  const stem = removeExtension(inside);
  const folders = stem.split('/').slice(0, -1);
  const baseName = stem.split('/').at(-1)!;
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
  const template = getText(data.permalink);
  const filled = template === null ? null : fillTemplate(template, { ...data, page });
  if (template !== null && filled === null)
    warnings.push(`the permalink ${template} uses what only the site's code can compute`);
  // Folder and file of one name share a path, as `about/about.md` does.
  const last = baseName === 'index' || baseName === folders.at(-1) ? [] : [baseName];
  const path = template === null ? `/${[...folders, ...last, ''].join('/')}` : filled;
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
  };
}

/** Merges data of a folder and of a file as Eleventy does: lists are joined, other values of the file win. */
function mergeData(ofFolder: Data, ofFile: Data): Data {
  const merged: Data = { ...ofFolder, ...ofFile };
  for (const [name, value] of Object.entries(ofFolder)) {
    const own = ofFile[name];
    if (Array.isArray(value) && Array.isArray(own)) merged[name] = [...new Set([...value, ...own])];
  }
  return merged;
}
