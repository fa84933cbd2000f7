import { LIMITS } from '../../../mutations/input-errors.js';
import { toShortLink, toSitePath } from '../../../shared/paths.js';
import { requireValue } from '../../../shared/require-value.js';
import { slugify } from '../../../shared/text/slug.js';
import { trimEnd } from '../../../shared/text/trim-end.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readText, splitAtCommas } from '../front-matter/values.js';
import { joinPath, type SitePage, toPagePath } from '../site/site.js';
import type { FileNameInfo } from './file-name.js';

interface ArticleFacts {
  file: FileNameInfo;
  title: string;
  publishedAt: Date | null;
  /** The file as the generator of its site sees it. */
  page: SitePage | null;
}

type ArticlePaths = Pick<ImportedArticle, 'slug' | 'path' | 'aliases'>;

/** Reads slug, path and former paths. The slug defaults to the file name, then to the title. */
export function readPaths(
  fields: Fields,
  { file, title, publishedAt, page }: ArticleFacts,
  findings: Findings,
): ArticlePaths {
  const slugField = fields.take('slug');
  const text = readText(slugField, findings);
  // Gatsby uses a whole path as the slug.
  const isPath = text?.includes('/') ?? false;
  const slug = cutSlug(readSlug(slugField, text, findings) || file.slug || slugify(title));
  if (slug === '')
    findings.addProblemOnLine(
      slugField?.line ?? 1,
      `${quoteValue(text ?? title)} has no letter or digit to derive a slug from`,
    );
  else if (slugField && text !== null && !isPath && slug !== text)
    findings.addWarning(slugField, `${quoteValue(text)} was changed to ${slug}`);
  const permalink = fields.take('permalink', 'url', 'path') ?? (isPath ? slugField : undefined);
  if (page === null) {
    return {
      slug,
      path: readPath(permalink, slug, publishedAt, findings),
      aliases: readAliases(fields, findings, undefined),
    };
  }
  for (const warning of page.warnings) findings.addWarningOnLine(permalink?.line ?? 1, warning);
  const path = page.address === null || isTooLong(page.address) ? null : toPagePath(page.address);
  if (path === null && page.address !== null)
    findings.addWarningOnLine(
      permalink?.line ?? 1,
      `${quoteValue(page.address)} cannot be used as a path; the path is derived from the section and the slug`,
    );
  return { slug, path, aliases: readAliases(fields, findings, page.aliasFolders) };
}

/** Bytes of a path that can be stored. */
const MAX_PATH_BYTES = 2_000;

function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > MAX_PATH_BYTES;
}

/** Cuts a slug to its maximum length. */
function cutSlug(slug: string): string {
  return slug.length <= LIMITS.slug ? slug : trimEnd(slug.slice(0, LIMITS.slug), /-/);
}

function readSlug(
  field: FrontMatterField | undefined,
  text: string | null,
  findings: Findings,
): string | null {
  if (field === undefined || text === null) return null;
  if (!field.isVerbatim) return slugify(text.includes('/') ? getLastSegment(text) : text);
  if (/^(?!\.+$)[^\s/?#\\%:]+$/.test(text)) return text;
  const slug = slugify(text);
  findings.addWarning(field, `${quoteValue(text)} is not a valid slug; ${slug || 'the title'} is used`);
  return slug;
}

/**
 * Returns a path as an export writes it, with reserved characters percent-encoded. Returns null if it is
 * invalid.
 */
function parseVerbatimPath(text: string): string | null {
  return /^\/(?!\/)[^\s?#\\]+$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text) ? text : null;
}

function readPath(
  field: FrontMatterField | undefined,
  slug: string,
  date: Date | null,
  findings: Findings,
): string | null {
  const text = readText(field, findings);
  if (field === undefined || text === null) return null;
  if (field.isVerbatim) {
    const path = parseVerbatimPath(text);
    if (path === null) findings.addWarning(field, `${quoteValue(text)} is not a valid path and was ignored`);
    return path;
  }
  const filled = text.replace(
    /:(year|month|i_month|day|i_day|title|slug)\b/g,
    (placeholder, name: string) => {
      if (name === 'title' || name === 'slug') return slug;
      return date === null ? placeholder : formatDatePart(name, date);
    },
  );
  const path = /:[a-z]/.test(filled) || isTooLong(filled) ? null : toSitePath(filled);
  if (path === null)
    findings.addWarning(
      field,
      `${quoteValue(text)} cannot be used as a path; the path is derived from the section and the slug`,
    );
  else if (/^https?:/i.test(text))
    findings.addWarning(field, `${quoteValue(text)} is a URL; its path ${path} is used`);
  return path;
}

function formatDatePart(name: string, date: Date): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-') as [string, string, string];
  const parts: Record<string, string> = { year, month, day, i_month: `${+month}`, i_day: `${+day}` };
  return requireValue(parts[name], `Dates have no part ${name}.`);
}

/** Reads former paths, in the folders of the site. */
function readAliases(fields: Fields, findings: Findings, folders: SitePage['aliasFolders']): string[] {
  const entries = fields.takeAll('aliases', 'alias', 'redirectFrom').flatMap((field) => {
    return typeof field.value === 'string' ? splitAtCommas(field) : field.entries();
  });
  const resolve = (text: string) => {
    if (folders === undefined || /^(\/\/|[a-z][a-z0-9+.-]*:)/i.test(text)) return text;
    return joinPath(text.startsWith('/') ? folders.absolute : folders.relative, text);
  };
  const paths = entries.flatMap((entry) => {
    const text = readText(entry, findings);
    const path =
      text === null || isTooLong(text)
        ? null
        : (toShortLink(text) ?? (entry.isVerbatim ? parseVerbatimPath : toSitePath)(resolve(text)));
    if (text !== null && path === null)
      findings.addWarning(entry, `${quoteValue(text)} is not a path of this site and was ignored`);
    // The page of a folder is at the folder's own address too.
    if (path === null) return [];
    const folder = entry.isVerbatim ? null : /^(.+)\/index\.html?$/.exec(path)?.[1];
    return folder ? [folder, path] : path;
  });
  return [...new Set(paths)];
}

function getLastSegment(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? '';
}
