import { posix } from 'node:path';
import { slugify } from '../../../../shared/text/slug.js';
import { parseDate } from '../../fields/dates.js';
import { describeLanguage } from '../languages.js';
import {
  type Data,
  getText,
  isData,
  joinPath,
  type SiteFile,
  type SitePage,
  type StaticSite,
} from '../site.js';

const DATED_NAME = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]{1,20}(?:Z|[+-]\d{2}:?\d{2})?)?[-_ ]([^-_ ].*)$/;

/** Describes a file as Zola sees it. `_index.md` is a section, `index.md` the page of its folder. */
export function describeZolaFile(
  site: StaticSite,
  { path: file, directoryData }: SiteFile,
  ownFrontMatter: Data,
): SitePage {
  // A page of a draft section is a draft, whatever it says itself.
  const frontMatter = { ...ownFrontMatter, ...directoryData };
  const inside = file.replace(/^content\//, '');
  const { name, language } = splitLanguage(site.config, posix.basename(inside));
  const folders = inside.split('/').slice(0, -1);
  const isIndex = name === 'index' || name === '_index';
  const baseName = isIndex ? (folders.at(-1) ?? '') : name;
  const sections = isIndex ? folders.slice(0, -1) : folders;
  const [, day, datelessName] = name === '_index' ? [] : (DATED_NAME.exec(baseName) ?? []);
  const date = day === undefined ? null : parseDate(day);
  const slug = getText(frontMatter.slug) ?? datelessName ?? baseName;
  const clean = (part: string) => slugifyPart(part, site.config);
  const path = getText(frontMatter.path);
  const parts = isIndex && folders.length === 0 ? [] : [...sections.map(clean), clean(slug)];
  const address = path ?? (parts.length === 0 ? '/' : `/${parts.join('/')}/`);
  return {
    address: joinPath(site.basePath, language, address),
    slug,
    data: frontMatter,
    date,
    isPage: frontMatter.date === undefined && date === null,
    isDraft: false,
    warnings: [],
    ...describeLanguage(site, language || (site.languages?.main ?? ''), [...sections, baseName].join('/')),
    ...(frontMatter.render === false && { leftOut: 'the site writes no page for it (render = false)' }),
  };
}

function splitLanguage(config: Data, fileName: string): { name: string; language: string } {
  const name = fileName.replace(/\.[^.]+$/, '');
  const [, base = '', suffix] = /^(.+)\.([a-z]{2,3}(?:-[a-z0-9]+)*)$/i.exec(name) ?? [];
  const { languages, default_language: main = 'en' } = config;
  if (suffix === undefined || !isData(languages) || !(suffix in languages)) return { name, language: '' };
  return { name: base, language: suffix === main ? '' : suffix };
}

/** Makes a part of a path by the strategy of `slugify.paths`, which is `on` by default. */
function slugifyPart(part: string, { slugify: settings }: Data): string {
  const strategy = isData(settings) ? settings.paths : 'on';
  if (strategy === 'off') return part;
  if (strategy === 'safe') return part.replace(/[<>:|?*#\\()[\]\s/]+/g, '_');
  return slugify(part);
}
