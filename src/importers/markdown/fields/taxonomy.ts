import type { ArticleContent } from '../../../modules/editing/article-content.js';
import { ARTICLE_LIMITS } from '../../../modules/editing/article-limits.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readName, readNames, toSingleLine } from '../front-matter/values.js';

/**
 * Reads the sections and the tags. The first category is the primary section; `Science/Climate` and Hexo's
 * `[[Science, Climate]]` are section paths.
 */
export function readTaxonomy(
  fields: Fields,
  findings: Findings,
): Pick<ArticleContent, 'section' | 'otherSections' | 'tags'> {
  const tagsField = fields.take('tags', 'tag', 'keywords');
  if (tagsField !== undefined) warnAboutSpaces(tagsField, findings);
  const tags = readNames(tagsField, findings);
  const [section = [], ...otherSections] = readCategories(fields, findings);
  return { section, otherSections, tags: dedupe(tags) };
}

/** Returns every category as a path of names. The first is the article's primary section. */
function readCategories(fields: Fields, findings: Findings): string[][] {
  const categoryFields = fields.takeAll('section', 'sections', 'category', 'categories');
  for (const field of categoryFields) warnAboutSpaces(field, findings);
  const found = categoryFields.flatMap((field) =>
    readCategoryPaths(field, findings).map((path) => ({ field, path })),
  );
  const entries = [...new Map(found.map((entry) => [JSON.stringify(entry.path), entry])).values()];
  const omitted = entries.slice(ARTICLE_LIMITS.sections);
  if (omitted[0])
    findings.addWarning(
      omitted[0].field,
      `an article can be in at most ${ARTICLE_LIMITS.sections} sections; left out: ${omitted.map(({ path }) => quoteValue(path.join('/'))).join(', ')}`,
    );
  return entries.slice(0, ARTICLE_LIMITS.sections).map(({ path }) => path);
}

function readCategoryPaths(field: FrontMatterField, findings: Findings): string[][] {
  const isNested = Array.isArray(field.value) && field.value.some((entry) => Array.isArray(entry));
  if (!isNested)
    return readNames(field, findings)
      .map(splitPath)
      .filter((path) => path.length > 0);
  return field
    .entries()
    .map((entry) => entry.entries().flatMap((part) => readName(part, findings) ?? []))
    .filter((path) => path.length > 0);
}

function splitPath(path: string): string[] {
  return path.split('/').map(toSingleLine).filter(Boolean);
}

/** Warns that a text with spaces is read as one name: Jekyll splits it at spaces, other generators do not. */
function warnAboutSpaces(field: FrontMatterField, findings: Findings): void {
  if (!['tags', 'sections', 'categories'].includes(field.name) || typeof field.value !== 'string') return;
  if (/[,/]/.test(field.value) || !/\S\s+\S/.test(field.value)) return;
  findings.addWarning(field, `${quoteValue(field.value)} is read as one name; for several, write a list`);
}

function dedupe(texts: string[]): string[] {
  return [...new Set(texts)];
}
