import { slugify } from '../../shared/slug.js';
import type { ImportedArticle } from '../imported-article.js';
import { sitePath } from '../site-path.js';
import type { Field, Fields } from './fields.js';
import type { FileNameFacts } from './file-name.js';
import { type Findings, quoted } from './findings.js';
import { atCommas, textOf } from './values.js';

type Addresses = Pick<ImportedArticle, 'slug' | 'path' | 'aliases'>;

/** Where the article lives and used to live. Without a slug of its own it has its file's name, then its title. */
export function readAddresses(
  fields: Fields,
  { file, title, publishedAt }: { file: FileNameFacts; title: string; publishedAt: Date | null },
  findings: Findings,
): Addresses {
  const written = fields.take('slug');
  const text = textOf(written, findings);
  // Gatsby calls the whole path a slug.
  const isPath = text?.includes('/') ?? false;
  const slug = slugOf(written, text, findings) ?? (file.slug || slugify(title));
  if (slug === '')
    findings.problemAt(written?.line ?? 1, `${quoted(text ?? title)} leaves no letters for a slug`);
  else if (text !== null && !isPath && slug !== text)
    findings.note(written!, `${quoted(text)} became ${slug}`);
  const permalink = fields.take('permalink', 'url', 'path') ?? (isPath ? written : undefined);
  return {
    slug,
    path: pathOf(permalink, slug, publishedAt, findings),
    aliases: readAliases(fields, findings),
  };
}

function slugOf(field: Field | undefined, text: string | null, findings: Findings): string | null {
  if (field === undefined || text === null) return null;
  if (!field.isVerbatim) return slugify(text.includes('/') ? lastStep(text) : text);
  if (!/^(?!\.+$)[^\s/?#\\%:]+$/.test(text)) findings.problem(field, `${quoted(text)} is no slug`);
  return text;
}

/** As an export spells it, signs that mean something else in an address encoded. */
function verbatimPath(text: string): string | null {
  return /^\/(?!\/)[^\s?#\\]+$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text) ? text : null;
}

function pathOf(
  field: Field | undefined,
  slug: string,
  date: Date | null,
  findings: Findings,
): string | null {
  const text = textOf(field, findings);
  if (field === undefined || text === null) return null;
  if (field.isVerbatim) {
    const path = verbatimPath(text);
    if (path === null) findings.problem(field, `${quoted(text)} is no path of a site`);
    return path;
  }
  const filled = text.replace(
    /:(year|month|i_month|day|i_day|title|slug)\b/g,
    (placeholder, name: string) => {
      if (name === 'title' || name === 'slug') return slug;
      return date === null ? placeholder : datePart(name, date);
    },
  );
  const path = /:[a-z]/.test(filled) ? null : sitePath(filled);
  if (path === null)
    findings.note(field, `${quoted(text)} cannot be kept; the path follows from section and slug`);
  else if (/^https?:/i.test(text)) findings.note(field, `of ${quoted(text)} the path is kept, ${path}`);
  return path;
}

function datePart(name: string, date: Date): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-') as [string, string, string];
  const parts: Record<string, string> = { year, month, day, i_month: `${+month}`, i_day: `${+day}` };
  return parts[name]!;
}

function readAliases(fields: Fields, findings: Findings): string[] {
  const written = fields.takeAll('aliases', 'alias', 'redirectFrom').flatMap((field) => {
    return typeof field.value === 'string' ? atCommas(field) : field.entries();
  });
  const paths = written.flatMap((entry) => {
    const text = textOf(entry, findings);
    const path = text === null ? null : (entry.isVerbatim ? verbatimPath : sitePath)(text);
    if (text !== null && path === null)
      findings.note(entry, `${quoted(text)} is no path of this site, left out`);
    return path ?? [];
  });
  return [...new Set(paths)];
}

function lastStep(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? '';
}
